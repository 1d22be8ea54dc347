package responder

import (
	"slices"
	"time"

	"github.com/sipbin/sipbin/scenarios"
)

// tryPending is the act glare: a re-INVITE or UPDATE of a scenario that met one
// of the peer, and was refused for it, is sent again a little later, if it is
// still wanted then. It reports whether it will be.
func (tx *clientTx) tryPending(in *incoming, now time.Time) bool {
	c := tx.call
	if in.Code() != 491 || tx.anew == nil || c.off.Has(scenarios.Glare) {
		return false
	}
	c.clients = slices.DeleteFunc(c.clients, func(p *clientTx) bool { return p == tx })
	tx.dialog.Offers.End(tx.seq, true)
	wait := c.glare()
	c.note("our "+tx.method+" is sent again in "+wait.String(), now)
	tx.awaitTurn(in, wait, now)
	return true
}

// awaitTurn waits until the other request should be through.
func (tx *clientTx) awaitTurn(refused *incoming, wait time.Duration, now time.Time) {
	c, o := tx.call, &tx.dialog.Offers
	c.shard.queue.at(now.Add(wait), func(now time.Time) {
		switch {
		case c.end.EndedBy != "" || !slices.Contains(c.dialogs, tx.dialog):
			tx.finish(refused.Code(), refused.Message, now)
		case tx.method == "INVITE" && c.inviting() || c.pendingIn(tx.dialog, tx.method, nil) || o.Ours() || o.Theirs():
			tx.awaitTurn(refused, c.glare(), now)
		default:
			tx.tryAgain(refused, now)
		}
		c.resume(now)
		c.settle(now)
	})
}

func (tx *clientTx) tryAgain(refused *incoming, now time.Time) {
	o, err := tx.anew(tx.ours, now)
	if err != nil {
		tx.call.note("our "+tx.method+" is not sent again: "+err.Error(), now)
		tx.finish(refused.Code(), refused.Message, now)
		return
	}
	o.why = scenarios.Glare.String()
	tx.call.request(tx.dialog, o, now)
}

// glare is how long to wait after a 491: 2.1 s to 4 s for who chose the Call-ID,
// up to 2 s for the other, in steps of 10 ms (RFC 3261 section 14.1).
func (c *call) glare() time.Duration {
	const step = 10 * time.Millisecond
	if c.placed != nil {
		return time.Duration(210+c.random().IntN(191)) * step
	}
	return time.Duration(c.random().IntN(201)) * step
}
