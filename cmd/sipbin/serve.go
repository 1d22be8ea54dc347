package main

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"os"
	"runtime"
	"runtime/debug"
	"strings"

	"github.com/spf13/cobra"

	"github.com/sipbin/sipbin/responder"
	"github.com/sipbin/sipbin/responder/digest"
	"github.com/sipbin/sipbin/responder/journal"
	"github.com/sipbin/sipbin/responder/media"
	"github.com/sipbin/sipbin/responder/message"
	"github.com/sipbin/sipbin/responder/transaction"
	"github.com/sipbin/sipbin/responder/wire"
	"github.com/sipbin/sipbin/scenarios"
)

func (p *program) serve() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "serve",
		Short: "answer calls",
		Args:  none,
	}
	all := allSettings()
	cmd.Flags().SortFlags = false
	cmd.Flags().AddFlagSet(all)
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		s, err := p.settings(all)
		if err != nil {
			return err
		}
		return p.answer(cmd.Context(), s)
	}
	cmd.SetHelpFunc(func(*cobra.Command, []string) {
		fmt.Fprintf(p.stdout, "Answers calls until it is told to stop, by Ctrl-C or SIGTERM.\n\nUsage: sipbin serve [SETTING]...\n\n%s", settingsHelp(all))
	})
	return cmd
}

// answer serves until ctx is done.
func (p *program) answer(ctx context.Context, s *settings) error {
	set, err := p.load(s.Scenarios)
	if err != nil {
		return err
	}
	r, err := listen(s, set, false)
	if err != nil {
		return err
	}
	api, err := p.openAPI(s, r)
	if err != nil {
		return err
	}
	text := banner(s, r.Addrs(), set, api) + s.trustHint(r.Addrs())
	if sets, err := setsNamed(s.Sets); err == nil && len(sets) > 0 {
		text += dialList(sets, s.DialPrefix)
	}
	file, said, err := p.print(ctx, s, r, text)
	if err != nil {
		return err
	}
	watched, err := p.watch(ctx, s.Scenarios, r.Say, r.Reload)
	if err != nil {
		return err
	}
	defer watched()
	if s.ReadyFile != "" {
		if err := writeReady(s.ReadyFile, r.Addrs(), api.place()); err != nil {
			return err
		}
		defer os.Remove(s.ReadyFile)
	}
	stop := api.serve(file.amiss)
	defer p.untilTold(ctx, r, s.Drain)()
	return errors.Join(r.Serve(ctx, s.Drain), stop(), said())
}

// listen opens the sockets that the settings ask for, with these scenarios of
// the author's in force.
func listen(s *settings, set *scenarios.Set, places bool) (*responder.Responder, error) {
	config, err := engineConfig(s, set)
	if err != nil {
		return nil, err
	}
	var told later
	sockets, err := wireConfig(s, told.Say)
	if err != nil {
		return nil, err
	}
	sockets.TellUnreached = places
	rtp, err := media.ParsePorts(s.RTPPorts)
	if err != nil {
		return nil, err
	}
	rtp.Admit = sockets.Allow.Has
	// Calls are many small objects that live half a minute. Collecting them half
	// as often is worth a twentieth of the CPU; less often costs more memory than
	// it saves.
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(200)
	}
	r, err := responder.Listen(config, sockets, rtp)
	if err == nil {
		told.say = r.Say
	}
	return r, err
}

// writeReady writes the listeners, and what more there is, to a file that is
// there as a whole or not at all.
func writeReady(name string, bound []wire.Bound, more ...string) error {
	var text strings.Builder
	for _, b := range bound {
		fmt.Fprintln(&text, b)
	}
	for _, line := range more {
		if line != "" {
			fmt.Fprintln(&text, line)
		}
	}
	unfinished := name + "~"
	if err := os.WriteFile(unfinished, []byte(text.String()), 0o644); err != nil {
		return fmt.Errorf("--ready-file: %w", err)
	}
	return os.Rename(unfinished, name)
}

func engineConfig(s *settings, set *scenarios.Set) (responder.Config, error) {
	known, err := extensions(s.Extensions, s.Users)
	if err != nil {
		return responder.Config{}, err
	}
	sets, err := setsNamed(s.Sets)
	if err != nil {
		return responder.Config{}, err
	}
	users := make(map[string]string)
	for _, u := range s.Users {
		name, password, _ := strings.Cut(u, ":")
		users[name] = password
	}
	config := responder.Config{
		Scenarios:  set,
		Known:      known,
		Numbers:    numbersOf(sets),
		DialPrefix: s.DialPrefix,
		Timing:     transaction.Timing{T1: s.T1, T2: s.T2, T4: s.T4},
		Digest:     digest.New(digest.Config{Realm: s.Realm, Users: users}),
		Shards:     runtime.GOMAXPROCS(0),
		Seed:       s.Seed,
		Limits:     s.Limits.engine(),
		Journal:    journal.New(journal.Config{Bytes: s.Limits.Journal}),
	}
	s.Registrar.apply(&config, orOff(s.Limits.Bindings))
	return config, nil
}

// wireConfig is what the sockets are made of; what changes about it later is
// told to say.
func wireConfig(s *settings, say func(string)) (wire.Config, error) {
	var config wire.Config
	for _, text := range s.Listen {
		l, err := wire.ParseListener(text)
		if err != nil {
			return config, err
		}
		config.Listeners = append(config.Listeners, l)
	}
	allow, err := wire.ParseAllow(s.Allow)
	if err != nil {
		return config, err
	}
	config.Allow, config.Advertise = allow, s.Advertise
	if err := s.Limits.apply(&config); err != nil {
		return config, err
	}
	return config, s.secure(&config, say)
}

// banner is what serve prints first.
func banner(s *settings, bound []wire.Bound, yours *scenarios.Set, api *apiServer) string {
	who := "answers " + strings.Join(s.Allow, ", ")
	if who == "answers private" {
		who = "answers loopback and private addresses only"
	}
	at := ""
	if api != nil {
		at = "   api  http://" + api.listener.Addr().String()
	}
	return fmt.Sprintf("sipbin  %s   %s\nscenarios  %d shipped, %d of yours%s\n%s\n",
		strings.Join(places(bound), "  "), who, len(scenarios.Library().All()), len(yours.All()), at,
		"try  dial "+s.DialPrefix+"486 at this machine"+portOf(bound)+", or "+s.DialPrefix+"180*5*486 to ring five seconds first")
}

// portOf says at which port of this machine to dial, where a phone would not find
// it: "" for 5060, and for 5061 over TLS.
func portOf(bound []wire.Bound) string {
	text := ""
	for _, b := range bound {
		usual := uint16(5060)
		switch b.Transport {
		case message.WS, message.WSS:
			continue
		case message.TLS:
			usual = 5061
		}
		if b.Addr.Port() == usual {
			return ""
		}
		if text == "" {
			text = fmt.Sprintf(", port %d", b.Addr.Port())
		}
	}
	return text
}

// places are the listeners; all addresses of both families are one, *:5060.
func places(bound []wire.Bound) (texts []string) {
	all := func(b wire.Bound) string { return fmt.Sprintf("%s *:%d", b.Transport.Param(), b.Addr.Port()) }
	for i, b := range bound {
		if i > 0 && b.Addr.Addr() == netip.IPv6Unspecified() && bound[i-1].Addr.Addr() == netip.IPv4Unspecified() && all(b) == all(bound[i-1]) {
			texts[len(texts)-1] = all(b)
			continue
		}
		texts = append(texts, b.String())
	}
	return texts
}
