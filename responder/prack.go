package responder

import (
	"time"

	"github.com/sipbin/sipbin/catalog"
)

// prack acknowledges a reliable provisional response (RFC 3262). It has done so
// when it was answered 2xx, not before.
var prack = method{
	inside: func(c *call, tx *serverTx, now time.Time) {
		rack, _ := tx.request.Header("RAck")
		_, _, ok := readRAck(rack)
		switch {
		case !ok:
			c.respond(tx, reply{Draft: catalog.Draft{Code: 400, Reason: "Bad Request (RAck cannot be read)"}, why: "default"}, now)
		case c.acknowledges(tx) == nil:
			c.respondCode(tx, 481, "default", now)
		case c.tooEarly(tx, now):
		default:
			c.respondCode(tx, 200, "default", now)
		}
	},
	prepare: prepareSession,
	sent: func(c *call, tx *serverTx, r reply, built catalog.Response, now time.Time) {
		if tx.dialog != nil && built.Code >= 200 {
			c.told(tx, tx.dialog, r, built.Code, now)
		}
		if acknowledged := c.acknowledges(tx); acknowledged != nil && success(built.Code) {
			c.takeAnswer(tx.dialog, tx.request, "PRACK", now)
			c.dropReliable(acknowledged)
			c.resume(now)
		}
	},
}
