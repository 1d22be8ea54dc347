package responder

import (
	"time"

	"github.com/sipbin/sipbin/responder/dialog"
)

// receiveACK takes an ACK that no transaction claims: that of a 2xx, found by
// its dialog and CSeq number. It is never answered (RFC 3261 section 17).
func (s *shard) receiveACK(in *incoming, now time.Time) {
	d, known := s.dialogs[dialog.IDOf(in.Message)]
	if !known {
		s.heard(in, 0, "ACK of no dialog, ignored", now)
		return
	}
	c := d.call
	if c.answered == nil || c.answered.seq != in.CSeq().Number {
		why := "ACK, absorbed"
		if in.CSeq().Number != d.dialog.RemoteSeq {
			why = "ACK with a CSeq that fits no answer, ignored"
		}
		s.heard(in, c.id, why, now)
		return
	}
	s.queue.stop(c.answered.repeat)
	c.answered = nil
	c.end.Acked = "ok"
	c.awaiting--
	a := c.arrive(in, nil, now)
	taker := c.taker(a)
	s.heard(in, c.id, c.ackTaker(taker), now)
	if taker != nil {
		taker.met(a, now)
	}
	c.resume(now)
	c.settle(now)
}

func (c *call) ackTaker(t *track) string {
	if t != nil {
		return t.expecting.String()
	}
	return "default"
}
