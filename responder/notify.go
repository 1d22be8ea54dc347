package responder

import (
	"strings"
	"time"

	"github.com/sipbin/sipbin/catalog"
	"github.com/sipbin/sipbin/responder/message"
)

// notify tells of a state that was subscribed to (RFC 6665 section 4.1.3). One
// that answers a SUBSCRIBE or REFER of ours is taken; the last one ends the
// dialog. To any other it is unknown.
var notify = method{
	inside: func(c *call, tx *serverTx, now time.Time) {
		code := 481
		if c.placed != nil && c.placed.subscribes {
			code = 200
		}
		c.respondCode(tx, code, "default", now)
	},
	sent: func(c *call, tx *serverTx, _ reply, built catalog.Response, now time.Time) {
		state, _ := tx.request.Header("Subscription-State")
		ends := strings.EqualFold(message.BareValue(state), "terminated")
		if ends && success(built.Code) && c.placed != nil && tx.dialog != nil && c.up.IsZero() {
			c.placed.notified = true
			c.forgetDialog(tx.dialog, now)
		}
	},
}
