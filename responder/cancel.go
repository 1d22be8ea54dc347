package responder

import (
	"time"

	"github.com/sipbin/sipbin/responder/transaction"
	"github.com/sipbin/sipbin/scenarios"
)

// receiveCancel takes a CANCEL: of the INVITE it names, or 481 (RFC 3261
// section 9.2).
func (s *shard) receiveCancel(key transaction.Key, in *incoming, now time.Time) {
	invite := s.servers[transaction.Cancelled(in.Message)]
	if invite == nil {
		c := s.newCall(in, now)
		c.dialled = in.RequestURI()
		tx := s.newServerTx(key, c, in, now)
		s.heard(in, c.id, "no such transaction", now)
		c.respondCode(tx, 481, "default", now)
		c.settle(now)
		return
	}
	c := invite.call
	tx := s.newServerTx(key, c, in, now)
	tx.to = invite.to
	a := c.arrive(in, tx, now)
	taker := c.taker(a)
	var list *scenarios.List
	if c.scenario != nil {
		list = c.scenario.On["CANCEL"]
	}
	switch {
	case taker != nil && taker.expecting.Takes:
		s.heard(in, c.id, taker.expecting.String(), now)
		taker.met(a, now)
	case list != nil:
		s.heard(in, c.id, c.takerName(taker, list), now)
		c.play(tx, s.attempts.next(c, list, tx, now), now)
		if taker != nil {
			taker.met(a, now)
		}
	case c.off.Has(scenarios.Cancel):
		s.heard(in, c.id, "nobody: cancel is off", now)
		tx.silence(now)
	default:
		s.heard(in, c.id, c.takerName(taker, nil), now)
		if taker != nil {
			a.taken = true
		}
		c.cancel(tx, invite, taker, now)
		if taker != nil {
			taker.met(a, now)
		}
	}
	c.settle(now)
}

// cancel is the act of that name: 200 to the CANCEL, 487 to its INVITE unless
// it has a final response already. The lists that were answering the INVITE
// end, but for one that was watching for the CANCEL.
func (c *call) cancel(tx, invite *serverTx, watching *track, now time.Time) {
	why := scenarios.Cancel.String()
	c.respondCode(tx, 200, why, now)
	if invite.Final() {
		return
	}
	c.end.EndedBy = "caller"
	c.respondCode(invite, 487, why, now)
	c.stopTracks("cancelled", watching, now)
}
