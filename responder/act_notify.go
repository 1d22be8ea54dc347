package responder

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/sipbin/sipbin/responder/dialog"
	"github.com/sipbin/sipbin/responder/message"
	"github.com/sipbin/sipbin/scenarios"
)

// defaultExpires is how long what asks for no time lasts, in seconds.
const defaultExpires = 3600

// askedExpires is the Expires of a request in seconds, or fallback.
func askedExpires(in *incoming, fallback int) int {
	value, ok := in.Header("Expires")
	if !ok {
		return fallback
	}
	if d, ok := deltaSeconds(value); ok {
		return int(d / time.Second)
	}
	return fallback
}

// show sends a NOTIFY that is owed whatever the state is: after each SUBSCRIBE,
// and at the end (RFC 6665 section 4.2.1.2).
func (c *call) show(sub *subscription, now time.Time) {
	sub.due = true
	c.update(sub, now)
}

// update sends a NOTIFY if one is owed or there is news.
func (c *call) update(sub *subscription, now time.Time) {
	switch {
	case sub.over || sub.sending:
	case sub.quiet:
		c.settle(now)
	case sub.pack == nil:
		c.sendState(sub, "", nil, now)
	case sub.pack.calls:
		c.shard.events.ask(sub)
	default:
		c.look(sub, &look{Engine: c.shard.Engine, now: now}, now)
	}
}

// look looks at the state of a subscription, and sends it if it is news or owed.
func (c *call) look(sub *subscription, l *look, now time.Time) {
	switch {
	case sub.over || sub.quiet:
		return
	case sub.sending:
		sub.stale, sub.cause = true, l.cause
		return
	case l.cause == "":
		l.cause = sub.cause
	}
	l.user, l.entity = sub.user, sub.entity
	sub.stale, sub.cause = false, ""
	news := sub.state.look(l)
	c.shard.queue.stop(sub.again)
	sub.again = nil
	if !l.next.IsZero() && sub.ending == "" {
		sub.again = c.shard.queue.at(l.next, func(now time.Time) { c.update(sub, now) })
	}
	if news || sub.due {
		kind, body := sub.state.body()
		c.sendState(sub, kind, body, now)
	}
}

// sendState sends the NOTIFY with what was seen.
func (c *call) sendState(sub *subscription, kind string, body []byte, now time.Time) {
	sub.sending, sub.due = true, false
	last := sub.ending != ""
	c.sendNotify(sub, sub.stateNow(now), kind, body, func(code int, now time.Time) {
		sub.sending = false
		switch {
		case sub.over:
		case last || endsSubscription(code):
			c.endSubscription(sub, now)
		case sub.due || sub.stale:
			c.update(sub, now)
		}
	}, now)
}

// stateNow is the Subscription-State (RFC 6665 section 4.1.3).
func (sub *subscription) stateNow(now time.Time) string {
	if sub.ending != "" {
		return "terminated;reason=" + sub.ending
	}
	return stateActive(max(0, sub.ends.Sub(now)))
}

func stateActive(left time.Duration) string {
	return "active;expires=" + strconv.Itoa(int(left/time.Second))
}

// notify sends one NOTIFY about a REFER (RFC 3515 section 2.4.4), body being a
// message/sipfrag; done is told how it was answered. A subscriber that does not
// know it any more ends it.
func (c *call) notify(sub *subscription, state, body string, done func(ok bool, now time.Time), now time.Time) {
	kind := ""
	if body != "" {
		kind = "message/sipfrag;version=2.0"
	}
	c.sendNotify(sub, state, kind, []byte(body), func(code int, now time.Time) { done(success(code), now) }, now)
}

func (c *call) sendNotify(sub *subscription, state, kind string, body []byte, done func(code int, now time.Time), now time.Time) {
	headers := []message.Header{
		{Name: "Contact", Value: sub.dialog.Contact},
		{Name: "Event", Value: sub.event},
		{Name: "Subscription-State", Value: state},
	}
	if len(body) > 0 {
		headers = append(headers, message.Header{Name: "Content-Type", Value: kind})
	}
	c.request(sub.dialog, ours{
		method: "NOTIFY", headers: headers, body: body, why: scenarios.Notify.String(),
		done: func(code int, _ *message.Message, now time.Time) { done(code, now) },
	}, now)
}

// asWritten is a NOTIFY of an author: Event and Subscription-State are filled in
// where he neither writes them nor takes them away, and it ends the subscription when it says so, or when the
// subscriber knows it no more (RFC 6665 section 4.2.2).
func (c *call) asWritten(d *dialog.Dialog, o ours, now time.Time) ours {
	event, state := valueOf(o.headers, "Event"), valueOf(o.headers, "Subscription-State")
	sub := c.subscriptionIn(d, event)
	if sub == nil {
		return o
	}
	silent := func(name, value string) bool {
		return value == "" && !slices.ContainsFunc(o.without, func(w string) bool { return message.SameName(w, name) })
	}
	if silent("Event", event) {
		o.headers = append(o.headers, message.Header{Name: "Event", Value: sub.event})
	}
	if silent("Subscription-State", state) {
		o.headers = append(o.headers, message.Header{Name: "Subscription-State", Value: sub.stateNow(now)})
	}
	over := strings.EqualFold(message.BareValue(state), "terminated")
	done := o.done
	o.done = func(code int, m *message.Message, now time.Time) {
		if over || endsSubscription(code) {
			c.endSubscription(sub, now)
		}
		if done != nil {
			done(code, m, now)
		}
	}
	return o
}

func valueOf(headers []message.Header, name string) string {
	for _, h := range headers {
		if message.SameName(h.Name, name) {
			return h.Value
		}
	}
	return ""
}
