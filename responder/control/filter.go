package control

import (
	"bytes"
	"net/http"
	"net/netip"
	"strconv"
	"strings"

	"github.com/sipbin/sipbin/responder/journal"
)

// filter says which messages are meant.
type filter struct {
	kinds  [256]bool
	method string // with re-INVITE
	code   int
	// requests leaves responses out; a code leaves requests out.
	requests bool
	user     string
	from     string // user, or user@host
	source   netip.Prefix
	call     uint64
	test     string
	prefix   string // of the test

	calls *journal.Journal
}

// readFilter reads the fields of a filter. Who counts means requests that were
// received unless something else is said.
func (c *Control) readFilter(f *fields, counts bool) *filter {
	words := []string{"both", "received", "sent"}
	if counts {
		words = []string{"received", "sent"}
	}
	m := &filter{
		method: f.method("method", "re-INVITE"),
		code:   f.number("code", 100, 699, 0),
		user:   f.text("user"),
		from:   bareURI(f.text("from")),
		source: f.source("source"),
		call:   uint64(f.number("call", 1, 1<<53, 0)),
		calls:  c.responder.Journal(),
	}
	m.requests = counts && m.code == 0
	direction := f.oneOf("direction", words...)
	m.kinds[journal.Received] = direction != "sent"
	m.kinds[journal.Sent] = direction != "received"
	if !counts {
		m.kinds[journal.Unheard], m.kinds[journal.Lost] = m.kinds[journal.Received], m.kinds[journal.Sent]
	}
	if m.method == "re-INVITE" && m.code != 0 {
		f.wrong("code", "a response does not say whether it is to a re-INVITE").Hint = "leave one of them out"
	}
	return m
}

// within narrows a filter to a test.
func (m *filter) within(c *Control, test string) *filter {
	m.test, m.prefix = test, c.prefixOf(test)
	return m
}

// glance leaves out most of what is not meant without reading it.
func (m *filter) glance(g *journal.Glance) bool {
	if !m.kinds[g.Kind] || m.call != 0 && g.Call != m.call {
		return false
	}
	if m.code != 0 {
		return bytes.HasPrefix(g.Data, []byte("SIP/2.0 ")) && bytes.HasPrefix(g.Data[8:], strconv.AppendInt(nil, int64(m.code), 10))
	}
	method := strings.TrimPrefix(m.method, "re-")
	if m.requests && method != "" && !(bytes.HasPrefix(g.Data, []byte(method)) && bytes.HasPrefix(g.Data[len(method):], []byte(" "))) {
		return false
	}
	if !m.requests || m.user == "" || method == "" || method == "REGISTER" {
		return true
	}
	start := g.Start() // a user may be written with escapes
	return bytes.Contains(start, []byte(m.user)) || bytes.Contains(start, []byte("%"))
}

// fits reports whether a message is meant; h is its head.
func (m *filter) fits(e *journal.Entry, h *journal.Head) bool {
	switch {
	case m.requests && h.Code != 0,
		m.code != 0 && h.Code != m.code,
		m.method == "re-INVITE" && !(h.Method == "INVITE" && h.InDialog && h.Code == 0),
		m.method != "" && m.method != "re-INVITE" && h.Method != m.method,
		m.user != "" && strings.Replace(h.User, m.prefix, "", 1) != m.user,
		m.from != "" && h.FromUser != m.from && h.FromUser+"@"+h.FromHost != m.from,
		m.source.IsValid() && !m.source.Contains(e.Flow.Remote.Addr().Unmap().WithZone("")):
		return false
	}
	return m.test == "" || testOf(m.calls, e.Call) == m.test
}

func testOf(j *journal.Journal, call uint64) string {
	s, _ := j.Call(call)
	return s.TestID
}

// callFilter says which calls are meant.
type callFilter struct {
	method, user, from, scenario, outcome, test, ended string
	source                                             netip.Prefix
	code                                               int
	after                                              uint64
}

func readCallFilter(f *fields) *callFilter {
	return &callFilter{
		method:   f.method("method"),
		user:     f.text("user"),
		from:     bareURI(f.text("from")),
		scenario: f.text("scenario"),
		outcome:  f.oneOf("outcome", "", "ok", "failed", "not applicable", "unfinished", "unmatched"),
		test:     f.test("test"),
		ended:    f.oneOf("ended", "", "true", "false"),
		source:   f.source("source"),
		code:     f.number("code", 100, 699, 0),
		after:    uint64(f.number("after", 0, 1<<53, 0)),
	}
}

func (m *callFilter) fits(s *journal.Summary) bool {
	last, _ := s.Last()
	from := bareURI(s.From)
	user, _, _ := strings.Cut(from, "@")
	switch {
	case s.ID <= m.after,
		m.method != "" && s.Method != m.method,
		m.user != "" && s.Dialled != m.user,
		m.from != "" && m.from != user && m.from != from,
		m.scenario != "" && !strings.EqualFold(s.Scenario, m.scenario),
		m.outcome != "" && (!s.Ended || s.Verdict.Outcome.String() != m.outcome),
		m.test != "" && s.TestID != m.test,
		m.ended != "" && strconv.FormatBool(s.Ended) != m.ended,
		m.source.IsValid() && !m.source.Contains(s.Flow.Remote.Addr().Unmap().WithZone("")),
		m.code != 0 && (!s.Ended || last.Code != m.code):
		return false
	}
	return true
}

// bareURI is a URI without its scheme.
func bareURI(uri string) string {
	for _, scheme := range []string{"sip:", "sips:"} {
		if rest, ok := strings.CutPrefix(uri, scheme); ok {
			return rest
		}
	}
	return uri
}

// callNumber is the number of a call in a path.
func callNumber(a *asked) (uint64, error) {
	id, err := strconv.ParseUint(a.PathValue("call"), 10, 64)
	if err != nil || id == 0 {
		return 0, fail(http.StatusNotFound, "%q is no number of a call; /api/calls lists them", clipped(a.PathValue("call")))
	}
	return id, nil
}
