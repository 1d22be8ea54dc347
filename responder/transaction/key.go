package transaction

import (
	"strconv"

	"github.com/sipbin/sipbin/responder/message"
)

// Key tells server transactions apart (RFC 3261 section 17.2.3).
type Key struct {
	branch, sentBy, method string
}

// Clone is the key in strings of its own, so that keeping it does not keep the
// message it was read from.
func (k Key) Clone() Key {
	text := k.branch + k.sentBy + k.method
	sentBy, method := len(k.branch), len(k.branch)+len(k.sentBy)
	return Key{branch: text[:sentBy], sentBy: text[sentBy:method], method: text[method:]}
}

// KeyOf is the key of the transaction a request belongs to; an ACK belongs to
// the transaction of its INVITE. Requests without the branch of RFC 3261 are
// matched by the rules for RFC 2543. There the To tag tells the requests of two
// dialogs of one INVITE apart; of an INVITE it cannot count, since the ACK has
// one that the INVITE had not.
func KeyOf(m *message.Message) Key {
	method := m.Method()
	if method == "ACK" {
		method = "INVITE"
	}
	return keyOf(m, method)
}

// Cancelled is the key of the INVITE that a CANCEL names (section 9.2).
func Cancelled(m *message.Message) Key { return keyOf(m, "INVITE") }

func keyOf(m *message.Message, method string) Key {
	via := m.Via()
	if via.HasCookie() {
		// Behind the cookie, whose case does not count.
		return Key{branch: via.Branch[len(message.MagicCookie):], sentBy: via.SentBy, method: method}
	}
	toTag := ""
	if method != "INVITE" {
		toTag = m.ToTag()
	}
	return Key{
		branch: m.RequestURI() + "\n" + toTag + "\n" + m.FromTag() + "\n" + m.CallID() + "\n" + strconv.FormatUint(uint64(m.CSeq().Number), 10),
		sentBy: via.Text,
		method: method,
	}
}
