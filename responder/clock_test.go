package responder_test

import (
	"testing"
	"time"
)

// Responder reads its clock by time.Now, which is not set back; an engine that is
// stepped otherwise has to get along.
func TestAClockThatJumpsStopsNobody(t *testing.T) {
	for name, jump := range map[string]time.Duration{"forwards": time.Hour, "backwards": -time.Hour} {
		t.Run(name, func(t *testing.T) {
			m := newMill(t)
			for i, user := range []string{"486", "180*5*486", "200", "silence", "200*10", "401*200"} {
				m.feed(floodINVITE(i, user))
			}
			m.goOn(time.Second)
			m.now, m.sent = m.now.Add(jump), nil
			m.Advance(m.now)
			if len(m.sent) > 12 {
				t.Errorf("%d messages are sent at once", len(m.sent))
			}
			for range 30 {
				m.sent = nil
				m.goOn(time.Second)
				m.answersTheNext(t)
				if len(m.sent) > 30 {
					t.Fatalf("%d messages are sent in a second", len(m.sent))
				}
			}
			m.goOn(max(-jump, 0) + 3*time.Minute)
			if m.Playing() != 0 {
				t.Errorf("%d calls are in progress afterwards", m.Playing())
			}
		})
	}
}
