package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/sipbin/sipbin/responder"
	"github.com/sipbin/sipbin/responder/journal"
	"github.com/sipbin/sipbin/scenarios"
)

// callFlags are what call has beside the settings.
type callFlags struct {
	from, user, api string
	timeout         time.Duration
}

// passwordOf is where the password of --auth stands; arguments are for everybody
// on the machine to read.
const passwordOf = "SIPBIN_CALL_PASSWORD"

func (p *program) call() *cobra.Command {
	var how callFlags
	cmd := &cobra.Command{
		Use:   "call [CODES|SCENARIO] URI",
		Short: "call a phone, and judge how it answers",
	}
	own := pflag.NewFlagSet("call", pflag.ContinueOnError)
	own.SortFlags = false
	own.StringVar(&how.from, "from", "", "`URI` to call as (default: sip:sipbin at an address of ours)")
	own.StringVar(&how.user, "auth", "", "`USER` that answers a challenge, with the password in "+passwordOf)
	own.StringVar(&how.api, "api", "", "`URL` of a sipbin that serves, which places the call (for a user without host: "+apiOf+", else by --http or http: of sipbin.yaml)")
	own.DurationVar(&how.timeout, "timeout", 3*time.Minute, "`TIME` until which the call has to be over; it is ended then")
	all := allSettings()
	cmd.Flags().SortFlags = false
	cmd.Flags().AddFlagSet(own)
	cmd.Flags().AddFlagSet(all)
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if len(args) == 0 || len(args) > 2 {
			return errors.New("whom to call? sipbin call 180*200*10 sip:alice@10.0.0.5")
		}
		if !cmd.Flags().Changed("listen") {
			if err := all.Set("listen", "udp://:0,tcp://:0"); err != nil {
				return err
			}
		}
		s, err := p.settings(all)
		if err != nil {
			return err
		}
		return p.place(cmd.Context(), s, how, args)
	}
	cmd.SetHelpFunc(func(*cobra.Command, []string) { fmt.Fprint(p.stdout, callHelp(own.FlagUsagesWrapped(80))) })
	return cmd
}

func callHelp(flags string) string {
	return `Calls a phone, and judges how it answers.

Usage: sipbin call [CODES|SCENARIO] URI [SETTING]...

CODES are the responses that are to come, written like a dial string:

  sipbin call sip:alice@10.0.0.5              200, and the call lasts till alice hangs up
  sipbin call 180*200*10 sip:alice@10.0.0.5   it rings, answers, and we hang up after 10 s
  sipbin call 180*5*487 sip:alice@10.0.0.5    we cancel after it has rung for 5 s
  sipbin call 486 sip:alice@10.0.0.5          it is busy

  sipbin call 200*5 alice                     alice is registered with a sipbin that serves

A SCENARIO is one of --scenarios, or one that ships, with a start: list. The URI
names an address that --allow lets in. A user without host is one who is
registered with a sipbin that serves here, which then places the call by its HTTP
API; so it does with --api.

Exit codes: 0 the call went as it was to, 1 it did not, 2 wrong usage or a bad
scenario, 3 a listener that cannot be had.

` + flags + `
All settings of sipbin serve may be given: sipbin serve --help. Without --listen
free ports are taken.
`
}

// place is what call does.
func (p *program) place(ctx context.Context, s *settings, how callFlags, args []string) error {
	password, known := p.lookupEnv(passwordOf)
	switch {
	case strings.Contains(how.user, ":"):
		return errors.New("--auth takes the user alone; the password goes into " + passwordOf + ", as arguments are for everybody on the machine to read")
	case how.user != "" && !known:
		return fmt.Errorf("--auth %s: give the password in %s", how.user, passwordOf)
	}
	set, err := p.load(s.Scenarios)
	if err != nil {
		return err
	}
	what, uri := "200", args[len(args)-1]
	if len(args) == 2 {
		what = args[0]
	}
	if how.api != "" || withHost(uri) != withScheme(uri) {
		return p.placeThere(ctx, s, how, what, uri)
	}
	scenario, err := outgoing(set, what)
	if err != nil {
		return err
	}
	r, err := listen(s, set, true)
	if err != nil {
		return err
	}
	_, said, err := p.print(ctx, s, r, "")
	if err != nil {
		return err
	}
	serving, stop := context.WithCancel(context.WithoutCancel(ctx))
	defer stop()
	served := make(chan error, 1)
	go func() { served <- r.Serve(serving, 0) }()
	id, err := r.Call(ctx, responder.Placement{
		Scenario: scenario, Target: withScheme(uri), From: how.from, User: how.user, Password: password,
	})
	if err == nil {
		over(ctx, r, id, how.timeout)
	}
	stop()
	if err := errors.Join(err, <-served, said()); err != nil {
		return err
	}
	if end, ok := r.Journal().Call(id); !ok || end.Verdict.Outcome != journal.OK {
		return &exit{code: exitFail}
	}
	return nil
}

// outgoing is the scenario for a call of ours.
func outgoing(set *scenarios.Set, what string) (*scenarios.Scenario, error) {
	if scenarios.IsDial(what) {
		return scenarios.DialOut(what)
	}
	sc := set.ByName(what)
	if sc == nil {
		sc = scenarios.Library().ByName(what)
	}
	switch {
	case sc == nil:
		return nil, fmt.Errorf("%s is neither a dial string nor the name of a scenario; sipbin list names those that ship", what)
	case len(sc.Start) == 0:
		return nil, fmt.Errorf("%s has no start: list, so it answers calls and places none", what)
	}
	return sc, nil
}

// withScheme makes alice@10.0.0.5 a SIP URI.
func withScheme(uri string) string {
	scheme, _, _ := strings.Cut(strings.ToLower(uri), ":")
	if slices.Contains([]string{"sip", "sips", "tel", "http", "https", "ws", "wss", "urn", "mailto"}, scheme) && scheme != strings.ToLower(uri) {
		return uri
	}
	return "sip:" + uri
}

// over waits until a call is over. When the time is up or ctx is done it is
// ended, and given a moment to end tidily.
func over(ctx context.Context, r *responder.Responder, id uint64, timeout time.Duration) {
	waiting, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	if ended(waiting, r.Journal(), id) {
		return
	}
	r.End(id, time.Now())
	const tidily = 5 * time.Second
	ending, cancel := context.WithTimeout(context.WithoutCancel(ctx), tidily)
	defer cancel()
	ended(ending, r.Journal(), id)
}

// ended waits for the end of a call and reports whether it came.
func ended(ctx context.Context, j *journal.Journal, id uint64) bool {
	for next := uint64(1); ; {
		if s, ok := j.Call(id); ok && s.Ended {
			return true
		}
		if j.Await(ctx, next) != nil {
			return false
		}
		_, next, _ = j.Read(next, 256, journal.Closed)
	}
}
