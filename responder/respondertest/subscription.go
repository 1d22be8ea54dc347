package respondertest

import (
	"strconv"
	"strings"
	"time"

	"github.com/sipbin/sipbin/responder/message"
)

// subscription is what a leg of SUBSCRIBE or REFER is about.
type subscription struct {
	method, user string
	// notified is set when the first NOTIFY came, which is what makes it one
	// (RFC 6665 section 4.1.2.4).
	notified bool
	etag     string // of the state that it has, "" when that has none (RFC 5839)
}

// subscribe asks to be notified; a REFER does so by implication (RFC 3515
// section 2.4.4). The first message of the other end gives the dialog its tag:
// the NOTIFY may be faster than the 2xx (RFC 6665 section 4.4.1).
func (c *Caller) subscribe(method, user string, now time.Time) {
	r := c.begin(method, user)
	l := &leg{Dialog: r.dialog, caller: c, subscription: &subscription{method: method, user: user}, confirmed: true}
	c.legs = append(c.legs, l)
	r.headers = append(r.headers, c.contact())
	if method == "SUBSCRIBE" {
		r.set("Event", "presence")
		r.set("Expires", strconv.Itoa(lasting))
	} else {
		r.set("Refer-To", "<sip:carol@"+c.flow.Remote.Addr().String()+">")
	}
	r.done = func(m *message.Message, now time.Time) {
		if m == nil || m.Code() >= 300 {
			l.end()
			return
		}
		l.learn(m)
		if method != "SUBSCRIBE" {
			return
		}
		l.closing = c.after(c.profile.Talk, now, l.unsubscribe)
		if c.profile.does(subscribesOn) {
			c.after(30*time.Second, now, l.resubscribe)
		}
		if !l.subscription.notified {
			l.awaitNotify(now)
		}
	}
	c.try(r, now)
}

// awaitNotify ends a subscription that no NOTIFY came for within Timer N.
func (l *leg) awaitNotify(now time.Time) {
	wait := l.caller.timing.Timeout()
	if l.caller.profile.does(subscribesAnew) {
		wait = time.Second
	}
	l.caller.after(wait, now, func(now time.Time) {
		if !l.subscription.notified {
			l.end()
			l.missed(now)
		}
	})
}

// notifyArrived takes a state: whether the subscription is over, and what names
// the state (RFC 6665 section 4.1.3).
func (l *leg) notifyArrived(m *message.Message, now time.Time) {
	l.subscription.notified = true
	l.subscription.etag, _ = m.Header("SIP-ETag")
	state, said := m.Header("Subscription-State")
	if over := strings.EqualFold(message.BareValue(state), "terminated"); over || !said && l.caller.profile.does(subscribesAnew) {
		l.end()
		l.missed(now)
	}
}

// missed subscribes anew, if the caller does so of itself, three times.
func (l *leg) missed(now time.Time) {
	const most = 3
	c := l.caller
	if c.refreshes++; c.profile.does(subscribesAnew) && c.refreshes <= most {
		c.after(time.Second, now, func(now time.Time) { c.subscribe(l.subscription.method, l.subscription.user, now) })
	}
}

// unsubscribe asks for no more; the last NOTIFY ends the dialog. Before the first
// one there is nothing to end.
func (l *leg) unsubscribe(now time.Time) {
	if !l.subscription.notified {
		return
	}
	r := l.request("SUBSCRIBE")
	r.set("Event", "presence")
	r.set("Expires", "0")
	l.caller.try(r, now)
}

// resubscribe asks for as long again, and for no state that it has already: 204
// says that there is no other (RFC 5839 section 5.2).
func (l *leg) resubscribe(now time.Time) {
	if l.over() {
		return
	}
	r := l.request("SUBSCRIBE")
	r.set("Event", "presence")
	r.set("Expires", strconv.Itoa(lasting))
	if l.subscription.etag != "" {
		r.set("Suppress-If-Match", l.subscription.etag)
	}
	r.done = func(m *message.Message, now time.Time) {
		l.lost(m, now)
		if m != nil && m.Code() == 204 && l.caller.profile.does(subscribesAnew) {
			l.end()
			l.missed(now)
		}
	}
	l.caller.try(r, now)
}

// publish says what the state of its user is (RFC 3903 section 4).
func (c *Caller) publish(user string, now time.Time) {
	r := c.begin("PUBLISH", user)
	r.set("Event", "presence")
	r.set("Expires", strconv.Itoa(lasting))
	r.carry("application/pidf+xml", []byte(presence))
	r.done = func(m *message.Message, now time.Time) {
		if m == nil || m.Code() >= 300 || !c.profile.does(publishesOn) || c.refreshes > 0 {
			return
		}
		c.refreshes++
		etag, _ := m.Header("SIP-ETag")
		c.after(30*time.Second, now, func(now time.Time) { c.republish(user, etag, now) })
	}
	c.try(r, now)
}

// republish refreshes a publication by its entity tag, without the state. Where
// that is forgotten it publishes anew (section 4.1).
func (c *Caller) republish(user, etag string, now time.Time) {
	const most = 3
	r := c.begin("PUBLISH", user)
	r.set("Event", "presence")
	r.set("Expires", strconv.Itoa(lasting))
	r.set("SIP-If-Match", etag)
	r.done = func(m *message.Message, now time.Time) {
		switch {
		case m == nil || m.Code() != 412:
		case !c.profile.does(keepsOldETag):
			c.publish(user, now)
		case c.refreshes <= most:
			c.refreshes++
			c.after(time.Second, now, func(now time.Time) { c.republish(user, etag, now) })
		}
	}
	c.try(r, now)
}

const presence = `<?xml version="1.0" encoding="UTF-8"?>
<presence xmlns="urn:ietf:params:xml:ns:pidf" entity="pres:caller@example.com"/>
`
