package journal

import (
	"fmt"
	"strconv"

	"github.com/sipbin/sipbin/responder/message"
)

// Head is what tells one message from another.
type Head struct {
	// Start is the first line.
	Start string
	// Method is that of a request, of a response that of its CSeq; Code is 0 for
	// a request.
	Method string
	Code   int
	// URI is the Request-URI; User is the user part that is asked for: of that,
	// in a REGISTER of To.
	URI, User string
	// From and To are the URIs of these header fields, FromUser and FromHost
	// what From is made of.
	From, To, FromUser, FromHost string
	CallID                       string
	// CSeq is the number, InDialog whether To has a tag.
	CSeq     uint32
	InDialog bool
	// Once is the same for a message and its retransmissions, and for no other.
	Once string
}

// Head reads the message of an entry. It is false where there is none, or
// nothing that could be SIP.
func (e *Entry) Head() (Head, bool) {
	if len(e.Data) == 0 {
		return Head{}, false
	}
	m, err := message.Parse(e.Data)
	if err != nil {
		return Head{}, false
	}
	h := Head{
		Start: m.StartLine(), Method: m.Method(), Code: m.Code(), URI: m.RequestURI(),
		From: message.AddrSpec(m.From()), To: message.AddrSpec(m.To()),
		CallID: m.CallID(), CSeq: m.CSeq().Number, InDialog: m.ToTag() != "",
	}
	if u, err := message.ParseURI(h.From); err == nil {
		h.FromUser, h.FromHost = u.User, u.Host
	}
	called := h.URI
	if h.Method == "REGISTER" || h.Code != 0 {
		called = h.To
	}
	if u, err := message.ParseURI(called); err == nil {
		h.User = u.User
	}
	h.Once = fmt.Sprintf("%d\x00%s\x00%d\x00%s\x00%d\x00%s\x00%s", e.Kind, h.Method, h.Code, h.CallID, h.CSeq, m.ToTag(), m.Via().Branch)
	return h, true
}

// String is the message in short: "INVITE sip:100@10.0.0.1", "486 Busy Here to
// INVITE".
func (h Head) String() string {
	if h.Code == 0 {
		return h.Method + " " + h.URI
	}
	return strconv.Itoa(h.Code) + " to " + h.Method
}
