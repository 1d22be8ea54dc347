package responder

import (
	"strconv"
	"strings"
	"time"

	"github.com/sipbin/sipbin/catalog"
	"github.com/sipbin/sipbin/responder/dialog"
	"github.com/sipbin/sipbin/responder/message"
	"github.com/sipbin/sipbin/scenarios"
)

// reliable is a provisional response that waits for its PRACK (RFC 3262).
type reliable struct {
	tx       *serverTx
	parcel   parcel
	cseq     message.CSeq
	rseq     uint32
	interval time.Duration
	until    time.Time
	repeat   *timer
}

// nextRSeq is the RSeq of the next reliable response in a dialog: 1, then one
// more each.
func (c *call) nextRSeq(tx *serverTx, to string) uint32 {
	for _, d := range c.dialogs {
		if d.Local == to || tx.dialog == d {
			return d.RSeq + 1
		}
	}
	return 1
}

// unacknowledgedReliable reports whether a response must wait for the PRACK of
// the one before: another provisional, or a 2xx (RFC 3262 section 3).
func (c *call) unacknowledgedReliable(tx *serverTx, code int) bool {
	return c.reliable != nil && c.reliable.tx == tx && code > 100 && code < 300
}

// awaitPRACK arms the acts repeat-reliable and give-up.
func (c *call) awaitPRACK(tx *serverTx, d *dialog.Dialog, off scenarios.Acts, now time.Time) {
	timing := c.shard.cfg.Timing
	d.RSeq++
	c.reliable = &reliable{
		tx: tx, parcel: tx.last, cseq: tx.request.CSeq(), rseq: d.RSeq,
		interval: timing.T1, until: now.Add(timing.Timeout()),
	}
	c.armRepeatReliable(off, now)
}

func (c *call) armRepeatReliable(off scenarios.Acts, now time.Time) {
	r, s := c.reliable, c.shard
	at := now.Add(r.interval)
	if !at.Before(r.until) || off.Has(scenarios.RepeatReliable) {
		r.repeat = s.queue.at(r.until, func(now time.Time) { c.neverPRACKed(r, off, now) })
		return
	}
	r.repeat = s.queue.at(at, func(now time.Time) {
		c.deliver(&r.parcel, scenarios.RepeatReliable.String(), now)
		r.interval *= 2
		c.armRepeatReliable(off, now)
	})
}

// neverPRACKed is the act give-up for a reliable response: 500 to the INVITE.
func (c *call) neverPRACKed(r *reliable, off scenarios.Acts, now time.Time) {
	c.dropReliable()
	c.note("no PRACK in 64*T1", now)
	if !c.event("no-PRACK", r.tx, now) && !off.Has(scenarios.GiveUp) {
		c.stopAnswering(r.tx, "no PRACK came", nil, now)
		c.respond(r.tx, reply{Draft: catalog.Draft{Code: 500}, why: scenarios.GiveUp.String()}, now)
	}
	c.resume(now)
	c.settle(now)
}

func (c *call) dropReliable() {
	if c.reliable != nil {
		c.shard.queue.stop(c.reliable.repeat)
		c.reliable = nil
	}
}

// acknowledges reports whether a PRACK names the response that waits: its RAck
// is RSeq, CSeq number and method of it (RFC 3262 section 7.2).
func (r *reliable) acknowledges(prack *incoming) bool {
	rack, _ := prack.Header("RAck")
	f := strings.Fields(rack)
	return r != nil && len(f) == 3 && f[0] == strconv.FormatUint(uint64(r.rseq), 10) &&
		f[1] == strconv.FormatUint(uint64(r.cseq.Number), 10) && f[2] == r.cseq.Method
}
