package ladder

import (
	"fmt"
	"strings"

	"github.com/sipbin/sipbin/responder/journal"
	"github.com/sipbin/sipbin/responder/message"
)

// label is what stands on an arrow.
func (c *conversation) label(i int) string {
	e, m := c.entries[i], c.messages[i]
	if !e.Kind.Message() {
		return ""
	}
	text, hints := unreadable(e), []string(nil)
	if m != nil {
		text, hints = c.startLine(e, m), c.hints(e, m)
	}
	if c.again[i] {
		hints = append(hints, "again")
	}
	if len(hints) > 0 {
		text += " (" + strings.Join(hints, ", ") + ")"
	}
	return c.shown(text)
}

// unreadable describes what is no SIP message.
func unreadable(e journal.Entry) string {
	switch {
	case e.Overwritten:
		return "a message whose bytes are no longer kept"
	case strings.Trim(string(e.Data), "\r\n") == "":
		return fmt.Sprintf("keep-alive of %d bytes", len(e.Data))
	default:
		return fmt.Sprintf("no SIP, %d bytes: %s", len(e.Data), cut(string(e.Data), 20))
	}
}

func (c *conversation) startLine(e journal.Entry, m *message.Message) string {
	if !m.IsRequest() {
		return strings.TrimSpace(fmt.Sprintf("%d %s", m.Code(), m.Reason()))
	}
	if m.ToTag() != "" || m.Method() == "ACK" || m.Method() == "CANCEL" {
		return m.Method() // it goes where the request before it went
	}
	return m.Method() + " " + c.uri(m.RequestURI(), e.Flow)
}

// uri leaves the host out that says no more than the rails do.
func (c *conversation) uri(text string, f message.Flow) string {
	scheme, rest, _ := strings.Cut(text, ":")
	if !strings.EqualFold(scheme, "sip") && !strings.EqualFold(scheme, "sips") {
		return text
	}
	from := strings.IndexByte(rest, '@') + 1
	to := len(rest)
	if i := strings.IndexAny(rest[from:], ";?"); i >= 0 {
		to = from + i
	}
	host, _ := message.SplitHostPort(rest[from:to])
	face, _ := message.SplitHostPort(f.Advertised)
	if c.opt.Golden || host == face || host == f.Local.Addr().String() || host == f.Remote.Addr().String() {
		rest = rest[:from] + "..." + rest[to:]
	}
	return scheme + ":" + rest
}

// hints are what an engineer asks next of a message.
func (c *conversation) hints(e journal.Entry, m *message.Message) (hints []string) {
	cseq := c.number(e, m)
	switch {
	case !m.IsRequest() && (m.Method() != c.method || cseq != ""):
		hints = append(hints, strings.TrimSpace(m.Method()+" "+cseq))
	case cseq != "":
		hints = append(hints, "CSeq "+cseq)
	}
	if len(c.dialogs) > 1 {
		if n, ok := c.dialogs[ourTag(m, e.Kind.Ours())]; ok {
			hints = append(hints, "dialog "+letters(n))
		}
	}
	if m.HasBody() {
		hints = append(hints, body(m))
	}
	if _, ok := m.Header("RSeq"); ok {
		hints = append(hints, "reliable")
	}
	return hints
}

// number is the CSeq number, "" where all of the method have the same.
func (c *conversation) number(e journal.Entry, m *message.Message) string {
	s := seriesOf(m, e.Kind.Ours())
	if len(c.numbers[s]) < 2 {
		return ""
	}
	number := m.CSeq().Number
	if !c.opt.Golden {
		return fmt.Sprint(number)
	}
	if number == c.base[s.ours] {
		return "n"
	}
	return fmt.Sprintf("n%+d", int64(number)-int64(c.base[s.ours]))
}

// letters names dialogs a, b, ... z, aa, ab.
func letters(n int) string {
	name := ""
	for ; n >= 0; n = n/26 - 1 {
		name = string(rune('a'+n%26)) + name
	}
	return name
}

// body is "SDP", "sipfrag 180", or the subtype of another body.
func body(m *message.Message) string {
	kind, _ := m.Header("Content-Type")
	kind = strings.ToLower(message.BareValue(kind))
	switch {
	case kind == "application/sdp":
		return "SDP"
	case kind == "":
		return "body without Content-Type"
	case kind == "message/sipfrag":
		if f := strings.Fields(string(m.Body())); len(f) > 1 && len(f[1]) == 3 {
			return "sipfrag " + f[1]
		}
		return "sipfrag"
	default:
		return kind[strings.LastIndexByte(kind, '/')+1:]
	}
}
