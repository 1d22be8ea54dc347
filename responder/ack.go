package responder

import (
	"time"

	"github.com/sipbin/sipbin/responder/dialog"
)

// receiveACK takes an ACK that no transaction claims: that of a 2xx, found by
// its dialog and CSeq number. It is never answered (RFC 3261 section 17).
func (s *shard) receiveACK(in *incoming, now time.Time) {
	d, known := s.dialogs[dialog.IDOf(in.Message)]
	if !known || d.dialog == nil {
		s.heard(in, 0, "ACK of no dialog, ignored", now)
		return
	}
	c := d.call
	if c.loses(in, now) {
		return
	}
	a := c.unacknowledged(d.dialog)
	switch {
	case a != nil && a.seq == in.CSeq().Number:
	case in.CSeq().Number == d.dialog.RemoteSeq:
		s.heard(in, c.id, "ACK, absorbed", now)
		return
	default:
		s.heard(in, c.id, "ACK with a CSeq that fits no answer, ignored", now)
		c.watch("ACK", now)
		if a != nil && a.bye { // who acknowledges like that is in the call
			c.bye(d.dialog, ours{why: "end"}, now)
		}
		c.settle(now)
		return
	}
	c.stopRepeating(a)
	c.acknowledged(in, d.dialog, "default", now)
	if a.bye {
		c.bye(d.dialog, ours{why: "end"}, now)
	}
}

// acknowledged takes note of the ACK of a final response and shows it to the
// lists. That of a 2xx names its dialog, and has the answer to our offer.
func (c *call) acknowledged(in *incoming, d *dialog.Dialog, why string, now time.Time) {
	c.end.Acked = "ok"
	a := c.arrive(in, nil, now)
	taker := c.taker(a)
	if taker != nil {
		why = taker.expecting.String()
	}
	c.shard.heard(in, c.id, why, now)
	if d != nil {
		c.takeAnswer(d, in, "ACK", now)
	}
	c.watch("ACK", now)
	if taker != nil {
		taker.met(a, now)
	}
	c.resume(now)
	c.settle(now)
}
