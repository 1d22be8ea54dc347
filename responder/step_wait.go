package responder

import (
	"time"

	"github.com/sipbin/sipbin/scenarios"
)

// wait plays wait: 2s.
func (t *track) wait(s *scenarios.Wait, now time.Time) {
	if s.For <= 0 {
		return
	}
	t.deadline = t.call.shard.queue.at(now.Add(s.For), func(now time.Time) {
		t.deadline = nil
		t.play(now)
		t.call.settle(now)
	})
}
