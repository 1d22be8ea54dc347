package responder

import (
	"time"

	"github.com/sipbin/sipbin/scenarios"
)

// wait plays wait: 2s, or a time drawn from the call's own source of chance.
func (t *track) wait(s *scenarios.Wait, now time.Time) {
	below := func(n int64) int64 { return t.call.random().Int64N(n) }
	if d := s.Span().Draw(below); d > 0 {
		t.pause(d, now)
	}
}
