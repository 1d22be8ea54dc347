package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/sipbin/sipbin/responder/wire"
)

// The exit codes.
const (
	exitOK    = 0
	exitFail  = 1
	exitUsage = 2 // a wrong flag, setting or scenario
	exitBind  = 3 // an address that cannot be had
)

// program is the outside world as the commands see it.
type program struct {
	lookupEnv      func(string) (string, bool)
	stdout, stderr io.Writer
}

// exit is an error that ends the program with a code of its own. With an empty
// text everything has been said already.
type exit struct {
	code int
	text string
}

func (e *exit) Error() string { return e.text }

// run is the whole program: arguments and environment in, exit code out.
func run(ctx context.Context, args []string, lookupEnv func(string) (string, bool), stdout, stderr io.Writer) int {
	p := &program{lookupEnv: lookupEnv, stdout: stdout, stderr: stderr}
	root := p.root()
	root.SetArgs(args)
	root.SetOut(stdout)
	root.SetErr(stderr)
	err := root.ExecuteContext(ctx)
	if err == nil {
		return exitOK
	}
	if err.Error() != "" {
		fmt.Fprintln(stderr, "sipbin:", err)
	}
	if e := new(exit); errors.As(err, &e) {
		return e.code
	}
	if bind := new(wire.BindError); errors.As(err, &bind) {
		return exitBind
	}
	return exitUsage
}

func (p *program) root() *cobra.Command {
	root := &cobra.Command{
		Use:   "sipbin",
		Short: "sipbin answers SIP requests the way you tell it to",
		Long: `sipbin is a SIP test responder: dial a response code and get it, or write a
scenario and get exactly that sequence.`,
		SilenceUsage:  true,
		SilenceErrors: true,
	}
	root.CompletionOptions.HiddenDefaultCmd = true
	root.AddCommand(p.serve(), p.ready(), p.check(), p.list(), p.explain())
	return root
}
