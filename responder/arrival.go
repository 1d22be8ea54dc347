package responder

import (
	"slices"
	"time"

	"github.com/sipbin/sipbin/scenarios"
)

// arrival is a request that came for a call.
type arrival struct {
	in    *incoming
	tx    *serverTx // nil for ACK
	name  string    // the method; re-INVITE for an INVITE in a dialog
	at    time.Time
	taken bool
}

// arrive keeps a request for expects that look back.
func (c *call) arrive(in *incoming, tx *serverTx, now time.Time) *arrival {
	a := &arrival{in: in, tx: tx, name: in.Method(), at: now}
	if a.name == "INVITE" && in.ToTag() != "" {
		a.name = "re-INVITE"
	}
	c.count(a.name)
	const most = 64
	if len(c.tracks) > 0 && len(c.arrivals) < most {
		c.arrivals = append(c.arrivals, a)
	}
	return a
}

// taker is the first track that waits for this request.
func (c *call) taker(a *arrival) *track {
	for _, t := range c.tracks {
		if !t.over && t.expecting != nil && c.selects(t.expecting, a) {
			return t
		}
	}
	return nil
}

// selects reports whether an expect is for this request: method, dialog and
// listener. Whether it is right is judged then.
func (c *call) selects(s *scenarios.Expect, a *arrival) bool {
	if !slices.Contains(s.Methods, a.name) && !slices.Contains(s.Methods, a.in.Method()) {
		return false
	}
	if s.Listener != "" && s.Listener != a.in.flow.Listener {
		return false
	}
	if s.Dialog == "" {
		return true
	}
	for d, name := range c.names {
		if name == s.Dialog && d.ID.LocalTag == a.in.ToTag() {
			return true
		}
	}
	return false
}
