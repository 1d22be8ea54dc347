package registrar

import (
	"strconv"
	"time"

	"github.com/sipbin/sipbin/responder/message"
)

// Binding is a contact at which an address-of-record can be reached. It is a
// copy: nothing that is done to it reaches the registrar.
type Binding struct {
	AOR string
	// Contact is the value as spelt, with all of its parameters.
	Contact string
	// URI is the one in Contact.
	URI message.URI
	// Q is the preference, 0 to 1; 1 where it is left out.
	Q float64
	// Expires is when the binding ends, Registered when it was last renewed.
	Expires, Registered time.Time
	// CallID and CSeq are those of the REGISTER that made it so.
	CallID string
	CSeq   uint32
	// Flow is what that REGISTER came over, and the way back through a NAT.
	Flow message.Flow

	parts parts // of URI
}

// Param is a parameter of the Contact header field, as in [message.Param].
func (b Binding) Param(name string) (string, bool) { return message.Param(b.Contact, name) }

// Remaining is how much longer the binding lasts, 0 when it has ended.
func (b Binding) Remaining(now time.Time) time.Duration { return max(0, b.Expires.Sub(now)) }

// value is the Contact value for a 200. Seconds are rounded down, so that a
// client never counts on a binding that is gone, but 0 would say it is gone
// already.
func (b Binding) value(now time.Time) string {
	seconds := max(1, int64(b.Remaining(now)/time.Second))
	return withoutParam(b.Contact, "expires") + ";expires=" + strconv.FormatInt(seconds, 10)
}
