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
		s.receiveStray(key, in, "no such transaction", now)
		return
	}
	c := invite.call
	if c.loses(in, now) {
		return
	}
	tx := s.newServerTx(key, c, in, now)
	tx.to = invite.to
	c.take(c.arrive(in, tx, now), c.ownList("CANCEL"), now, func(watching *track) {
		if c.off.Has(scenarios.Cancel) {
			c.note("cancel is off", now)
			tx.silence(now)
			return
		}
		c.cancel(tx, invite, watching, now)
	})
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
	c.stopAnswering(invite, "cancelled", watching, now)
}
