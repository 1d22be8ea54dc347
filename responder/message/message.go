package message

import (
	"strings"
)

// Message is a request or a response. It does not change after [Parse].
type Message struct {
	raw     string
	start   string
	method  string // of a request, as spelt
	uri     string // of a request, as spelt
	version string
	code    int // of a response; 0 for a request
	reason  string
	headers []Header
	body    string
	defect  *Defect

	// What transaction and dialog matching ask of every message, filled by Parse.
	via     Via
	from    string
	fromTag string
	to      string
	toTag   string
	callID  string
	cseq    CSeq

	maxForwards string
}

// Raw is the whole message as it was received.
func (m *Message) Raw() string { return m.raw }

// StartLine is the first line as it was received, without CRLF.
func (m *Message) StartLine() string { return m.start }

// IsRequest reports whether the message is a request.
func (m *Message) IsRequest() bool { return m.code == 0 }

// Method is a request's method as spelt (methods are case-sensitive, RFC 3261
// section 7.1), or the CSeq method of a response.
func (m *Message) Method() string {
	if m.code != 0 {
		return m.cseq.Method
	}
	return m.method
}

// RequestURI is the Request-URI as spelt; empty for a response.
func (m *Message) RequestURI() string { return m.uri }

// Code is the status code of a response, 0 for a request.
func (m *Message) Code() int { return m.code }

// Reason is the reason phrase of a response.
func (m *Message) Reason() string { return m.reason }

// Body is what follows the empty line, cut to Content-Length.
func (m *Message) Body() []byte { return []byte(m.body) }

// HasBody reports whether there is a body.
func (m *Message) HasBody() bool { return m.body != "" }

// Headers are all header lines in the order received. Not to be changed.
func (m *Message) Headers() []Header { return m.headers }

// Header is the value of the first line of that name, and whether there is one.
func (m *Message) Header(name string) (string, bool) {
	for i := range m.headers {
		if SameName(m.headers[i].Name, name) {
			return m.headers[i].Value, true
		}
	}
	return "", false
}

// HeaderValues are the values of all lines of that name, one a line, in order.
func (m *Message) HeaderValues(name string) []string {
	var out []string
	for i := range m.headers {
		if SameName(m.headers[i].Name, name) {
			out = append(out, m.headers[i].Value)
		}
	}
	return out
}

// List is the elements of all lines of that name, comma-separated lists cut
// apart: the option tags of Supported, the addresses of Route.
func (m *Message) List(name string) []string {
	var out []string
	for _, v := range m.HeaderValues(name) {
		out = append(out, SplitList(v)...)
	}
	return out
}

// Lists reports whether a list header (Supported, Require, Allow) has an
// element, without case and parameters.
func (m *Message) Lists(name, element string) bool {
	for _, v := range m.List(name) {
		if strings.EqualFold(BareValue(v), element) {
			return true
		}
	}
	return false
}

// Via is the topmost Via header field.
func (m *Message) Via() Via { return m.via }

// From is the From header field as text.
func (m *Message) From() string { return m.from }

// To is the To header field as text.
func (m *Message) To() string { return m.to }

// FromTag is the tag of From, "" if it has none.
func (m *Message) FromTag() string { return m.fromTag }

// ToTag is the tag of To, "" if it has none.
func (m *Message) ToTag() string { return m.toTag }

// CallID is the Call-ID header field.
func (m *Message) CallID() string { return m.callID }

// CSeq is the CSeq header field.
func (m *Message) CSeq() CSeq { return m.cseq }
