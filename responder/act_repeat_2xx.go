package responder

import (
	"slices"
	"time"

	"github.com/sipbin/sipbin/responder/dialog"
	"github.com/sipbin/sipbin/scenarios"
)

// answered is a 2xx to an INVITE that waits for its ACK; each dialog that an
// INVITE made has its own.
type answered struct {
	dialog   *dialog.Dialog
	parcel   parcel
	seq      uint32 // CSeq number that the ACK must carry
	off      scenarios.Acts
	interval time.Duration
	until    time.Time
	repeat   *timer
	// bye is set when the dialog is to get a BYE as soon as the ACK came (RFC
	// 3261 section 15).
	bye bool
}

// awaitACK arms the acts repeat-2xx, over every transport, and give-up (RFC
// 3261 section 13.3.1.4).
func (c *call) awaitACK(tx *serverTx, d *dialog.Dialog, r reply, off scenarios.Acts, now time.Time) {
	timing := c.shard.cfg.Timing
	a := &answered{
		dialog: d, seq: tx.request.CSeq().Number, off: off,
		parcel:   parcel{flow: tx.last.flow, data: r.data, marks: tx.last.marks, fault: r.fault, sent: 1},
		interval: timing.T1, until: now.Add(timing.Timeout()),
	}
	c.answered = append(c.answered, a)
	c.awaiting++
	c.armRepeat2xx(a, now)
}

func (c *call) armRepeat2xx(a *answered, now time.Time) {
	s := c.shard
	at := now.Add(a.interval)
	if !at.Before(a.until) || a.off.Has(scenarios.Repeat2xx) {
		a.repeat = s.queue.at(a.until, func(now time.Time) { c.neverAcknowledged(a, now) })
		return
	}
	a.repeat = s.queue.at(at, func(now time.Time) {
		c.deliver(&a.parcel, scenarios.Repeat2xx.String(), now)
		a.interval = s.cfg.Timing.Double(a.interval)
		c.armRepeat2xx(a, now)
	})
}

// neverAcknowledged is the act give-up for a 2xx: a BYE ends the dialog, unless
// the scenario has a list for no-ACK.
func (c *call) neverAcknowledged(a *answered, now time.Time) {
	c.stopRepeating(a)
	c.end.Acked = "missing"
	c.note("no ACK of the 2xx in 64*T1", now)
	switch {
	case c.event("no-ACK", c.first, now):
	case a.off.Has(scenarios.GiveUp) && !a.bye:
	default:
		c.stopTracks("no ACK came", nil, now)
		c.bye(a.dialog, ours{why: scenarios.GiveUp.String()}, now)
	}
	c.resume(now)
	c.settle(now)
}

// stopRepeating ends the repetitions of a 2xx.
func (c *call) stopRepeating(a *answered) {
	c.shard.queue.stop(a.repeat)
	c.answered = slices.DeleteFunc(c.answered, func(other *answered) bool { return other == a })
	c.awaiting--
}

// unacknowledged is the 2xx of a dialog that waits for its ACK, nil for none.
func (c *call) unacknowledged(d *dialog.Dialog) *answered {
	for _, a := range c.answered {
		if a.dialog == d {
			return a
		}
	}
	return nil
}
