package responder

import (
	"time"

	"github.com/sipbin/sipbin/scenarios"
)

// tryingAfter is when an INVITE gets 100 if nothing else was sent (RFC 3261
// section 17.2.1).
const tryingAfter = 200 * time.Millisecond

// armTrying arms the act trying: an INVITE gets 100 after 200 ms. Another
// request gets it over UDP when its Timer E has reached T2, 3.5 s by default
// (RFC 4320 section 4.1), over a stream not at all.
func (c *call) armTrying(tx *serverTx, now time.Time) {
	if c.off.Has(scenarios.Trying) {
		return
	}
	after := tryingAfter
	if !tx.INVITE() {
		if tx.request.flow.Transport.Reliable() {
			return
		}
		timing := c.shard.cfg.Timing
		after = 0
		for interval := timing.T1; interval < timing.T2; interval *= 2 {
			after += interval
		}
	}
	tx.trying = c.shard.queue.at(now.Add(after), func(now time.Time) {
		tx.trying = nil
		if tx.Code() == 0 && !tx.silent {
			c.respondCode(tx, 100, scenarios.Trying.String(), now)
		}
	})
}
