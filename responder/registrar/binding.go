package registrar

import (
	"strconv"
	"strings"
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
	// Path are the Route values that lead to the contact (RFC 3327).
	Path []string
	// Instance is the user agent's instance ID, a URN; "" where it told none.
	Instance string
	// RegID is which flow of the instance it is, 0 where that does not count
	// (RFC 5626).
	RegID int
	// Number is the same for as long as the binding is renewed by requests of
	// one Call-ID, and no other binding's.
	Number uint64

	parts parts  // of URI
	host  string // of the address-of-record, and its port
}

// same reports whether a binding takes the place of another: of two flows it is
// instance and reg-id that count, whatever their URIs (RFC 5626 section 6).
func (b Binding) same(other Binding) bool {
	if b.RegID != 0 && other.RegID != 0 {
		return b.RegID == other.RegID && strings.EqualFold(b.Instance, other.Instance)
	}
	return b.sameURI(other)
}

// Param is a parameter of the Contact header field, as in [message.Param].
func (b Binding) Param(name string) (string, bool) { return message.Param(b.Contact, name) }

// Record is the address-of-record as a URI, with the port that the client knows
// it by.
func (b Binding) Record() string { return b.record(b.User(), "") }

// record is the address-of-record with another user and parameters.
func (b Binding) record(user, params string) string {
	scheme, _, _ := strings.Cut(b.AOR, ":")
	user = message.EscapeUser(user)
	switch {
	case b.host == "":
		return scheme + ":" + user + params
	case user == "":
		return scheme + ":" + b.host + params
	}
	return scheme + ":" + user + "@" + b.host + params
}

// User is the user of the address-of-record.
func (b Binding) User() string { return userOf(b.AOR) }

// Remaining is how much longer the binding lasts, 0 when it has ended.
func (b Binding) Remaining(now time.Time) time.Duration { return max(0, b.Expires.Sub(now)) }

// value is the Contact value for a 200. Seconds are rounded down, so that a
// client never counts on a binding that is gone, but 0 would say it is gone
// already.
func (b Binding) value(now time.Time) string {
	seconds := max(1, int64(b.Remaining(now)/time.Second))
	return b.bare() + ";expires=" + strconv.FormatInt(seconds, 10)
}

// bare is the Contact value without what only a registrar says in it (RFC 3261
// section 10.3, RFC 5627 section 5.1).
func (b Binding) bare() string {
	bare := b.Contact
	for _, name := range []string{"expires", "pub-gruu", "temp-gruu"} {
		bare = withoutParam(bare, name)
	}
	return bare
}
