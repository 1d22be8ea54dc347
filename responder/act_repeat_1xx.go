package responder

import (
	"time"

	"github.com/sipbin/sipbin/scenarios"
)

// armRing arms the act repeat-1xx: the last provisional response again each
// minute, so that no proxy on the way gives up (RFC 3261 section 13.3.1.1).
func (tx *serverTx) armRing(now time.Time) {
	q := &tx.call.shard.queue
	q.stop(tx.ring)
	tx.ring = q.at(now.Add(time.Minute), func(now time.Time) {
		tx.call.deliver(&tx.last, scenarios.Repeat1xx.String(), now)
		tx.armRing(now)
	})
}
