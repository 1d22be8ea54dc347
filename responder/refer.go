package responder

import (
	"strings"
	"time"

	"github.com/sipbin/sipbin/catalog"
	"github.com/sipbin/sipbin/responder/dialog"
	"github.com/sipbin/sipbin/scenarios"
)

// refer asks us to call somebody else (RFC 3515). What a scenario accepts, and
// inside a dialog every REFER, is reported as done; no call is placed.
var refer = method{
	outside: notFound,
	inside: func(c *call, tx *serverTx, now time.Time) {
		if len(tx.request.HeaderValues("Refer-To")) != 1 {
			c.respond(tx, reply{Draft: catalog.Draft{Code: 400, Reason: "Bad Request (one Refer-To is needed)"}, why: "default"}, now)
			return
		}
		c.respondCode(tx, 200, "default", now)
	},
	sent: sentRefer,
}

// sentRefer is the act notify: the progress of the reference, 100 and then 200,
// unless the client wants none (RFC 4488).
func sentRefer(c *call, tx *serverTx, r reply, built catalog.Response, now time.Time) {
	if !success(built.Code) || (c.off | r.off).Has(scenarios.Notify) {
		return
	}
	if sub, ok := tx.request.Header("Refer-Sub"); ok && strings.EqualFold(sub, "false") {
		return
	}
	d := tx.dialog
	if d == nil {
		d = c.addDialog(dialog.New(tx.request.Message, tx.to, "<"+contactURI(tx.request)+">"))
		d.Early = false
	}
	sub := &subscription{dialog: d, event: "refer"}
	alone := tx.dialog == nil
	c.notify(sub, stateActive(time.Minute), "SIP/2.0 100 Trying\r\n", func(ok bool, now time.Time) {
		if !ok {
			c.endReference(alone, now)
			return
		}
		c.notify(sub, "terminated;reason=noresource", "SIP/2.0 200 OK\r\n", func(_ bool, now time.Time) {
			c.endReference(alone, now)
		}, now)
	}, now)
}

// endReference forgets a dialog that nothing but the REFER made.
func (c *call) endReference(alone bool, now time.Time) {
	if alone {
		c.forgetDialogs(now)
	}
}
