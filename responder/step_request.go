package responder

import (
	"time"

	"github.com/sipbin/sipbin/scenarios"
)

// request plays request: METHOD, a request of ours in the call's dialog. A BYE
// waits for the ACK of our 2xx (RFC 3261 section 15).
func (t *track) request(s *scenarios.Request, now time.Time) {
	c := t.call
	if s.Method == "BYE" && c.answered != nil {
		t.again(func() bool { return c.answered != nil })
		return
	}
	d := c.confirmed()
	if d == nil {
		c.unplayed(s.String())
		c.note(s.String()+" left out: there is no dialog", now)
		return
	}
	if s.Method == "BYE" {
		c.bye(d, s.String(), now)
		return
	}
	c.request(d, ours{method: s.Method, why: s.String()}, now)
}
