package responder

import (
	"time"

	"github.com/sipbin/sipbin/scenarios"
)

// answered is a 2xx to an INVITE that waits for its ACK.
type answered struct {
	tx       *serverTx
	data     []byte
	marks    string
	seq      uint32 // CSeq number that the ACK must carry
	interval time.Duration
	until    time.Time
	repeat   *timer
}

// awaitACK arms the acts repeat-2xx, over every transport, and give-up (RFC
// 3261 section 13.3.1.4).
func (c *call) awaitACK(tx *serverTx, data []byte, off scenarios.Acts, now time.Time) {
	timing := c.shard.cfg.Timing
	a := &answered{
		tx: tx, data: data, marks: tx.marks, seq: tx.request.CSeq().Number,
		interval: timing.T1, until: now.Add(timing.Timeout()),
	}
	c.answered = a
	c.awaiting++
	if off.Has(scenarios.Repeat2xx) {
		a.repeat = c.shard.queue.at(a.until, func(now time.Time) { c.neverAcknowledged(off, now) })
		return
	}
	c.armRepeat2xx(off, now)
}

func (c *call) armRepeat2xx(off scenarios.Acts, now time.Time) {
	a, s := c.answered, c.shard
	at := now.Add(a.interval)
	if !at.Before(a.until) {
		a.repeat = s.queue.at(a.until, func(now time.Time) { c.neverAcknowledged(off, now) })
		return
	}
	a.repeat = s.queue.at(at, func(now time.Time) {
		s.transmit(a.tx.back, a.data, c.id, scenarios.Repeat2xx.String(), a.marks, now)
		a.interval = s.cfg.Timing.Double(a.interval)
		c.armRepeat2xx(off, now)
	})
}

// neverAcknowledged is the act give-up for a 2xx: a BYE ends the call.
func (c *call) neverAcknowledged(off scenarios.Acts, now time.Time) {
	c.stopAnswering()
	c.end.Acked = "missing"
	c.note("no ACK of the 2xx in 64*T1", now)
	if d := c.confirmed(); d != nil && !off.Has(scenarios.GiveUp) {
		c.stopTracks("no ACK came", nil, now)
		c.bye(d, scenarios.GiveUp.String(), now)
	}
	c.resume(now)
	c.settle(now)
}

// stopAnswering ends the repetitions of a 2xx whose ACK is not waited for any
// longer.
func (c *call) stopAnswering() {
	if c.answered == nil {
		return
	}
	c.shard.queue.stop(c.answered.repeat)
	c.answered = nil
	c.awaiting--
}
