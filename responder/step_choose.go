package responder

import (
	"fmt"
	"time"

	"github.com/sipbin/sipbin/scenarios"
)

// choose plays choose:, one of its branches by their weights, drawn from the
// call's seed.
func (t *track) choose(s *scenarios.Choose, now time.Time) {
	total := 0
	for _, b := range s.Branches {
		total += b.Weight
	}
	drawn := t.call.random().IntN(total)
	for i, b := range s.Branches {
		if drawn -= b.Weight; drawn < 0 {
			t.call.note(fmt.Sprintf("%s: branch %d of %d", s, i+1, len(s.Branches)), now)
			t.frames = append(t.frames, frame{steps: b.Do})
			return
		}
	}
}
