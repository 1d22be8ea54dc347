package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync"

	"github.com/sipbin/sipbin/responder"
	"github.com/sipbin/sipbin/responder/journal"
	"github.com/sipbin/sipbin/responder/ladder"
)

// print starts the readers of the journal that the settings ask for, when banner
// is printed. What it returns waits until they have printed all of it; file is what is captured to,
// or nil.
func (p *program) print(ctx context.Context, s *settings, r *responder.Responder, banner string) (file *capture, wait func() error, err error) {
	if s.PCAP != "" {
		if file, err = openCapture(s.PCAP, r.Say); err != nil {
			return nil, nil, err
		}
	}
	fmt.Fprint(p.stdout, banner)
	j := r.Journal()
	out := &locked{w: p.stdout}
	readers := []reader{journal.NewLog(out).Follow}
	if s.Ladder {
		readers = append(readers, ladders{out}.follow)
	}
	if s.Messages {
		readers = append(readers, messages{out, s.Secrets}.follow)
	}
	if file != nil {
		readers = append(readers, file.follow)
	}

	reading, stop := context.WithCancel(context.WithoutCancel(ctx))
	ended := make([]error, len(readers))
	var running sync.WaitGroup
	for i, read := range readers {
		running.Go(func() { ended[i] = read(reading, j) })
	}
	return file, func() error {
		stop()
		running.Wait()
		return errors.Join(ended...)
	}, nil
}

// reader follows the journal until its context is done and all is read.
type reader = func(context.Context, *journal.Journal) error

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

// ladders draws each call when it ends.
type ladders struct{ w io.Writer }

func (l ladders) follow(ctx context.Context, j *journal.Journal) error {
	return follow(ctx, j, []journal.Kind{journal.Closed}, func(e journal.Entry) error {
		_, err := io.WriteString(l.w, ladder.Text(j.Of(e.Call), ladder.Options{})+"\n")
		return err
	})
}

// messages prints each message as it comes or goes.
type messages struct {
	w       io.Writer
	secrets bool
}

func (m messages) follow(ctx context.Context, j *journal.Journal) error {
	return follow(ctx, j, []journal.Kind{journal.Received, journal.Sent}, func(e journal.Entry) error {
		shown := ladder.Messages
		if m.secrets {
			shown = ladder.WholeMessages
		}
		_, err := io.WriteString(m.w, shown([]journal.Entry{e}))
		return err
	})
}

// follow hands the entries of some kinds on as they come, until ctx is done and
// all that was there then was handed on.
func follow(ctx context.Context, j *journal.Journal, kinds []journal.Kind, hand func(journal.Entry) error) error {
	for next := uint64(1); ; {
		ended := j.Await(ctx, next) != nil
		entries, after, _ := j.Read(next, 256, kinds...)
		for _, e := range entries {
			if err := hand(e); err != nil {
				return err
			}
		}
		if ended && after == next {
			return nil
		}
		next = after
	}
}
