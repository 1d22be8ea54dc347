package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// runFlags are what run has beside the settings.
type runFlags struct {
	calls       int
	timeout     time.Duration
	junit, json string
}

func (p *program) run() *cobra.Command {
	var how runFlags
	cmd := &cobra.Command{
		Use:   "run [SCENARIO...]",
		Short: "wait for calls, judge them, and end with what came of it",
	}
	own := pflag.NewFlagSet("run", pflag.ContinueOnError)
	own.SortFlags = false
	own.IntVar(&how.calls, "calls", 0, "`N` calls are waited for, whichever scenario answers them (default: those of the scenarios named)")
	own.DurationVar(&how.timeout, "timeout", time.Minute, "`TIME` until which all of them have to be over; 0s waits for ever")
	own.StringVar(&how.junit, "junit", "", "`FILE` to write what came of it to, for CI systems")
	own.StringVar(&how.json, "json", "", "`FILE` to write all of it to, for programs")
	all := allSettings()
	cmd.Flags().SortFlags = false
	cmd.Flags().AddFlagSet(own)
	cmd.Flags().AddFlagSet(all)
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		s, err := p.settings(all)
		if err != nil {
			return err
		}
		return p.judge(cmd.Context(), s, how, args)
	}
	cmd.SetHelpFunc(func(*cobra.Command, []string) { fmt.Fprint(p.stdout, runHelp(own.FlagUsagesWrapped(80))) })
	return cmd
}

func runHelp(flags string) string {
	return `Answers calls like serve until those it waits for are over, and judges them.

Usage: sipbin run [SCENARIO...] [SETTING]...

A SCENARIO is a file, the name of one that ships or that --scenarios has read,
or a dial string. One that stands alone and has no match answers every new call,
whatever user is called, so that the client under test needs no special number;
a dial string then leaves REGISTER and OPTIONS alone, so that a phone can log in
first. Several are found by their match or by name, as with serve: a client that
is sent elsewhere by one of them finds the other.

Each scenario named is waited for until it was played, one with attempts: until
its last try was; without any, for one call. --calls says another number.
Requests that no list answers (a REGISTER, an OPTIONS) do not count. Calls that
go on when the run is over are ended by BYE or 480.

The log has a line for each call. Then the ladders of what failed are drawn, and
the last line says what came of it. Exit codes:

  0  met: every call was ok. One that is not applicable, because the client did
     not bring what the scenario needs, is skipped; so all may have been
  1  a call failed or was unfinished when the time was up, did not come, or was
     for nobody (404)
  2  a bad scenario, setting or file to write
  3  a listener that cannot be had
  4  no call came at all

` + flags + `
All settings of sipbin serve may be given: sipbin serve --help. --listen
udp://127.0.0.1:0 takes a free port, which --ready-file then names. There is no
HTTP API unless --http says where.
`
}

// judge is what run does.
func (p *program) judge(ctx context.Context, s *settings, how runFlags, args []string) error {
	if how.calls < 0 || how.timeout < 0 {
		return errors.New("--calls and --timeout do not go below nothing")
	}
	played, err := p.played(s, args)
	if err != nil {
		return err
	}
	played.number = how.calls
	reports, err := openReports(how)
	if err != nil {
		return err
	}
	defer reports.close()
	r, err := listen(s, played.set, false)
	if err != nil {
		return err
	}
	var api *apiServer
	if s.HTTP.given {
		if api, err = p.openAPI(s, r); err != nil {
			return err
		}
	}
	file, said, err := p.print(ctx, s, r, fmt.Sprintf("sipbin  %s   %s\n%s", strings.Join(places(r.Addrs()), "  "), played.waits(how.timeout), s.trustHint(r.Addrs())))
	if err != nil {
		return err
	}
	if s.ReadyFile != "" {
		if err := writeReady(s.ReadyFile, r.Addrs(), api.place()); err != nil {
			return err
		}
		defer os.Remove(s.ReadyFile)
	}

	serving, stop := context.WithCancel(context.WithoutCancel(ctx))
	defer stop()
	served := make(chan error, 1)
	go func() { served <- r.Serve(serving, 0) }()
	stopAPI := api.serve(file.amiss)
	w := newWatch(played, r.Journal(), time.Now())
	w.until(ctx, how.timeout)
	stop()
	if err := errors.Join(<-served, stopAPI(), said()); err != nil {
		return err
	}
	outcome := w.outcome()
	for _, b := range r.Addrs() {
		outcome.Listeners = append(outcome.Listeners, b.String())
	}
	if err := reports.write(outcome); err != nil {
		return err
	}
	fmt.Fprint(p.stdout, outcome.text(s.Ladder))
	if code := outcome.Exit; code != exitOK {
		return &exit{code: code}
	}
	return nil
}

// reports are the files that were asked for. They are opened before the run, so
// that none is waited for that cannot be written, and none of an earlier run is
// taken for the result of this one.
type reports []report

type report struct {
	file  *os.File
	write func(io.Writer, *outcome) error
}

func openReports(how runFlags) (reports, error) {
	var all reports
	for _, r := range []struct {
		flag, name string
		write      func(io.Writer, *outcome) error
	}{{"--junit", how.junit, writeJUnit}, {"--json", how.json, writeOutcome}} {
		if r.name == "" {
			continue
		}
		file, err := os.Create(r.name)
		if err != nil {
			all.close()
			return nil, fmt.Errorf("%s: %w", r.flag, err)
		}
		all = append(all, report{file, r.write})
	}
	return all, nil
}

func (all reports) write(o *outcome) error {
	for _, r := range all {
		if err := r.write(r.file, o); err != nil {
			return fmt.Errorf("%s: %w", r.file.Name(), err)
		}
	}
	return nil
}

func (all reports) close() {
	for _, r := range all {
		_ = r.file.Close() // written, or the error was told
	}
}
