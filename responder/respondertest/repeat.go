package respondertest

import (
	"time"

	"github.com/sipbin/sipbin/responder/message"
)

// repeatsWrongly repeats a request in a way that RFC 3261 section 17.1 does not
// know, and reports whether the caller has such a habit.
func (tx *clientTx) repeatsWrongly(first time.Duration, now time.Time) bool {
	profile := &tx.caller.profile
	switch {
	case profile.does(fixedInterval):
		tx.nag(time.Second, 31, now)
	case profile.does(threeCopies):
		tx.nag(first, 2, now)
	case profile.does(repeatsAfter100) && tx.method == "INVITE":
		tx.nag(2*time.Second, 10, now)
	default:
		return false
	}
	return true
}

// nag sends the request again, so many times, until its final response.
func (tx *clientTx) nag(pause time.Duration, times int, now time.Time) {
	c := tx.caller
	if times == 0 {
		return
	}
	tx.repeat = c.after(pause, now, func(now time.Time) {
		if tx.inProgress() {
			c.send(tx.data)
			tx.nag(pause, times-1, now)
		}
	})
}

// forgoes reports whether the caller asks no more after a provisional response to
// something else than an INVITE.
func (tx *clientTx) forgoes(m *message.Message) bool {
	if m.Code() != 100 || tx.method == "INVITE" || !tx.caller.profile.does(takes100) {
		return false
	}
	tx.over()
	return true
}

// acknowledgeLate takes a final response whose request is over for an answer.
func (c *Caller) acknowledgeLate(m *message.Message) {
	contact, named := m.Header("Contact")
	if !named {
		contact = m.To()
	}
	head := []message.Header{
		{Name: "From", Value: m.From()}, {Name: "To", Value: m.To()}, {Name: "Call-ID", Value: m.CallID()},
		{Name: "CSeq", Value: message.CSeq{Number: m.CSeq().Number, Method: "ACK"}.String()},
	}
	c.send(c.render("ACK", message.AddrSpec(contact), message.MagicCookie+"-late", head, nil, nil))
}
