package responder

import (
	"slices"
	"time"

	"github.com/sipbin/sipbin/catalog"
	"github.com/sipbin/sipbin/responder/message"
	"github.com/sipbin/sipbin/responder/registrar"
	"github.com/sipbin/sipbin/scenarios"
)

// minExpires is the shortest expiry we say we grant when nothing else is known,
// in seconds.
const minExpires = 60

// registering are the option tags that a REGISTER may ask us for (RFC 3327, RFC
// 5626, RFC 5627).
var registering = []string{"path", "outbound", "gruu"}

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
	switch {
	case success(result.Code):
	case result.Code == 400:
		draft.Reason = "Bad Request (" + result.Text + ")"
	case result.Code == 503:
		c.shard.refused.bindings.Add(1)
		c.shard.warn("the registrar is full, "+tx.request.user+" gets 503; --limit-bindings is the limit", now)
	}
	r := reply{Draft: draft, why: "default"}
	if !success(result.Code) {
		r.carry(result.Headers)
	}
	c.respond(tx, r, now)
}

// prepareRegister is the act bind: a 2xx stores the bindings and lists them.
func prepareRegister(c *call, tx *serverTx, r *reply, own *catalog.Own, now time.Time) error {
	in, reg := tx.request, c.shard.cfg.Registrar
	own.Supported = registering
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
		c.shard.events.registrationChanged(in.user, "")
	}
	if !success(result.Code) {
		c.note("nothing is bound: "+codeText(result.Code)+" "+result.Text, now)
		return nil
	}
	own.Bindings, own.Date = result.Contacts, now
	if len(result.Contacts) > 0 {
		for _, route := range c.shard.cfg.ServiceRoute {
			result.Headers = append(result.Headers, message.Header{Name: "Service-Route", Value: route})
		}
	}
	r.carry(result.Headers)
	return nil
}

// carry adds header fields, but for those that an author wrote or took away.
func (r *reply) carry(headers []message.Header) {
	written := slices.Clone(r.Without)
	for _, h := range r.Headers {
		written = append(written, h.Name)
	}
	for _, h := range headers {
		if !slices.ContainsFunc(written, func(name string) bool { return message.SameName(name, h.Name) }) {
			r.Headers = append(r.Headers, catalog.Header(h))
		}
	}
}

// unbind takes the bindings of a REGISTER's address-of-record away; the client
// is not told.
func (c *call) unbind(in *incoming, now time.Time) {
	if aor, ok := registrar.AOR(in.Message); ok {
		c.shard.cfg.Registrar.Remove(aor, now)
		c.shard.events.registrationChanged(in.user, deactivated)
	}
}

// Bindings are all that the registrar holds, by address-of-record and, of each,
// the one to try first in front.
func (e *Engine) Bindings(now time.Time) []registrar.Binding { return e.cfg.Registrar.All(now) }

// Unbind takes the bindings of an address-of-record away, as an administrator
// does: the client is not told, who watches the registration is. It returns how
// many there were.
func (e *Engine) Unbind(aor string, now time.Time) int {
	defer e.tell(now)
	gone := e.cfg.Registrar.Remove(aor, now)
	if len(gone) > 0 {
		e.events.registrationChanged(gone[0].User(), deactivated)
	}
	return len(gone)
}
