package responder

import (
	"time"

	"github.com/sipbin/sipbin/scenarios"
)

// failure plays fail: TEXT. The call ends, tidily, with the verdict failed.
func (t *track) failure(s *scenarios.Fail, now time.Time) {
	why, err := s.Why.Render(t.view(s.Why, now))
	if err != nil {
		why = err.Error()
	}
	t.fail(s, why, now)
}
