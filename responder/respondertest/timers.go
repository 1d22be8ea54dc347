package respondertest

import (
	"slices"
	"time"
)

// timer is one thing that is due at a moment.
type timer struct {
	at  time.Time
	due func(now time.Time)
}

// timers are kept in the order in which they are due; of two at the same moment
// the one armed first comes first.
type timers []*timer

// at arms a timer.
func (ts *timers) at(at time.Time, due func(now time.Time)) *timer {
	t := &timer{at, due}
	i := len(*ts)
	for i > 0 && (*ts)[i-1].at.After(at) {
		i--
	}
	*ts = slices.Insert(*ts, i, t)
	return t
}

// stop disarms a timer; nil and one that is over are fine.
func (ts *timers) stop(t *timer) {
	if i := slices.Index(*ts, t); i >= 0 {
		*ts = slices.Delete(*ts, i, i+1)
	}
}

// advance does what is due until now.
func (ts *timers) advance(now time.Time) {
	for len(*ts) > 0 && !(*ts)[0].at.After(now) {
		t := (*ts)[0]
		*ts = slices.Delete(*ts, 0, 1)
		t.due(now)
	}
}
