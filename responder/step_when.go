package responder

import (
	"time"

	"github.com/sipbin/sipbin/scenarios"
)

// when plays when: CONDITION. One that cannot be worked out fails the call.
func (t *track) when(s *scenarios.When, now time.Time) {
	yes, err := s.Condition.True(t.viewNow(now))
	if err != nil {
		t.fail(s, err.Error(), now)
		return
	}
	steps := s.Else
	if yes {
		steps = s.Do
	}
	t.frames = append(t.frames, frame{steps: steps})
}
