package respondertest

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/sipbin/sipbin/responder/message"
)

// stays keeps a registration alive, or tries for it again, and reports whether
// the caller has the habit of doing so.
func (c *Caller) stays(user string, m *message.Message, now time.Time) bool {
	const most = 3
	const later = 30 * time.Second
	refused := m == nil || m.Code() >= 300
	var wait time.Duration
	switch {
	case refused && c.profile.does(backsOff):
		wait = later << c.refreshes
	case !refused && c.profile.does(staysRegistered):
		wait = lasting * time.Second * 8 / 10
		if granted, bound := c.granted(m); !bound {
			wait = later
		} else if granted > 0 && !c.profile.does(keepsOwnExpires) {
			wait = granted * 8 / 10
		}
	default:
		return false
	}
	if c.refreshes++; c.refreshes <= most {
		c.after(wait, now, func(now time.Time) { c.try(c.registration(user), now) })
	}
	return true
}

// granted is how long a 200 to a REGISTER binds the caller: what its own Contact
// says there, or else Expires, 0 when neither does (RFC 3261 section 10.2.4). It
// reports false when the caller is not bound: without its Contact, or with one
// that is over.
func (c *Caller) granted(m *message.Message) (d time.Duration, bound bool) {
	for _, contact := range m.List("Contact") {
		if message.AddrSpec(contact) != c.uri() && !c.profile.does(takesFirstContact) {
			continue
		}
		value, told := message.Param(contact, "expires")
		if !told {
			value, told = m.Header("Expires")
		}
		n, err := strconv.ParseUint(value, 10, 31)
		return time.Duration(n) * time.Second, err != nil || !told || n > 0
	}
	return 0, false
}

// instance names the device of a caller that registers a flow (RFC 5626 section
// 4.1), prid what a push service knows it by (RFC 8599 section 4.1.1).
const (
	instance = `;reg-id=1;+sip.instance="<urn:uuid:00000000-0000-1000-8000-000A95A0E128>"`
	prid     = ";pn-provider=fcm;pn-param=sipbin;pn-prid=0815"
)

// extend asks for more than a binding, as far as the caller does.
func (c *Caller) extend(r *request) {
	switch {
	case c.profile.does(outbound):
		r.headers = append(r.headers, message.Header{Name: "Supported", Value: "outbound, path"})
		r.set("Contact", c.contact().Value+instance)
	case c.profile.does(push):
		r.set("Contact", "<"+c.uri()+prid+">")
	}
}

// simpler is a REGISTER without what the registrar, or who is on the way to it,
// does not do.
func (c *Caller) simpler(r *request) bool {
	if c.refused || !c.profile.does(outbound) && !c.profile.does(push) {
		return false
	}
	c.refused = true
	r.set("Contact", c.contact().Value)
	r.headers = slices.DeleteFunc(r.headers, func(h message.Header) bool { return strings.HasPrefix(h.Value, "outbound") })
	return true
}
