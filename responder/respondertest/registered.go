package respondertest

import (
	"strconv"
	"time"

	"github.com/sipbin/sipbin/responder/message"
)

// stays keeps a registration alive, or tries for it again, and reports whether
// the caller has the habit of doing so.
func (c *Caller) stays(user string, m *message.Message, now time.Time) bool {
	const most = 3
	refused := m == nil || m.Code() >= 300
	var wait time.Duration
	switch {
	case refused && c.profile.does(backsOff):
		wait = 30 * time.Second << c.refreshes
	case !refused && c.profile.does(staysRegistered):
		wait = granted(m) * 8 / 10
		if c.profile.does(keepsOwnExpires) {
			wait = lasting * time.Second * 8 / 10
		}
	default:
		return false
	}
	if c.refreshes++; c.refreshes <= most {
		c.after(wait, now, func(now time.Time) { c.try(c.registration(user), now) })
	}
	return true
}

// granted is how long a 200 to a REGISTER lasts: what its Contact says, or else
// its Expires (RFC 3261 section 10.2.4).
func granted(m *message.Message) time.Duration {
	contact, _ := m.Header("Contact")
	value, told := message.Param(contact, "expires")
	if !told {
		value, _ = m.Header("Expires")
	}
	n, err := strconv.ParseUint(value, 10, 31)
	if err != nil {
		n = lasting
	}
	return time.Duration(n) * time.Second
}
