package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"
)

// figures are what one turn of one server gave.
type figures struct {
	rate     float64       // calls a second, closed loop
	busy     float64       // share of its core it used for that; well below 1, the client was the limit
	cpu      float64       // CPU seconds for 10,000 calls, paced
	resident float64       // MiB after the paced calls
	peak     float64       // MiB
	perCall  float64       // KiB that a held call added
	p50, p99 time.Duration // to the first response, paced
	repeated int           // retransmissions, of either side
	failed   int           // calls that did not go as they should, and responses nobody should get
	trouble  error         // the failures of our own client, told
}

type measurement struct {
	settings
	dir string
}

// turns measures the servers one after the other, so that whatever else the
// machine does meets all of them.
func (m measurement) turns(ctx context.Context, kinds []kind, out io.Writer) error {
	fmt.Fprintf(out, "%d rounds: 1000 calls/s for %d s, %d calls 64 at a time, sipp at %d calls/s for %d s; dialled %s\n",
		m.rounds, m.seconds, m.calls, m.rate, m.seconds, m.dial)
	if load, err := os.ReadFile("/proc/loadavg"); err == nil {
		lastMinute, _, _ := strings.Cut(string(load), " ")
		fmt.Fprintf(out, "load average before: %s; above 0.5 the figures say little\n", lastMinute)
	}
	rounds := make([][]figures, len(kinds))
	for round := range m.rounds {
		for i, k := range kinds {
			f, err := m.turn(ctx, k)
			if ctx.Err() != nil {
				return errors.New("interrupted")
			}
			if err != nil {
				return err
			}
			rounds[i] = append(rounds[i], f)
			fmt.Fprintf(out, "round %d  %-6s  %6.0f calls/s (core %3.0f%% busy)  %.3f cpu s/10k  %.0f MiB  p50 %s  p99 %s\n",
				round+1, k.name, f.rate, 100*f.busy, f.cpu, f.resident, f.p50.Round(time.Microsecond), f.p99.Round(time.Microsecond))
			if f.trouble != nil {
				fmt.Fprintf(out, "         %s: %v\n", k.name, f.trouble)
			}
		}
	}
	var rows []row
	for i, k := range kinds {
		rows = append(rows, row{k.name, summary(rounds[i])})
	}
	fmt.Fprintln(out)
	return report(out, columns, rows)
}

func (m measurement) turn(ctx context.Context, k kind) (f figures, err error) {
	// Our client goes first: it can say what a server answered that it should not.
	if err := m.driven(ctx, k, &f); err != nil {
		return f, err
	}
	return f, m.paced(ctx, k, &f)
}

// driven lets our own client call a fresh server.
func (m measurement) driven(ctx context.Context, k kind, f *figures) error {
	s, err := k.start(ctx, m.serverCore(), m.dir)
	if err != nil {
		return err
	}
	defer s.stop()
	slow, _, err := m.place(ctx, s, evenly(1000, time.Duration(m.seconds)*time.Second))
	if err != nil {
		return err
	}
	fast, used, err := m.place(ctx, s, closedLoop(m.calls))
	if err != nil {
		return err
	}
	f.p50, f.p99 = slow.first.quantile(0.5), slow.first.quantile(0.99)
	f.rate = float64(fast.calls) / fast.took.Seconds()
	f.busy = used.Seconds() / fast.took.Seconds()
	f.repeated += slow.repeated + fast.repeated
	f.failed += slow.failed() + fast.failed()
	f.trouble = errors.Join(slow.trouble(), fast.trouble())
	return nil
}

// paced lets sipp call a fresh server.
func (m measurement) paced(ctx context.Context, k kind, f *figures) error {
	s, err := k.start(ctx, m.serverCore(), m.dir)
	if err != nil {
		return err
	}
	defer s.stop()
	before, err := s.cpu()
	if err != nil {
		return err
	}
	t, err := s.uac(ctx, m.dial, m.rate, time.Duration(m.seconds)*time.Second, m.dir)
	if err != nil {
		return err
	}
	after, err := s.cpu()
	if err != nil {
		return err
	}
	f.cpu = (after - before).Seconds() * 10_000 / float64(t.successful+t.failed)
	f.repeated += t.retransmissions
	f.failed += t.failed
	f.resident, f.peak, err = s.memory()
	return err
}

// holdEach opens calls on each server and prints what they cost in memory.
func (m measurement) holdEach(ctx context.Context, kinds []kind, out io.Writer) error {
	fmt.Fprintf(out, "%d calls held at once; dialled %s\n\n", m.held, m.dial)
	var rows []row
	for _, k := range kinds {
		f, err := m.hold(ctx, k)
		if err != nil {
			return err
		}
		rows = append(rows, row{k.name, f})
	}
	return report(out, heldColumns, rows)
}

func (m measurement) hold(ctx context.Context, k kind) (f figures, err error) {
	s, err := k.start(ctx, m.serverCore(), m.dir)
	if err != nil {
		return f, err
	}
	defer s.stop()
	before, _, err := s.memory()
	if err != nil {
		return f, err
	}
	o, _, err := m.place(ctx, s, held(m.held))
	if err != nil {
		return f, err
	}
	if err := o.trouble(); err != nil {
		return f, s.failed(fmt.Errorf("%d of %d calls are held: %w", o.calls, m.held, err))
	}
	f.repeated = o.repeated
	f.resident, f.peak, err = s.memory()
	f.perCall = (f.resident - before) * 1024 / float64(m.held)
	return f, err
}

// place runs a load from a new socket, after some calls that do not count. used
// is the CPU time the load took the server.
func (m measurement) place(ctx context.Context, s *server, l load) (o outcome, used time.Duration, err error) {
	c, err := newClient(m.dial, s.port)
	if err != nil {
		return o, 0, err
	}
	defer func() { _ = c.close() }()
	if !l.hold {
		warm, err := c.run(ctx, closedLoop(1000))
		if err == nil && warm.calls < warm.failed() { // a few may be the machine's fault
			err = warm.trouble()
		}
		if err != nil {
			return o, 0, s.failed(fmt.Errorf("not ready to be measured: %w", err))
		}
	}
	before, err := s.cpu()
	if err != nil {
		return o, 0, err
	}
	if o, err = c.run(ctx, l); err != nil {
		return o, 0, s.failed(err)
	}
	after, err := s.cpu()
	return o, after - before, err
}
