package responder

import (
	"time"

	"github.com/sipbin/sipbin/responder/digest"
)

// challenges are the values of WWW-Authenticate or Proxy-Authenticate; stale
// when the credentials were right and only their nonce too old.
func (c *call) challenges(tx *serverTx, code int, now time.Time) []string {
	server := c.shard.cfg.Digest
	verdict, _ := server.Verify(tx.request.Message, code, now)
	return server.Challenge(code, now, digest.Options{Stale: verdict.Stale()})
}
