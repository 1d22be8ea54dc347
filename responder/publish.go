package responder

import (
	"time"

	"github.com/sipbin/sipbin/catalog"
)

// publish stores event state (RFC 3903); by default we are no agent for any.
var publish = method{
	outside: answerWith(489),
	inside:  answerWith(489),
	prepare: func(_ *call, tx *serverTx, r *reply, own *catalog.Own, _ time.Time) error {
		if success(r.Code) {
			own.Expires = askedExpires(tx.request, defaultExpires)
			own.ETag = tx.call.shard.branch()[7:]
		}
		return nil
	},
}
