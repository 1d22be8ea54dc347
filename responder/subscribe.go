package responder

import (
	"strings"
	"time"

	"github.com/sipbin/sipbin/catalog"
	"github.com/sipbin/sipbin/responder/message"
	"github.com/sipbin/sipbin/scenarios"
)

// subscribe asks for the state of something (RFC 6665). For extensions and for
// who is registered with us there are the packages of the files event_*.go; of
// anybody else we keep no state and refuse with 489. What a scenario accepted is
// notified, refreshed and ended as well.
var subscribe = method{outside: acceptSubscribe, inside: acceptSubscribe, prepare: prepareSubscribe, sent: sentSubscribe}

// mostSubscriptions is the most of one call.
const mostSubscriptions = 32

func acceptSubscribe(c *call, tx *serverTx, now time.Time) {
	in, limits := tx.request, c.shard.cfg.Events
	event, _ := in.Header("Event")
	pack := packageOf(event)
	known := event != "" && c.subscriptionIn(tx.dialog, event) != nil
	switch {
	case !known && (pack == nil || !c.isOurs(in, now)):
		c.respondCode(tx, 489, "default", now)
	case !known && !accepts(in, pack.kind):
		c.respond(tx, reply{Draft: catalog.Draft{Code: 406, Headers: []catalog.Header{{Name: "Accept", Value: pack.kind}}}, why: "default"}, now)
	case limits.tooBrief(in):
		c.respondCode(tx, 423, "default", now)
	case !known && len(c.subscriptions) >= mostSubscriptions:
		c.respond(tx, reply{Draft: catalog.Draft{Code: 403, Reason: "Too many subscriptions"}, why: "default"}, now)
	default:
		c.respondCode(tx, 200, "default", now)
	}
}

func prepareSubscribe(c *call, tx *serverTx, _ *reply, own *catalog.Own, now time.Time) error {
	limits, fallback := c.shard.cfg.Events, defaultExpires
	event, _ := tx.request.Header("Event")
	if pack := packageOf(event); pack != nil {
		fallback = pack.expires
	}
	own.Expires = limits.granted(tx.request, fallback)
	own.MinExpires = max(minExpires, int(limits.MinExpires/time.Second))
	own.AllowEvents = c.allowEvents(tx.request, now)
	return nil
}

// sentSubscribe is the act notify: the state at once, and once more when the
// subscription ends.
func sentSubscribe(c *call, tx *serverTx, r reply, built catalog.Response, now time.Time) {
	event, _ := tx.request.Header("Event")
	sub := c.subscriptionIn(tx.dialog, event)
	switch {
	case !success(built.Code):
		if sub != nil && endsSubscription(built.Code) {
			c.endSubscription(sub, now)
		}
		return
	case sub != nil:
		sub.dialog.Refresh(tx.request.Message)
	case len(c.subscriptions) < mostSubscriptions:
		sub = c.subscribe(tx, r, built, event)
	default:
		return
	}
	c.shard.queue.stop(sub.expire)
	left := grantedExpires(tx.request, built)
	sub.ends = now.Add(left)
	if left == 0 {
		c.terminate(sub, "timeout", now)
		return
	}
	sub.expire = c.shard.queue.at(sub.ends, func(now time.Time) { c.terminate(sub, "timeout", now) })
	if built.Code != 204 { // which says that there is no news (RFC 5839 section 7.1)
		c.show(sub, now)
	}
}

// subscribe makes the subscription that a SUBSCRIBE was granted, in the dialog it
// came in or in one of its own.
func (c *call) subscribe(tx *serverTx, r reply, built catalog.Response, event string) *subscription {
	d, about := tx.dialog, tx.request.To()
	if d == nil {
		d, about = c.dialogOf(tx, r, built), tx.request.RequestURI()
		d.Early, d.Subscribed = false, true
	}
	sub := &subscription{
		call: c, dialog: d, event: strings.Clone(event), pack: packageOf(event), quiet: (c.off | r.off).Has(scenarios.Notify),
	}
	if sub.pack != nil {
		sub.user, sub.entity = entityOf(message.AddrSpec(about))
		sub.state = sub.pack.watch()
		c.shard.events.watch(sub)
	}
	c.subscriptions = append(c.subscriptions, sub)
	return sub
}

// entityOf is the user that a URI is about, and what he is called in documents:
// the URI without parameters.
func entityOf(uri string) (user, entity string) {
	u, err := message.ParseURI(uri)
	if err != nil {
		return "", strings.Clone(uri)
	}
	host := u.HostPort()
	switch {
	case host == "":
		return strings.Clone(u.User), u.Scheme + ":" + message.EscapeUser(u.User)
	case u.User == "":
		return "", u.Scheme + ":" + host
	}
	return strings.Clone(u.User), u.Scheme + ":" + message.EscapeUser(u.User) + "@" + host
}

// grantedExpires is how long the subscription lasts by what the 2xx said.
func grantedExpires(in *incoming, built catalog.Response) time.Duration {
	for _, h := range built.Headers {
		if message.SameName(h.Name, "Expires") {
			if d, ok := deltaSeconds(h.Value); ok {
				return d
			}
		}
	}
	return time.Duration(askedExpires(in, defaultExpires)) * time.Second
}

// terminate sends the last NOTIFY, with the reason and the state it ends in.
func (c *call) terminate(sub *subscription, reason string, now time.Time) {
	sub.ending = reason
	c.show(sub, now)
}
