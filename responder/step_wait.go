package responder

import (
	"time"

	"github.com/sipbin/sipbin/scenarios"
)

// wait plays wait: 2s, or a time drawn from wait: 1s..4s in whole milliseconds.
func (t *track) wait(s *scenarios.Wait, now time.Time) {
	if d := t.call.draw(s.For, s.To); d > 0 {
		t.pause(d, now)
	}
}

// draw is a time between two, from the call's own source of chance.
func (c *call) draw(low, high time.Duration) time.Duration {
	if high <= low {
		return low
	}
	return low + time.Duration(c.random().Int64N(int64((high-low)/time.Millisecond)+1))*time.Millisecond
}
