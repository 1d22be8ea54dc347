package responder

import (
	"strconv"
	"strings"
	"time"

	"github.com/sipbin/sipbin/scenarios"
)

// armExpire arms the act expire: 487 to an INVITE whose Expires is over before
// it had a final response (RFC 3261 section 13.3.1).
func (c *call) armExpire(tx *serverTx, now time.Time) {
	value, ok := tx.request.Header("Expires")
	if !ok || !tx.INVITE() || c.off.Has(scenarios.Expire) {
		return
	}
	seconds, ok := deltaSeconds(value)
	if !ok {
		return
	}
	tx.expires = c.shard.queue.at(now.Add(seconds), func(now time.Time) {
		tx.expires = nil
		if tx.silent {
			return
		}
		c.respondCode(tx, 487, scenarios.Expire.String(), now)
		c.stopAnswering(tx, "the INVITE expired", nil, now)
		c.settle(now)
	})
}

// deltaSeconds reads a number of seconds (RFC 3261 section 25.1).
func deltaSeconds(value string) (time.Duration, bool) {
	n, err := strconv.ParseUint(strings.TrimSpace(value), 10, 32)
	return time.Duration(n) * time.Second, err == nil
}
