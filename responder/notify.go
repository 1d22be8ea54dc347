package responder

import (
	"slices"
	"strings"
	"time"

	"github.com/sipbin/sipbin/catalog"
	"github.com/sipbin/sipbin/responder/message"
)

// notify tells of a state that was subscribed to (RFC 6665 section 4.1.3). One
// that answers a SUBSCRIBE or REFER of ours is taken; the last one ends the
// dialog that nothing else made. To any other it is unknown.
var notify = method{
	inside: func(c *call, tx *serverTx, now time.Time) {
		code := 481
		if c.subscribedTo(tx.request) >= 0 {
			code = 200
		}
		c.respondCode(tx, code, "default", now)
	},
	sent: func(c *call, tx *serverTx, _ reply, built catalog.Response, now time.Time) {
		state, _ := tx.request.Header("Subscription-State")
		i := c.subscribedTo(tx.request)
		if c.placed != nil && i >= 0 && success(built.Code) {
			c.placed.informed = true
		}
		if i < 0 || !success(built.Code) || !strings.EqualFold(message.BareValue(state), "terminated") {
			return
		}
		c.events = slices.Delete(c.events, i, i+1)
		if c.placed != nil && tx.dialog != nil && c.up.IsZero() && len(c.events) == 0 {
			c.placed.notified = true
			c.forgetDialog(tx.dialog, now)
		}
	},
}

// subscribedTo finds the subscription of ours that a NOTIFY belongs to, -1 for
// none. Of a REFER it may or may not have the CSeq as id (RFC 3515 section 2.4.6).
func (c *call) subscribedTo(in *incoming) int {
	event, _ := in.Header("Event")
	if bare := message.BareValue(event); bare == referEvent {
		event = bare
	}
	return slices.IndexFunc(c.events, func(ours string) bool { return sameEvent(ours, event) })
}

// subscribing is a SUBSCRIBE or REFER of ours: until it is refused, or its last
// NOTIFY came, NOTIFYs of its event belong to us.
func (c *call) subscribing(o ours) ours {
	event := valueOf(o.headers, "Event")
	if o.method == "REFER" {
		event = referEvent
	} else if c.placed != nil {
		c.placed.ended = valueOf(o.headers, "Expires") == "0"
	}
	if !slices.ContainsFunc(c.events, func(ours string) bool { return sameEvent(ours, event) }) {
		c.events = append(c.events, event)
	}
	done := o.done
	o.done = func(code int, m *message.Message, now time.Time) {
		if !success(code) {
			c.events = slices.DeleteFunc(c.events, func(ours string) bool { return sameEvent(ours, event) })
		}
		if done != nil {
			done(code, m, now)
		}
	}
	return o
}
