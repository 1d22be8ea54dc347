package responder

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/sipbin/sipbin/catalog"
	"github.com/sipbin/sipbin/responder/dialog"
	"github.com/sipbin/sipbin/responder/message"
	"github.com/sipbin/sipbin/scenarios"
)

// reliable is a provisional response that waits for its PRACK (RFC 3262).
// Each early dialog has its own.
type reliable struct {
	tx       *serverTx
	dialog   *dialog.Dialog
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

// unPRACKed is the reliable response to a request in the dialog of a To value
// that waits for its PRACK; nil for none.
func (c *call) unPRACKed(tx *serverTx, to string) *reliable {
	for _, r := range c.reliables {
		if r.tx == tx && (r.dialog.Local == to || r.dialog == tx.dialog) {
			return r
		}
	}
	return nil
}

// mustWait reports whether a response must wait for the PRACK of the one before
// in its dialog: another provisional, or a 2xx (RFC 3262 section 3).
func (c *call) mustWait(tx *serverTx, code int, to string) bool {
	return code > 100 && code < 300 && c.unPRACKed(tx, to) != nil
}

// awaitPRACK arms the acts repeat-reliable and give-up.
func (c *call) awaitPRACK(tx *serverTx, d *dialog.Dialog, off scenarios.Acts, now time.Time) {
	timing := c.shard.cfg.Timing
	d.RSeq++
	r := &reliable{
		tx: tx, dialog: d, parcel: tx.last, cseq: tx.request.CSeq(), rseq: d.RSeq,
		interval: timing.T1, until: now.Add(timing.Timeout()),
	}
	c.reliables = append(c.reliables, r)
	c.armRepeatReliable(r, off, now)
}

func (c *call) armRepeatReliable(r *reliable, off scenarios.Acts, now time.Time) {
	s := c.shard
	at := now.Add(r.interval)
	if !at.Before(r.until) || off.Has(scenarios.RepeatReliable) {
		r.repeat = s.queue.at(r.until, func(now time.Time) { c.neverPRACKed(r, off, now) })
		return
	}
	r.repeat = s.queue.at(at, func(now time.Time) {
		c.deliver(&r.parcel, scenarios.RepeatReliable.String(), now)
		r.interval *= 2
		c.armRepeatReliable(r, off, now)
	})
}

// neverPRACKed is the act give-up for a reliable response: 500 to the INVITE.
func (c *call) neverPRACKed(r *reliable, off scenarios.Acts, now time.Time) {
	c.dropReliable(r)
	c.note("no PRACK in 64*T1", now)
	if !c.event("no-PRACK", r.tx, now) && !off.Has(scenarios.GiveUp) {
		c.stopAnswering(r.tx, "no PRACK came", nil, now)
		c.respond(r.tx, reply{Draft: catalog.Draft{Code: 500}, why: scenarios.GiveUp.String()}, now)
	}
	c.resume(now)
	c.settle(now)
}

func (c *call) dropReliable(r *reliable) {
	c.shard.queue.stop(r.repeat)
	c.reliables = slices.DeleteFunc(c.reliables, func(other *reliable) bool { return other == r })
}

// dropReliables ends the wait for every PRACK: the INVITE has its final response.
func (c *call) dropReliables() {
	for len(c.reliables) > 0 {
		c.dropReliable(c.reliables[0])
	}
}

// acknowledges is the response that waits and that a PRACK names: its RAck is
// RSeq, CSeq number and method of it (RFC 3262 section 7.2). Nil for none.
func (c *call) acknowledges(prack *serverTx) *reliable {
	value, _ := prack.request.Header("RAck")
	rseq, cseq, ok := readRAck(value)
	if !ok {
		return nil
	}
	for _, r := range c.reliables {
		if r.dialog == prack.dialog && rseq == r.rseq && cseq == r.cseq {
			return r
		}
	}
	return nil
}

// readRAck reads the value of a RAck header field (RFC 3262 section 7.2).
func readRAck(value string) (rseq uint32, cseq message.CSeq, ok bool) {
	first, rest, _ := strings.Cut(strings.ReplaceAll(value, "\t", " "), " ")
	n, err := strconv.ParseUint(first, 10, 32)
	if err != nil {
		return 0, message.CSeq{}, false
	}
	cseq, ok = message.ParseCSeq(strings.TrimSpace(rest))
	return uint32(n), cseq, ok
}
