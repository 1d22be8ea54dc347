package responder

import (
	"time"

	"github.com/sipbin/sipbin/catalog"
)

// update changes the session or refreshes its timer without an INVITE (RFC
// 3311). While an offer or another UPDATE is open it gets 491 or 500 (section
// 5.2).
var update = method{
	inside: func(c *call, tx *serverTx, now time.Time) {
		switch {
		case c.pendingIn(tx.dialog, "UPDATE", tx):
			c.tryLater(tx, "the UPDATE before has no final response", now)
		case c.tooEarly(tx, now):
		default:
			c.respondCode(tx, 200, "default", now)
		}
	},
	prepare: prepareSession,
	sent: func(c *call, tx *serverTx, r reply, built catalog.Response, now time.Time) {
		if tx.dialog == nil || built.Code < 200 {
			return
		}
		c.told(tx, tx.dialog, r, built.Code, now)
		if !success(built.Code) {
			return
		}
		tx.dialog.Refresh(tx.request.Message)
		if !tx.dialog.Early {
			c.armRefresh(tx.dialog, sessionExpiresIn(built.Headers), "uas", true, c.off|r.off, now)
		}
	},
}
