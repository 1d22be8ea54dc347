package respondertest

import (
	"fmt"
	"strconv"
	"time"

	"github.com/sipbin/sipbin/responder/dialog"
	"github.com/sipbin/sipbin/responder/message"
)

// lasting is how long a registration, a subscription or a publication is to
// last, in seconds.
const lasting = 600

// Open begins something: a request of this method for a user at the other end.
// An INVITE becomes a call that the caller ends after a while, or cancels when
// it loses patience; a subscription is ended after as long as a call.
//
// A caller with an agenda begins several things, each in its time.
func (c *Caller) Open(method, user string, now time.Time) {
	if c.profile.agenda == nil {
		c.open(method, user, now)
	}
	for _, e := range c.profile.agenda {
		c.after(e.at, now, func(now time.Time) { c.run(e, method, user, now) })
	}
}

func (c *Caller) open(method, user string, now time.Time) {
	if method == "INVITE" && c.profile.Ping {
		ping := c.begin("OPTIONS", "")
		ping.done = func(m *message.Message, now time.Time) {
			if m != nil {
				c.invite(user, now)
			}
		}
		c.try(ping, now)
		return
	}
	switch method {
	case "INVITE":
		c.invite(user, now)
	case "SUBSCRIBE", "REFER":
		c.subscribe(method, user, now)
	case "REGISTER":
		c.try(c.registration(user), now)
	case "PUBLISH":
		c.publish(user, now)
	default:
		r := c.begin(method, user)
		switch method {
		case "MESSAGE":
			r.carry("text/plain", []byte("Hello"))
		case "OPTIONS":
			r.headers = append(r.headers, c.contact(), message.Header{Name: "Accept", Value: "application/sdp"})
			// Any answer but this one proves that somebody is there.
			r.done = func(m *message.Message, _ time.Time) {
				c.dead = m == nil || m.Code() == 503 || m.Code() != 200 && c.profile.does(wants200)
			}
		}
		c.try(r, now)
	}
}

// registration is a REGISTER of a user.
func (c *Caller) registration(user string) *request {
	r := c.begin("REGISTER", user)
	r.dialog.Target = c.address("")
	r.dialog.Local = "<" + c.address(user) + ">;tag=" + r.dialog.ID.LocalTag
	r.headers = append(r.headers, c.contact())
	r.set("Expires", strconv.Itoa(lasting))
	if c.profile.does(asksAnHour) {
		r.set("Expires", "3600")
	}
	c.extend(r)
	r.done = func(m *message.Message, now time.Time) { c.registered(r, user, m, now) }
	return r
}

// registered takes the answer to a REGISTER. How long it lasts is the business
// of whoever answers; a client that is not told must not ask without end.
func (c *Caller) registered(r *request, user string, m *message.Message, now time.Time) {
	if c.stays(user, m, now) {
		return
	}
	if c.profile.does(refreshes) && c.refreshes == 0 && m != nil && m.Code() == 200 {
		c.refreshes++
		c.after(30*time.Second, now, func(now time.Time) { c.try(r, now) })
		return
	}
	const most = 5
	if !c.profile.does(refreshesAtOnce) || m == nil || m.Code() != 200 || c.refreshes == most {
		return
	}
	if d, bound := c.granted(m); bound && d > 0 {
		return
	}
	c.refreshes++
	c.after(time.Second, now, func(now time.Time) { c.try(c.registration(user), now) })
}

// address is the URI of a user at the other end, "" for the other end itself.
func (c *Caller) address(user string) string {
	if user != "" {
		user = message.EscapeUser(user) + "@"
	}
	uri := "sip:" + user + c.flow.Face()
	if c.flow.Transport != message.UDP {
		uri += ";transport=" + c.flow.Transport.Param()
	}
	return uri
}

// begin makes a request outside of any dialog.
func (c *Caller) begin(method, user string) *request {
	n := c.next()
	target := c.address(user)
	from := "sip:" + c.profile.Name + "@" + c.flow.Remote.Addr().String()
	switch {
	case c.profile.does(wrongFrom):
		from = c.address("somebody-else")
	case c.profile.registered:
		from = c.address(c.profile.Name)
	}
	tag := fmt.Sprintf("caller-%d", n)
	r := &request{
		dialog: &dialog.Dialog{
			ID:     dialog.ID{CallID: fmt.Sprintf("%d@%s", n, c.flow.Remote.Addr()), LocalTag: tag},
			Local:  fmt.Sprintf("<%s>;tag=%s", from, tag),
			Remote: "<" + target + ">", Target: target, Contact: c.contact().Value,
		},
		method:  method,
		headers: c.abilities(),
		done:    func(*message.Message, time.Time) {},
	}
	if c.byName != "" && user != "" {
		r.set("X-Sipbin", c.byName)
	}
	return r
}

// carry gives a request its body.
func (r *request) carry(kind string, body []byte) {
	r.set("Content-Type", kind)
	r.body = body
}
