package main

import (
	"context"
	"io"

	"github.com/sipbin/sipbin/responder/journal"
	"github.com/sipbin/sipbin/responder/ladder"
)

// ladders draws each call when it ends.
type ladders struct{ w io.Writer }

func (l ladders) follow(ctx context.Context, j *journal.Journal) error {
	return follow(ctx, j, []journal.Kind{journal.Closed}, func(e journal.Entry) error {
		_, err := io.WriteString(l.w, ladder.Text(j.Of(e.Call), ladder.Options{})+"\n")
		return err
	})
}

// messages prints each message as it comes or goes.
type messages struct{ w io.Writer }

func (m messages) follow(ctx context.Context, j *journal.Journal) error {
	return follow(ctx, j, []journal.Kind{journal.Received, journal.Sent}, func(e journal.Entry) error {
		_, err := io.WriteString(m.w, ladder.Messages([]journal.Entry{e}))
		return err
	})
}

// follow hands the entries of some kinds on as they come, until ctx is done and
// all that was there then was handed on.
func follow(ctx context.Context, j *journal.Journal, kinds []journal.Kind, print func(journal.Entry) error) error {
	for next := uint64(1); ; {
		ended := j.Await(ctx, next) != nil
		entries, after, _ := j.Read(next, 256, kinds...)
		for _, e := range entries {
			if err := print(e); err != nil {
				return err
			}
		}
		if ended && after == next {
			return nil
		}
		next = after
	}
}
