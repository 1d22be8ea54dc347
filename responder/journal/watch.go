package journal

import (
	"context"
	"slices"
)

// Wanted says which calls are waited for. Only those count that a list of a
// scenario answers ([Call.Played]).
type Wanted struct {
	// Calls is how many, whichever scenario answers them.
	Calls int
	// Scenarios are by name those that have to be played, each to the last of
	// its tries, where Calls is 0. Without either one call is wanted.
	Scenarios []string
}

// Watch follows a journal until the calls that are wanted are over. It is for
// one goroutine.
type Watch struct {
	journal *Journal
	want    Wanted
	took    func(Summary)
	entry   uint64 // to read next
	ended   uint64 // the call to read next
	came    int
	others  int
	left    map[string]int // tries that are left, of scenarios that were played
}

// Watch begins a watch, with what the journal already has. took is told of each
// call when it is over that counts, or that failed or was unmatched although it
// does not.
func (j *Journal) Watch(want Wanted, took func(Summary)) *Watch {
	return &Watch{journal: j, want: want, took: took, left: map[string]int{}}
}

// Until waits until all that is wanted has come and no call that counts goes on.
// The error is that of ctx.
func (w *Watch) Until(ctx context.Context) error {
	return w.Look(ctx, func() bool { return w.Missing() == 0 && len(w.Missed()) == 0 && len(w.Open()) == 0 })
}

// Look waits until done reports true; it is asked now, whenever something has
// happened, and when ctx is done. The error is that of ctx.
func (w *Watch) Look(ctx context.Context, done func() bool) error {
	for {
		_, w.entry, _ = w.journal.Read(w.entry, portion, Closed)
		w.Take()
		if done() {
			return nil
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		await(ctx, w.journal, w.entry, 0)
	}
}

// Take hands on the calls that have ended.
func (w *Watch) Take() {
	for {
		ended, next, _ := w.journal.Ended(w.ended, portion)
		w.ended = next
		if len(ended) == 0 {
			return
		}
		for _, s := range ended {
			w.take(s)
		}
	}
}

func (w *Watch) take(s Summary) {
	switch left, before := w.left[s.Scenario]; {
	case s.Played:
		w.came++
		if !before || s.More < left {
			w.left[s.Scenario] = s.More
		}
	case s.Verdict.Outcome != Failed && s.Verdict.Outcome != Unmatched:
		w.others++
		return
	}
	w.took(s)
}

// Missing is how many calls have still to come, where a number is wanted.
func (w *Watch) Missing() int {
	want := w.want.Calls
	if want == 0 && len(w.want.Scenarios) == 0 {
		want = 1
	}
	return max(want-w.came, 0)
}

// Missed are the scenarios that have still to be played, where these are wanted.
func (w *Watch) Missed() []string {
	if w.want.Calls > 0 {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(w.want.Scenarios), func(name string) bool {
		left, came := w.left[name]
		return came && left == 0
	})
}

// Left is how many tries a scenario has left; false if it was not played.
func (w *Watch) Left(scenario string) (tries int, played bool) {
	tries, played = w.left[scenario]
	return tries, played
}

// Others is how many calls have ended that do not count.
func (w *Watch) Others() int { return w.others }

// Open are the calls that count and go on, in the order in which they began.
func (w *Watch) Open() []Summary {
	return w.journal.Calls(func(s *Summary) bool { return s.Played && !s.Ended })
}
