package responder

import (
	"time"

	"github.com/sipbin/sipbin/catalog"
	"github.com/sipbin/sipbin/scenarios"
)

// challenge plays challenge: 401 or 407. That the next request comes to this
// try again unless its credentials are right is the business of attempts.
func (t *track) challenge(s *scenarios.Challenge, now time.Time) {
	t.call.respond(t.tx, reply{
		Draft:     catalog.Draft{Code: s.Code, Dialled: t.call.isDialled()},
		why:       s.String(),
		challenge: s,
	}, now)
}
