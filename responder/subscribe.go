package responder

import (
	"slices"
	"time"

	"github.com/sipbin/sipbin/catalog"
	"github.com/sipbin/sipbin/responder/dialog"
	"github.com/sipbin/sipbin/responder/message"
	"github.com/sipbin/sipbin/scenarios"
)

// subscribe asks for the state of something (RFC 6665). By default we offer no
// package and refuse with 489; a subscription that a scenario accepted is
// notified, refreshed and ended as the RFC says.
var subscribe = method{
	outside: answerWith(489),
	inside: func(c *call, tx *serverTx, now time.Time) {
		code := 489
		if c.subscription != nil {
			code = 200
		}
		c.respondCode(tx, code, "default", now)
	},
	prepare: func(_ *call, tx *serverTx, r *reply, own *catalog.Own, _ time.Time) error {
		own.Expires = askedExpires(tx.request, defaultExpires)
		return nil
	},
	sent: sentSubscribe,
}

// sentSubscribe is the act notify: the state at once, and once more when the
// subscription ends.
func sentSubscribe(c *call, tx *serverTx, r reply, built catalog.Response, now time.Time) {
	if !success(built.Code) {
		if tx.dialog != nil && endsSubscription(built.Code) {
			c.endSubscription(now)
		}
		return
	}
	if c.subscription == nil {
		d := tx.dialog
		if d == nil {
			d = c.addDialog(dialog.New(tx.request.Message, tx.to, "<"+contactURI(tx.request)+">"))
			d.Early = false
		}
		if (c.off | r.off).Has(scenarios.Notify) {
			return
		}
		event, _ := tx.request.Header("Event")
		c.subscription = &subscription{dialog: d, event: event}
	} else {
		tx.dialog.Refresh(tx.request.Message)
	}
	sub := c.subscription
	c.shard.queue.stop(sub.expire)
	left := grantedExpires(tx.request, built)
	if left == 0 {
		c.unsubscribe(sub, now)
		return
	}
	sub.expire = c.shard.queue.at(now.Add(left), func(now time.Time) { c.unsubscribe(sub, now) })
	c.notify(sub, stateActive(left), "", func(ok bool, now time.Time) {
		if !ok {
			c.endSubscription(now)
		}
	}, now)
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

// endsSubscription reports whether a refusal of the refresh ends it (RFC 6665
// section 4.1.2.2, RFC 5057 section 5.1).
func endsSubscription(code int) bool {
	return slices.Contains([]int{404, 405, 408, 410, 416, 480, 481, 482, 483, 484, 485, 489, 501, 604}, code)
}

// unsubscribe sends the last NOTIFY.
func (c *call) unsubscribe(sub *subscription, now time.Time) {
	c.notify(sub, "terminated;reason=timeout", "", func(_ bool, now time.Time) { c.endSubscription(now) }, now)
}

func (c *call) endSubscription(now time.Time) {
	if c.subscription == nil {
		return
	}
	c.shard.queue.stop(c.subscription.expire)
	c.subscription, c.unsubscribed = nil, true
	c.settle(now)
}
