package responder

import "github.com/sipbin/sipbin/scenarios"

// repeat plays repeat: N.
func (t *track) repeat(s *scenarios.Repeat) {
	if s.Times > 0 {
		t.frames = append(t.frames, frame{steps: s.Do, more: s.Times - 1})
	}
}
