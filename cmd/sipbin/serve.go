package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"runtime"
	"runtime/debug"
	"strings"
	"sync"

	"github.com/spf13/cobra"

	"github.com/sipbin/sipbin/responder"
	"github.com/sipbin/sipbin/responder/digest"
	"github.com/sipbin/sipbin/responder/journal"
	"github.com/sipbin/sipbin/responder/media"
	"github.com/sipbin/sipbin/responder/transaction"
	"github.com/sipbin/sipbin/responder/wire"
	"github.com/sipbin/sipbin/scenarios"
)

func (p *program) serve() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "serve",
		Short: "answer calls",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			s, err := p.settings(cmd)
			if err != nil {
				return err
			}
			return p.answer(cmd.Context(), s)
		},
	}
	declare(cmd.Flags())
	cmd.SetUsageFunc(func(cmd *cobra.Command) error {
		_, err := fmt.Fprintf(cmd.OutOrStdout(), "Usage: sipbin serve [settings]\n\n%s", settingsHelp(cmd.Flags()))
		return err
	})
	return cmd
}

// answer serves until ctx is done.
func (p *program) answer(ctx context.Context, s *settings) error {
	config, err := p.engineConfig(s)
	if err != nil {
		return err
	}
	sockets, err := wireConfig(s)
	if err != nil {
		return err
	}
	rtp, err := media.ParsePorts(s.RTPPorts)
	if err != nil {
		return err
	}
	rtp.Admit = sockets.Allow.Has
	// Calls are many small objects that live half a minute: collecting them
	// less often costs memory that a call does not need again soon.
	debug.SetGCPercent(400)
	r, err := responder.Listen(config, sockets, rtp)
	if err != nil {
		return err
	}
	followers, err := p.follow(ctx, s, r.Journal())
	if err != nil {
		return err
	}
	fmt.Fprint(p.stdout, banner(s, r.Addrs(), config.Scenarios))
	if s.ReadyFile != "" {
		if err := os.WriteFile(s.ReadyFile, []byte(addresses(r.Addrs(), "\n")+"\n"), 0o644); err != nil {
			return err
		}
		defer os.Remove(s.ReadyFile)
	}
	err = r.Serve(ctx, s.Drain)
	followers()
	return err
}

func (p *program) engineConfig(s *settings) (responder.Config, error) {
	set, err := p.load(s.Scenarios)
	if err != nil {
		return responder.Config{}, err
	}
	known, err := extensions(s.Extensions, s.Users)
	if err != nil {
		return responder.Config{}, err
	}
	users := make(map[string]string)
	for _, u := range s.Users {
		name, password, _ := strings.Cut(u, ":")
		users[name] = password
	}
	return responder.Config{
		Scenarios:  set,
		Known:      known,
		DialPrefix: s.DialPrefix,
		Timing:     transaction.Timing{T1: s.T1, T2: s.T2, T4: s.T4},
		Digest:     digest.New(digest.Config{Realm: s.Realm, Users: users}),
		Shards:     runtime.GOMAXPROCS(0),
	}, nil
}

func wireConfig(s *settings) (wire.Config, error) {
	var config wire.Config
	for _, text := range s.Listen {
		l, err := wire.ParseListener(text)
		if err != nil {
			return config, err
		}
		config.Listeners = append(config.Listeners, l)
	}
	allow, err := wire.ParseAllow(s.Allow)
	config.Allow, config.Advertise = allow, s.Advertise
	return config, err
}

// follow starts the readers of the journal. What it returns waits until they
// have printed all of it.
func (p *program) follow(ctx context.Context, s *settings, j *journal.Journal) (wait func(), err error) {
	reading, stop := context.WithCancel(context.WithoutCancel(ctx))
	var readers sync.WaitGroup
	start := func(follow func(context.Context, *journal.Journal) error) {
		readers.Go(func() {
			if err := follow(reading, j); err != nil {
				fmt.Fprintln(p.stderr, "sipbin:", err)
			}
		})
	}
	out := &locked{w: p.stdout}
	start(journal.NewLog(out).Follow)
	if s.Ladder {
		start(ladders{out}.follow)
	}
	if s.Messages {
		start(messages{out}.follow)
	}
	var file *os.File
	if s.PCAP != "" {
		if file, err = os.Create(s.PCAP); err != nil {
			stop()
			return nil, err
		}
		capture, err := journal.NewPCAP(file)
		if err != nil {
			stop()
			return nil, err
		}
		start(capture.Follow)
	}
	return func() {
		stop()
		readers.Wait()
		if file != nil {
			file.Close()
		}
	}, nil
}

// locked lets several readers of the journal print whole pieces.
type locked struct {
	mu sync.Mutex
	w  io.Writer
}

func (l *locked) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.w.Write(b)
}

// banner is what serve prints when it answers.
func banner(s *settings, bound []wire.Bound, yours *scenarios.Set) string {
	who := "answers " + strings.Join(s.Allow, ", ")
	if who == "answers private" {
		who = "answers loopback and private addresses only"
	}
	return fmt.Sprintf("sipbin  %s   %s\nscenarios  %d shipped, %d of yours\n%s\n",
		addresses(bound, "  "), who, len(scenarios.Library().All()), len(yours.All()),
		"try  dial 486 at this machine, or 180*5*486 to ring five seconds first")
}

func addresses(bound []wire.Bound, between string) string {
	list := make([]string, len(bound))
	for i, b := range bound {
		list[i] = b.String()
	}
	return strings.Join(list, between)
}
