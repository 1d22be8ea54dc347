package responder

import (
	"strconv"
	"strings"
	"time"

	"github.com/sipbin/sipbin/responder/dialog"
	"github.com/sipbin/sipbin/responder/message"
	"github.com/sipbin/sipbin/scenarios"
)

// eventPackages are the packages named in Allow-Events (RFC 6665 section 8.2.2).
var eventPackages = []string{"refer"}

// defaultExpires is how long a subscription lasts when the client does not say,
// in seconds.
const defaultExpires = 3600

// subscription is what NOTIFYs are owed in a dialog: one that a SUBSCRIBE asked
// for, or the one that a REFER implies.
type subscription struct {
	dialog *dialog.Dialog
	event  string
	expire *timer
}

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

// notify sends one NOTIFY with the present state of a subscription (RFC 6665
// section 4.2.2); done is told how it was answered. A subscriber that does not
// know it any more ends it.
func (c *call) notify(sub *subscription, state, body string, done func(ok bool, now time.Time), now time.Time) {
	headers := []message.Header{
		{Name: "Contact", Value: sub.dialog.Contact},
		{Name: "Event", Value: sub.event},
		{Name: "Subscription-State", Value: state},
	}
	if body != "" {
		headers = append(headers, message.Header{Name: "Content-Type", Value: "message/sipfrag;version=2.0"})
	}
	c.request(sub.dialog, ours{
		method: "NOTIFY", headers: headers, body: []byte(body), why: scenarios.Notify.String(),
		done: func(code int, _ *message.Message, now time.Time) { done(success(code), now) },
	}, now)
}

// endingWith has a NOTIFY of an author end the subscription when it says so, or
// when the subscriber knows it no more (RFC 6665 section 4.2.2).
func (c *call) endingWith(o ours) ours {
	done := o.done
	over := false
	for _, h := range o.headers {
		over = over || message.SameName(h.Name, "Subscription-State") && strings.EqualFold(message.BareValue(h.Value), "terminated")
	}
	o.done = func(code int, m *message.Message, now time.Time) {
		if over || code == 481 {
			c.endSubscription(now)
		}
		if done != nil {
			done(code, m, now)
		}
	}
	return o
}

func stateActive(left time.Duration) string {
	return "active;expires=" + strconv.Itoa(int(left/time.Second))
}
