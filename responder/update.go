package responder

import (
	"time"

	"github.com/sipbin/sipbin/catalog"
)

// update changes the session or refreshes its timer without an INVITE (RFC 3311).
var update = method{
	inside: func(c *call, tx *serverTx, now time.Time) {
		if c.inviting() && tx.request.HasBody() {
			c.respondCode(tx, 491, "default", now)
			return
		}
		c.respondCode(tx, 200, "default", now)
	},
	prepare: prepareSession,
	sent: func(c *call, tx *serverTx, r reply, built catalog.Response, now time.Time) {
		if tx.dialog == nil || !success(built.Code) {
			return
		}
		tx.dialog.Refresh(tx.request.Message)
		if !tx.dialog.Early {
			c.armRefresh(tx.dialog, sessionExpiresIn(built.Headers), "uas", true, c.off|r.off, now)
		}
	},
}
