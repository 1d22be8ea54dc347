package main

import (
	"context"
	"time"

	"github.com/sipbin/sipbin/responder/journal"
	"github.com/sipbin/sipbin/responder/ladder"
	"github.com/sipbin/sipbin/scenarios"
)

// watch follows the journal until the calls that are waited for are over.
type watch struct {
	*played
	journal *journal.Journal
	began   time.Time
	// decided is when no more was to be waited for; cut says why that was before
	// all had come, "" if it was not.
	decided time.Time
	cut     string

	ended  uint64 // the call to read next
	calls  []judged
	others int            // calls that no list answered
	left   map[string]int // tries that scenarios still have, of those that were played
	known  map[string]*scenarios.Scenario
}

// judged is a call of the run that is over, with its ladder unless it was ok.
type judged struct {
	journal.Summary
	scenario *scenarios.Scenario // nil: for nobody
	ladder   string
}

func newWatch(pl *played, j *journal.Journal, now time.Time) *watch {
	return &watch{played: pl, journal: j, began: now, left: map[string]int{}, known: map[string]*scenarios.Scenario{}}
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
	for next := uint64(1); ; {
		over := w.journal.Await(waiting, next) != nil
		_, next, _ = w.journal.Read(next, 256, journal.Closed)
		w.take()
		if w.met() && !w.playing() {
			break
		}
		if over {
			w.cut = "interrupted"
			if ctx.Err() == nil {
				w.cut = "within " + timeout.String()
			}
			break
		}
	}
	w.decided = time.Now()
}

// take reads the calls that have ended.
func (w *watch) take() {
	for {
		ended, next, _ := w.journal.Ended(w.ended, 256)
		w.ended = next
		if len(ended) == 0 {
			return
		}
		for _, s := range ended {
			w.add(s)
		}
	}
}

func (w *watch) add(s journal.Summary) {
	sc, counts := w.counts(&s)
	if !counts && s.Verdict.Outcome != journal.Unmatched {
		w.others++
		return
	}
	if !w.decided.IsZero() && w.cut == "" && s.Opened.After(w.decided) {
		return // nobody waited for it any more
	}
	c := judged{Summary: s}
	if counts {
		c.scenario = sc
		if left, before := w.left[sc.Name]; !before || s.More < left {
			w.left[sc.Name] = s.More
		}
	}
	if s.Verdict.Outcome != journal.OK {
		c.ladder = ladder.Text(w.journal.Of(s.ID), ladder.Options{})
	}
	w.calls = append(w.calls, c)
}

// counts reports whether a list of a scenario answered the call.
func (w *watch) counts(s *journal.Summary) (*scenarios.Scenario, bool) {
	sc, known := w.known[s.Scenario]
	if !known {
		sc = w.scenario(s.Scenario)
		w.known[s.Scenario] = sc
	}
	return sc, sc != nil && sc.ListFor(s.Method) != nil
}

// met reports whether all has come that was waited for.
func (w *watch) met() bool {
	return w.missing() == 0 && len(w.missed()) == 0
}

// missing is how many calls have not come, where a number of them is waited for.
func (w *watch) missing() int {
	want := w.number
	if want == 0 && len(w.wanted) == 0 {
		want = 1
	}
	for _, c := range w.calls {
		if c.scenario != nil {
			want--
		}
	}
	return max(want, 0)
}

// missed are the scenarios that were not played to their last try, where each is
// waited for.
func (w *watch) missed() (names []*scenarios.Scenario) {
	if w.number > 0 {
		return nil
	}
	for _, sc := range w.wanted {
		if left, came := w.left[sc.Name]; !came || left > 0 {
			names = append(names, sc)
		}
	}
	return names
}

// playing reports whether a call that counts goes on.
func (w *watch) playing() bool { return len(w.open()) > 0 }

// open are the calls that count and go on.
func (w *watch) open() []journal.Summary {
	return w.journal.Calls(func(s *journal.Summary) bool {
		_, counts := w.counts(s)
		return counts && !s.Ended
	})
}
