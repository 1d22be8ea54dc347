package responder

import (
	"time"

	"github.com/sipbin/sipbin/catalog"
	"github.com/sipbin/sipbin/responder/registrar"
	"github.com/sipbin/sipbin/scenarios"
)

// minExpires is the shortest expiry we say we grant when nothing else is known,
// in seconds.
const minExpires = 60

// register keeps bindings (RFC 3261 section 10.3).
var register = method{
	outside: func(c *call, tx *serverTx, now time.Time) {
		c.answerRegister(tx, c.shard.cfg.Registrar.Preview(tx.request.Message, now), now)
	},
	inside:  answerWith(403),
	prepare: prepareRegister,
}

// answerRegister sends what the registrar says. A 200 is worked out once more
// when it is built, and stored then.
func (c *call) answerRegister(tx *serverTx, result registrar.Result, now time.Time) {
	draft := catalog.Draft{Code: result.Code}
	if result.Text != "" && result.Code == 400 {
		draft.Reason = "Bad Request (" + result.Text + ")"
	}
	c.respond(tx, reply{Draft: draft, why: "default"}, now)
}

// prepareRegister is the act bind: a 2xx stores the bindings and lists them.
func prepareRegister(c *call, tx *serverTx, r *reply, own *catalog.Own, now time.Time) error {
	in, reg := tx.request, c.shard.cfg.Registrar
	if r.Code == 423 {
		if result := reg.Preview(in.Message, now); result.MinExpires > 0 {
			own.MinExpires = result.MinExpires
		}
	}
	if !success(r.Code) {
		return nil
	}
	var result registrar.Result
	if (c.off | r.off).Has(scenarios.Bind) {
		result = reg.Preview(in.Message, now)
	} else {
		result = reg.Register(in.Message, in.flow, now)
	}
	own.Bindings, own.Date = result.Contacts, now
	return nil
}

// Bindings are all that the registrar holds, by address-of-record and, of each,
// the one to try first in front.
func (e *Engine) Bindings(now time.Time) []registrar.Binding { return e.cfg.Registrar.All(now) }

// Unbind takes the bindings of an address-of-record away without telling the
// client, and returns how many there were.
func (e *Engine) Unbind(aor string, now time.Time) int { return len(e.cfg.Registrar.Remove(aor, now)) }
