package responder

import (
	"time"

	"github.com/sipbin/sipbin/catalog"
)

// prack acknowledges a reliable provisional response (RFC 3262). It has done so
// when it was answered 2xx, not before.
var prack = method{
	inside: func(c *call, tx *serverTx, now time.Time) {
		code := 481
		if c.acknowledges(tx) != nil {
			code = 200
		}
		c.respondCode(tx, code, "default", now)
	},
	prepare: prepareSession,
	sent: func(c *call, tx *serverTx, _ reply, built catalog.Response, now time.Time) {
		if r := c.acknowledges(tx); r != nil && success(built.Code) {
			c.dropReliable(r)
			c.resume(now)
		}
	},
}
