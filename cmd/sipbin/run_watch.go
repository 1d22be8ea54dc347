package main

import (
	"context"
	"errors"
	"time"

	"github.com/sipbin/sipbin/responder/journal"
	"github.com/sipbin/sipbin/responder/ladder"
)

// watch keeps what a run is to tell of the calls that came.
type watch struct {
	*journal.Watch
	*played
	began time.Time
	// decided is when no more was to be waited for; cut says why that was before
	// all had come, "" if it was not.
	decided time.Time
	cut     string
	calls   []judged
}

// judged is a call of the run that is over, with its ladder unless it was ok.
type judged struct {
	journal.Summary
	ladder string
}

func newWatch(pl *played, j *journal.Journal, now time.Time) *watch {
	w := &watch{played: pl, began: now}
	wanted := journal.Wanted{Calls: pl.number}
	for _, sc := range pl.wanted {
		wanted.Scenarios = append(wanted.Scenarios, sc.Name)
	}
	w.Watch = j.Watch(wanted, func(s journal.Summary) {
		if !w.decided.IsZero() && w.cut == "" && s.Opened.After(w.decided) {
			return // nobody waited for it any more
		}
		c := judged{Summary: s}
		if s.Verdict.Outcome != journal.OK {
			c.ladder = ladder.Text(j.Of(s.ID), ladder.Options{})
		}
		w.calls = append(w.calls, c)
	})
	return w
}

// until waits until all that is waited for has come and is over, for a time (0:
// for ever), or until ctx is done.
func (w *watch) until(ctx context.Context, timeout time.Duration) {
	waiting := ctx
	if timeout > 0 {
		var cancel context.CancelFunc
		waiting, cancel = context.WithDeadline(ctx, w.began.Add(timeout))
		defer cancel()
	}
	switch err := w.Until(waiting); {
	case err == nil:
	case errors.Is(err, context.DeadlineExceeded):
		w.cut = "within " + timeout.String()
	default:
		w.cut = "interrupted"
	}
	w.decided = time.Now()
}
