package responder

import (
	"strings"
	"time"

	"github.com/sipbin/sipbin/catalog"
	"github.com/sipbin/sipbin/responder/message"
	"github.com/sipbin/sipbin/scenarios"
)

// publish tells us the state of somebody (RFC 3903). We keep it for extensions
// and for who is registered with us, and refuse with 489 what is about anybody
// else.
var publish = method{
	outside: acceptPublish,
	inside:  answerWith(489),
	prepare: func(c *call, tx *serverTx, _ *reply, own *catalog.Own, now time.Time) error {
		limits := c.shard.cfg.Events
		own.Expires = limits.granted(tx.request, defaultExpires)
		own.MinExpires = max(minExpires, int(limits.MinExpires/time.Second))
		own.ETag = c.shard.branch()[len(message.MagicCookie):]
		own.AllowEvents = c.allowEvents(tx.request, now)
		return nil
	},
	sent: sentPublish,
}

// acceptPublish is RFC 3903 section 6.
func acceptPublish(c *call, tx *serverTx, now time.Time) {
	in, limits, events := tx.request, c.shard.cfg.Events, c.shard.events
	event, _ := in.Header("Event")
	pack := packageOf(event)
	if pack == nil || !pack.publish || !c.isOurs(in, now) {
		c.respondCode(tx, 489, "default", now)
		return
	}
	what := resource{pack.name, dialledUser(in)}
	tags := in.HeaderValues("SIP-If-Match")
	known := false
	if len(tags) == 1 {
		_, known = events.publication(what, tags[0], now)
	}
	draft := catalog.Draft{Code: 200}
	kind, _ := in.Header("Content-Type")
	switch {
	case len(tags) > 1:
		draft = catalog.Draft{Code: 400, Reason: "Bad Request (SIP-If-Match more than once)"}
	case len(tags) == 1 && !known:
		draft.Code = 412
	case limits.tooBrief(in):
		draft.Code = 423
	case !in.HasBody() && !known:
		draft = catalog.Draft{Code: 400, Reason: "Bad Request (nothing is published)"}
	case len(in.Body()) > limits.MaxDocument:
		draft.Code = 413
	case in.HasBody() && !strings.EqualFold(message.BareValue(kind), pack.kind):
		draft = catalog.Draft{Code: 415, Headers: []catalog.Header{{Name: "Accept", Value: pack.kind}}}
	case !known && !events.hasRoom(what, limits.MaxPublications, now):
		c.shard.refused.publications.Add(1)
		c.shard.warn("too much is published, "+what.user+" gets 503; --limit-publications is the limit", now)
		draft = catalog.Draft{Code: 503, Headers: []catalog.Header{{Name: "Retry-After", Value: "60"}}}
	}
	c.respond(tx, reply{Draft: draft, why: "default"}, now)
}

// sentPublish keeps what a 2xx accepted, under the entity-tag and for the time
// that it says.
func sentPublish(c *call, tx *serverTx, r reply, built catalog.Response, now time.Time) {
	in, events := tx.request, c.shard.events
	event, _ := in.Header("Event")
	pack := packageOf(event)
	if !success(built.Code) || pack == nil || !pack.publish || (c.off | r.off).Has(scenarios.Bind) {
		return
	}
	what := resource{pack.name, strings.Clone(dialledUser(in))}
	replaced, _ := in.Header("SIP-If-Match")
	p := publication{kind: pack.kind, body: in.Body(), ends: now.Add(grantedExpires(in, built))}
	before, known := events.publication(what, replaced, now)
	for _, h := range built.Headers {
		if message.SameName(h.Name, "SIP-ETag") {
			p.tag = h.Value
		}
	}
	switch {
	case in.HasBody():
		written, _ := in.Header("Content-Type")
		p.kind = strings.Clone(written)
	case known:
		p.kind, p.body = before.kind, before.body
	}
	if len(p.body) > c.shard.cfg.Events.MaxDocument || !known && !events.hasRoom(what, c.shard.cfg.Events.MaxPublications, now) {
		return
	}
	events.publish(what, replaced, p, now)
	events.touch(what, "")
}
