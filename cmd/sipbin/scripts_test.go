package main

import (
	"fmt"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// The scripts of testdata/script say what the program does. Beside the commands
// of testscript they know
//
//	ready FILE   waits for a ready file; $UDP is then its UDP listener, and $HTTP
//	             the address of its API
//	junit FILE   reads a file as CI systems do, and prints the names of its cases
//
// A sipbin in the background that is stopped by "kill -INT sipbin" finishes its
// calls and prints all it has to say.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		Setup: func(e *testscript.Env) error {
			e.Setenv("SIPBIN_LISTEN", "udp://127.0.0.1:0") // no two tests meet
			e.Setenv("SIPBIN_HTTP", "off")
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"ready": func(ts *testscript.TestScript, neg bool, args []string) {
				if neg || len(args) != 1 {
					ts.Fatalf("usage: ready FILE")
				}
				addr, err := readyFile(ts.MkAbs(args[0]))
				ts.Check(err)
				ts.Setenv("UDP", addr)
				ts.Setenv("HTTP", readyAPI(ts.MkAbs(args[0])))
			},
			"junit": func(ts *testscript.TestScript, neg bool, args []string) {
				if neg || len(args) != 1 {
					ts.Fatalf("usage: junit FILE")
				}
				cases, err := checkJUnit([]byte(ts.ReadFile(args[0])))
				ts.Check(err)
				fmt.Fprintln(ts.Stdout(), strings.Join(cases, "\n"))
			},
		},
	})
}
