package main

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"time"

	"github.com/spf13/cobra"

	"github.com/sipbin/sipbin/responder/wire"
)

func (p *program) ready() *cobra.Command {
	var wait time.Duration
	cmd := &cobra.Command{
		Use:   "ready",
		Short: "tell whether a responder answers",
		Long: `ready asks the listeners that serve would have under the same settings, by an
OPTIONS each. It ends with 0 when all of them answer and with 1 when not; with
--wait it asks until they do or the time is up.`,
		Args: cobra.NoArgs,
	}
	f := settingFlags(cmd, "listen", "config")
	cmd.Flags().DurationVar(&wait, "wait", 0, "`TIME` to go on asking, as in --wait=5s")
	cmd.Flags().Lookup("wait").NoOptDefVal = "30s"
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		s, err := p.settings(f)
		if err != nil {
			return err
		}
		ctx, cancel := context.WithTimeout(cmd.Context(), max(wait, time.Second))
		defer cancel()
		for _, url := range s.Listen {
			l, err := wire.ParseListener(url)
			if err != nil {
				return err
			}
			for err = ask(ctx, l); err != nil; err = ask(ctx, l) {
				if wait == 0 || ctx.Err() != nil {
					return &exit{exitFail, fmt.Sprintf("%s does not answer: %v", l.URL(), err)}
				}
			}
			fmt.Fprintf(p.stdout, "%s answers\n", l.URL())
		}
		return nil
	}
	return cmd
}

// ask sends one OPTIONS and waits half a second at most for a response.
func ask(ctx context.Context, l wire.Listener) error {
	const patience = 500 * time.Millisecond
	pause, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	addr := l.Addr.String()
	if !l.Addr.Addr().IsValid() || l.Addr.Addr().IsUnspecified() {
		addr = fmt.Sprintf("localhost:%d", l.Addr.Port())
	}
	network := l.Transport.Param()
	conn, err := (&net.Dialer{}).DialContext(pause, network, addr)
	if err == nil {
		defer conn.Close()
		deadline, _ := pause.Deadline()
		conn.SetDeadline(deadline)
		fmt.Fprintf(conn, "OPTIONS sip:ready@%[1]s SIP/2.0\r\nVia: SIP/2.0/%[2]s %[3]s;branch=z9hG4bKready%[4]d;rport\r\n"+
			"Max-Forwards: 70\r\nFrom: <sip:ready@%[3]s>;tag=ready\r\nTo: <sip:ready@%[1]s>\r\nCall-ID: ready%[4]d\r\n"+
			"CSeq: 1 OPTIONS\r\nContent-Length: 0\r\n\r\n", addr, l.Transport, conn.LocalAddr(), time.Now().UnixNano())
		answer := make([]byte, 2048)
		var n int
		if n, err = conn.Read(answer); err == nil && bytes.HasPrefix(answer[:n], []byte("SIP/2.0 ")) {
			return nil
		}
	}
	if err == nil {
		err = fmt.Errorf("what answers there is not SIP")
	}
	<-pause.Done()
	return err
}
