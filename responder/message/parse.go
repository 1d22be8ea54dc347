package message

import (
	"errors"
	"strconv"
	"strings"
)

// Version is the one SIP version there is.
const Version = "SIP/2.0"

// ErrNotSIP is what [Parse] returns for bytes that do not begin like a SIP
// message; there is nothing to answer in them.
var ErrNotSIP = errors.New("not a SIP message")

// Defect is what keeps a message from being valid, and how a server answers it.
type Defect struct {
	// Code is the status code that answers it, 0 for what cannot be answered.
	Code int
	// Text says what is wrong; it serves as the reason phrase of a 400
	// (RFC 3261 section 21.4.1).
	Text string
}

func (d *Defect) Error() string { return d.Text }

// Defect is nil for a valid message. Of a message with a defect only what could
// be read is filled in.
func (m *Message) Defect() *Defect { return m.defect }

// Spoil makes a message invalid for a reason that shows only outside of it: one
// whose end is lost is answered with 400 (RFC 3261 section 18.3), one that is
// [TooLarge] with 513, whatever else is wrong with it.
func (m *Message) Spoil(why error) {
	large, ok := errors.AsType[*TooLarge](why)
	switch {
	case !ok:
		m.fail(400, why.Error())
	case m.defect == nil || m.defect.Code != 0:
		m.defect = &Defect{Code: 513, Text: "Message Too Large (" + large.Error() + ")"}
	}
}

// Parse reads one whole message: a datagram, or what [Framer] cut out of a
// stream. The bytes are copied. Bytes behind Content-Length are ignored
// (RFC 3261 section 18.3).
//
// The error is [ErrNotSIP] or nil; whether the message is valid tells
// [Message.Defect].
func Parse(data []byte) (*Message, error) {
	m := &Message{raw: strings.TrimLeft(string(data), "\r\n")}
	if !m.readStart() {
		return nil, ErrNotSIP
	}
	rest := m.readHeaders(m.raw[len(m.start):])
	m.readBody(rest)
	m.readIdentity()
	return m, nil
}

func (m *Message) fail(code int, text string) {
	if m.defect == nil {
		m.defect = &Defect{Code: code, Text: text}
	}
}

// readStart reads the first line. It is lenient about what it can split, so
// that a bad line can be answered, and notes what is wrong with it.
func (m *Message) readStart() bool {
	line, _, _ := strings.Cut(m.raw, "\n")
	m.start = strings.TrimSuffix(line, "\r")
	if len(m.start) > 4 && strings.EqualFold(m.start[:4], "SIP/") {
		return m.readStatusLine()
	}
	trimmed := strings.TrimRight(m.start, " \t")
	first, last := strings.IndexByte(trimmed, ' '), strings.LastIndexByte(trimmed, ' ')
	if first <= 0 || last <= first {
		return false
	}
	m.method, m.uri, m.version = trimmed[:first], trimmed[first+1:last], trimmed[last+1:]
	if !IsToken(m.method) || len(m.version) < 4 || !strings.EqualFold(m.version[:4], "SIP/") {
		return false
	}
	switch {
	case !strings.EqualFold(m.version, Version):
		m.fail(505, "Version Not Supported")
	case len(trimmed) != len(m.start):
		m.fail(400, "White space at the end of the Request-Line")
	case m.uri == "" || strings.ContainsAny(m.uri, " \t"):
		m.fail(400, "White space in the Request-Line")
	case m.uri[0] == '<' || m.uri[0] == '"':
		m.fail(400, "Request-URI in brackets")
	}
	return true
}

func (m *Message) readStatusLine() bool {
	version, rest, ok := strings.Cut(m.start, " ")
	digits, reason, _ := strings.Cut(rest, " ")
	code, err := strconv.ParseUint(digits, 10, 10)
	if !ok || err != nil || code < 100 || code > 699 || len(digits) != 3 {
		return false
	}
	m.version, m.code, m.reason = version, int(code), reason
	return true
}

// readHeaders reads header lines up to the empty line and returns what follows.
func (m *Message) readHeaders(s string) string {
	s = afterEOL(s)
	head, _, _ := strings.Cut(s, "\r\n\r\n")
	m.headers = make([]Header, 0, strings.Count(head, "\n")+1)
	for s != "" {
		i := strings.IndexByte(s, '\n')
		line, next := s, ""
		if i >= 0 {
			line, next = s[:i], s[i+1:]
		}
		line = strings.TrimSuffix(line, "\r")
		if line == "" {
			return next
		}
		s = next
		if line[0] == ' ' || line[0] == '\t' {
			m.fold(line)
			continue
		}
		colon := strings.IndexByte(line, ':')
		if colon < 0 {
			m.fail(400, "Header line without a colon")
			continue
		}
		name := trimBlanks(line[:colon])
		if !IsToken(name) {
			m.fail(400, "Header name that is no token")
			continue
		}
		m.headers = append(m.headers, Header{Name: name, Value: trimBlanks(line[colon+1:])})
	}
	m.fail(400, "No empty line after the headers")
	return ""
}

// trimBlanks takes spaces and tabs off both ends.
func trimBlanks(s string) string {
	for s != "" && (s[0] == ' ' || s[0] == '\t') {
		s = s[1:]
	}
	for s != "" && (s[len(s)-1] == ' ' || s[len(s)-1] == '\t') {
		s = s[:len(s)-1]
	}
	return s
}

func (m *Message) fold(line string) {
	if len(m.headers) == 0 {
		m.fail(400, "Header section that begins with white space")
		return
	}
	last := &m.headers[len(m.headers)-1]
	last.Value = strings.TrimSpace(last.Value + " " + trimBlanks(line))
}

func afterEOL(s string) string {
	if i := strings.IndexByte(s, '\n'); i >= 0 {
		return s[i+1:]
	}
	return ""
}

// readBody cuts the body to Content-Length; without one it is all that follows,
// as over UDP (section 20.14).
func (m *Message) readBody(rest string) {
	m.body = rest
	length, seen := 0, false
	for _, h := range m.headers {
		if !SameName(h.Name, "Content-Length") {
			continue
		}
		n, err := strconv.ParseUint(h.Value, 10, 31)
		switch {
		case err != nil:
			m.fail(400, "Content-Length that is no number")
			return
		case seen && int(n) != length:
			m.fail(400, "Two different Content-Length values")
			return
		}
		length, seen = int(n), true
	}
	switch {
	case !seen:
	case length > len(rest):
		m.fail(400, "Content-Length larger than the message")
	default:
		m.body = rest[:length]
	}
}

// readIdentity reads what every message must have (section 8.1.1): one each of
// From, To, Call-ID and CSeq, and a Via.
func (m *Message) readIdentity() {
	var via, cseq string
	for i := range m.headers {
		h := &m.headers[i]
		switch {
		case SameName(h.Name, "Via"):
			if via == "" {
				via = h.Value
			}
		case SameName(h.Name, "From"):
			m.once(&m.from, h.Value, "From")
		case SameName(h.Name, "To"):
			m.once(&m.to, h.Value, "To")
		case SameName(h.Name, "Call-ID"):
			m.once(&m.callID, h.Value, "Call-ID")
		case SameName(h.Name, "CSeq"):
			m.once(&cseq, h.Value, "CSeq")
		case SameName(h.Name, "Max-Forwards"):
			m.once(&m.maxForwards, h.Value, "Max-Forwards")
		}
	}
	m.fromTag, _ = Param(m.from, "tag")
	m.toTag, _ = Param(m.to, "tag")
	if via == "" {
		m.defect = &Defect{Text: "No Via"}
		return
	}
	m.readVia(via)
	m.address("From", m.from)
	m.address("To", m.to)
	if m.callID == "" {
		m.fail(400, "No Call-ID")
	}
	m.readCSeq(cseq)
}

func (m *Message) once(field *string, value, name string) {
	if *field != "" {
		m.fail(400, "Two "+name+" header fields")
		return
	}
	*field = value
}

func (m *Message) readVia(value string) {
	top := value
	if first := FirstOf(value); first != "" {
		top = first
	}
	via, ok := ParseVia(top)
	m.via = via
	if !ok || strings.Contains(value, ";;") || strings.Contains(value, ",,") {
		m.fail(400, "Via that cannot be read")
	}
}

func (m *Message) readCSeq(value string) {
	cseq, ok := ParseCSeq(value)
	m.cseq = cseq
	switch {
	case value == "":
		m.fail(400, "No CSeq")
	case !ok:
		m.fail(400, "CSeq that cannot be read")
	case m.code == 0 && cseq.Method != m.method:
		m.fail(400, "CSeq method differs from the request's")
	}
}

// address looks at the outer form of a From or To; what the URI in it means is
// read when somebody asks.
func (m *Message) address(name, value string) {
	switch {
	case value == "":
		m.fail(400, "No "+name)
	case !wellFormedAddress(value):
		m.fail(400, name+" that cannot be read")
	}
}

// wellFormedAddress reports whether quotes and brackets are closed and whether
// what stands in front of the brackets can be a display name.
func wellFormedAddress(s string) bool {
	quoted, open, closed := false, -1, -1
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case quoted && c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case quoted || closed >= 0:
		case c == '<' && open < 0:
			open = i
		case c == '>' && open >= 0:
			closed = i
		case c == ',' && open < 0:
			return false
		}
	}
	switch {
	case quoted, (open >= 0) != (closed >= 0):
		return false
	case open >= 0:
		return closed > open+1 && s[open+1] != ' ' && strings.IndexByte(s[open:closed], ' ') < 0
	default:
		return strings.IndexByte(BareValue(s), ' ') < 0
	}
}
