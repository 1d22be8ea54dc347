package main

import (
	"fmt"
	"io"
	"net/netip"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/sipbin/sipbin/responder"
	"github.com/sipbin/sipbin/responder/message"
	"github.com/sipbin/sipbin/responder/wire"
)

func (p *program) match() *cobra.Command {
	var source, listener string
	cmd := &cobra.Command{
		Use:   "match FILE",
		Short: "say which scenario would answer a request, and why not the others",
		Long: `match reads a request from a file, or from standard input for -, and says who
would answer it: by X-Sipbin, by a match of yours, as a dial string, by a
scenario's name or by the method's default. Then it goes through your scenarios,
the nearest first, field by field.`,
		Args: one("match takes one file with a request in it, or - for standard input"),
	}
	f := settingFlags(cmd, "scenarios", "extensions", "users", "dial-prefix", "config")
	cmd.Flags().StringVar(&source, "source", "127.0.0.1:5060", "`ADDR:PORT` the request comes from")
	cmd.Flags().StringVar(&listener, "listener", "udp://:5060", "`LISTENER` it comes to: a name, or a URL")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		s, err := p.settings(f)
		if err != nil {
			return err
		}
		set, err := p.load(s.Scenarios)
		if err != nil {
			return err
		}
		config, err := engineConfig(s, set)
		if err != nil {
			return err
		}
		packet, err := readPacket(cmd.InOrStdin(), args[0], source, listener)
		if err != nil {
			return err
		}
		config.Send = func(message.Flow, []byte) error { return nil }
		engine, err := responder.New(config)
		if err != nil {
			return err
		}
		m, err := engine.Match(packet, time.Now())
		if err != nil {
			return &exit{exitFail, fmt.Sprintf("%s: %v", args[0], err)}
		}
		fmt.Fprint(p.stdout, matchPage(m))
		return nil
	}
	return cmd
}

func readPacket(stdin io.Reader, name, source, listener string) (wire.Packet, error) {
	from, err := netip.ParseAddrPort(source)
	if err != nil {
		return wire.Packet{}, fmt.Errorf("--source %s is not ADDR:PORT, such as 10.0.0.5:5060", source)
	}
	flow := message.Flow{Transport: message.UDP, Listener: listener, Local: netip.MustParseAddrPort("127.0.0.1:5060"), Remote: from}
	if _, url, named := strings.Cut(listener, "="); named {
		listener = url
	}
	if l, err := wire.ParseListener(listener); err == nil {
		flow.Transport = l.Transport
	}
	data, err := os.ReadFile(name)
	if name == "-" {
		data, err = io.ReadAll(stdin)
	}
	return wire.Packet{Flow: flow, Data: data}, err
}

// matchPage is the report: the choice first, then your scenarios.
func matchPage(m responder.Match) string {
	var b strings.Builder
	name := m.Scenario
	if name == "" {
		name = "no scenario"
	}
	fmt.Fprintf(&b, "%s answers: %s\n", name, m.Why)
	for _, c := range m.Candidates {
		verdict := "does not fit"
		switch {
		case c.Scenario.Name == m.Scenario:
			verdict = "answers"
		case c.Distance == 0 && c.Chosen != nil:
			verdict = "fits, but " + c.Chosen.Name + " is more specific or stands before it"
		}
		fmt.Fprintf(&b, "\n%s  %s\n", c.Scenario.Name, verdict)
		for _, field := range c.Fields {
			fmt.Fprintf(&b, "  %s\n", field)
		}
	}
	return b.String()
}
