package responder

import (
	"sync"
	"time"

	"github.com/sipbin/sipbin/responder/digest"
	"github.com/sipbin/sipbin/scenarios"
)

// challenges are the values of WWW-Authenticate or Proxy-Authenticate; stale
// when the credentials were right and only their nonce too old.
func (c *call) challenges(tx *serverTx, r *reply, now time.Time) []string {
	server := c.shard.digests.of(c.shard.cfg.Digest, r.challenge)
	verdict, user := server.Verify(tx.request.Message, r.Code, now)
	if verdict != digest.Passed && verdict != digest.NoCredentials {
		c.note("credentials of "+user+" refused: "+verdict.String(), now)
	}
	stale := verdict.Stale() || r.challenge != nil && r.challenge.Stale
	return server.Challenge(r.Code, now, digest.Options{Stale: stale})
}

// digests are the servers of challenges that ask for something beyond the
// settings, by step.
type digests struct{ made sync.Map }

// of is the server for a challenge; a nil or plain one is that of the settings.
func (d *digests) of(settings *digest.Server, ch *scenarios.Challenge) *digest.Server {
	if ch == nil || ch.Realm == "" && ch.Algorithms == nil && ch.QOP == nil && ch.Users == nil {
		return settings
	}
	if made, ok := d.made.Load(ch); ok {
		return made.(*digest.Server)
	}
	config := digest.Config{Realm: ch.Realm, QOP: ch.QOP, Users: ch.Users}
	for _, a := range ch.Algorithms {
		config.Algorithms = append(config.Algorithms, digest.Algorithm(a))
	}
	made, _ := d.made.LoadOrStore(ch, settings.With(config))
	return made.(*digest.Server)
}
