package ladder

import (
	"fmt"
	"net/netip"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/sipbin/sipbin/responder/journal"
	"github.com/sipbin/sipbin/responder/message"
)

// conversation is what has to be known of all entries before one can be drawn.
type conversation struct {
	opt      Options
	entries  []journal.Entry
	messages []*message.Message // nil where there is none
	start    time.Time          // of the first message
	method   string             // of the first message
	callID   string
	flows    []message.Flow
	dialogs  map[string]int             // by our tag, in order of appearance
	numbers  map[series]map[uint32]bool // CSeq numbers used
	base     map[bool]uint32            // the first CSeq number of each side
	again    []bool
	neutral  *strings.Replacer // takes out of a remark what differs between runs
}

// series is the requests of one method from one side; ACK and CANCEL belong to
// their INVITE.
type series struct {
	ours   bool
	method string
}

func read(entries []journal.Entry, opt Options) *conversation {
	c := &conversation{
		opt: opt, entries: entries, start: entries[0].At,
		messages: make([]*message.Message, len(entries)),
		again:    make([]bool, len(entries)),
		dialogs:  make(map[string]int),
		numbers:  make(map[series]map[uint32]bool),
		base:     make(map[bool]uint32),
	}
	seen := make(map[string]bool)
	begun := false
	for i, e := range entries {
		if !e.Kind.Message() {
			continue
		}
		if !begun {
			c.start, begun = e.At, true
		}
		c.flow(e.Flow)
		said := e.Kind.Ours()
		key := fmt.Sprint(said, string(e.Data))
		c.again[i] = len(e.Data) > 0 && seen[key]
		seen[key] = true
		if m, err := message.Parse(e.Data); err == nil {
			c.messages[i] = m
			c.learn(m, said)
		}
	}
	c.neutral = c.placeholders()
	return c
}

// learn notes what a message says of dialogs and CSeq numbers.
func (c *conversation) learn(m *message.Message, ours bool) {
	if c.method == "" {
		c.method, c.callID = m.Method(), m.CallID()
	}
	side := ours == m.IsRequest()
	if _, ok := c.base[side]; !ok {
		c.base[side] = m.CSeq().Number
	}
	s := seriesOf(m, ours)
	if c.numbers[s] == nil {
		c.numbers[s] = make(map[uint32]bool)
	}
	c.numbers[s][m.CSeq().Number] = true
	if makesDialog(m) {
		if _, known := c.dialogs[ourTag(m, ours)]; !known {
			c.dialogs[ourTag(m, ours)] = len(c.dialogs)
		}
	}
}

// ourTag is the tag of our end: in To where the client sent the request, in
// From where we did.
func ourTag(m *message.Message, ours bool) string {
	if ours == m.IsRequest() {
		return m.FromTag()
	}
	return m.ToTag()
}

func seriesOf(m *message.Message, ours bool) series {
	method := m.CSeq().Method
	if method == "ACK" || method == "CANCEL" {
		method = "INVITE"
	}
	return series{ours: ours == m.IsRequest(), method: method}
}

// makesDialog reports whether a response makes a dialog (RFC 3261 section 12.1,
// RFC 6665 section 4.4.1).
func makesDialog(m *message.Message) bool {
	if m.Code() < 101 || m.Code() > 299 || m.ToTag() == "" {
		return false
	}
	switch m.Method() {
	case "INVITE":
		return true
	case "SUBSCRIBE", "REFER":
		return m.Code() >= 200
	}
	return false
}

// flow numbers the flows of a call, from 1; a new connection between the same
// addresses is no other.
func (c *conversation) flow(f message.Flow) int {
	for i, known := range c.flows {
		if known.Transport == f.Transport && known.Local == f.Local && known.Remote == f.Remote {
			return i + 1
		}
	}
	c.flows = append(c.flows, f)
	return len(c.flows)
}

// title is what stands above the rails.
func (c *conversation) title() (lines []string) {
	if !c.opt.Golden && c.callID != "" {
		lines = append(lines, fmt.Sprintf("Call-ID %s, %s", cut(c.shown(c.callID), maxLabel), c.start.Format("2006-01-02 15:04:05.000 -07:00")))
	}
	for i, f := range c.flows {
		if i > 0 {
			client, us := c.endsOf(f)
			lines = append(lines, fmt.Sprintf("flow %d: %s -> %s", i+1, client, us))
		}
	}
	return lines
}

// ends names the rails.
func (c *conversation) ends() (client, us string) {
	if len(c.flows) == 0 {
		return "client", "sipbin"
	}
	return c.endsOf(c.flows[0])
}

func (c *conversation) endsOf(f message.Flow) (client, us string) {
	us = "sipbin"
	if f.Listener != "" && !strings.Contains(f.Listener, "://") {
		us = c.shown(f.Listener)
	}
	if c.opt.Golden {
		return "client", string(f.Transport) + " " + us
	}
	return "client " + f.Remote.String(), fmt.Sprintf("%s %s %s", f.Transport, f.Local, us)
}

// placeholders stand in a golden ladder for addresses and the Call-ID.
func (c *conversation) placeholders() *strings.Replacer {
	var pairs []string
	place := func(text, name string) {
		if text != "" {
			pairs = append(pairs, text, name)
		}
	}
	if c.opt.Golden {
		place(c.callID, "{call-id}")
		for _, f := range c.flows {
			for _, end := range []struct {
				at   netip.AddrPort
				name string
			}{{f.Local, "sipbin"}, {f.Remote, "client"}} {
				place(end.at.String(), "{"+end.name+"}")
			}
		}
	}
	return strings.NewReplacer(pairs...)
}

// remark is what stands behind our rail: the reason, what was done on purpose,
// and the flow if it is not the first.
func (c *conversation) remark(i int) string {
	e := c.entries[i]
	var parts []string
	if e.Why != "" {
		parts = append(parts, c.shown(c.neutral.Replace(e.Why)))
	}
	if e.Marks != "" {
		parts = append(parts, "! "+c.shown(c.neutral.Replace(e.Marks)))
	}
	if e.Kind.Message() {
		if n := c.flow(e.Flow); n > 1 {
			parts = append(parts, fmt.Sprintf("flow %d", n))
		}
	}
	return strings.Join(parts, "  ")
}

// shown is text as it may be drawn.
func (c *conversation) shown(s string) string {
	s = journal.Printable(journal.RedactText(s))
	if !c.opt.ASCII {
		return s
	}
	var b strings.Builder
	for _, r := range s {
		if r < utf8.RuneSelf {
			b.WriteRune(r)
			continue
		}
		fmt.Fprintf(&b, "\\u%04x", r)
	}
	return b.String()
}
