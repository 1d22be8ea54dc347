package control

import (
	"bytes"
	"slices"
	"strconv"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/sipbin/sipbin/catalog"
	"github.com/sipbin/sipbin/responder/journal"
	"github.com/sipbin/sipbin/scenarios"
)

// What a client can choose freely never is a label, so that no client makes more
// of them than these.

// maxScenarios is how many scenarios are counted by name.
const maxScenarios = 300

// scenario is the label of a scenario: its name, "dialled" for dial strings,
// "default" for the methods' defaults, "other" when there are too many.
func (m *metrics) scenario(name string) string {
	switch {
	case name == "":
		return "default"
	case scenarios.IsDial(name):
		return "dialled"
	case !m.scenarios[name] && len(m.scenarios) >= maxScenarios:
		return "other"
	}
	m.scenarios[name] = true
	return name
}

// codeLabel is the last response of a call: "none" without one, "other" for one
// that nobody registered.
func codeLabel(s *journal.Summary) string {
	last, answered := s.Last()
	if !answered {
		return "none"
	}
	if _, known := catalog.Lookup(last.Code); !known {
		return "other"
	}
	return strconv.Itoa(last.Code)
}

// passed is what a message is counted by.
type passed struct{ direction, kind, method, transport string }

// transmissions counts messages while the journal shows them, and hands the sums
// on: there is no time for more under the journal's lock.
type transmissions struct {
	methods, faults                []string
	messages                       map[passed]int
	done                           map[string]int
	repeatedReceived, repeatedSent int
}

func newTransmissions() *transmissions {
	t := &transmissions{methods: catalog.MethodNames(), messages: map[passed]int{}, done: map[string]int{}}
	for _, f := range scenarios.Faults() {
		t.faults = append(t.faults, f.Name)
	}
	return t
}

// see counts an entry; it wants none of them.
func (t *transmissions) see(g *journal.Glance) bool {
	if !g.Kind.Message() {
		return false
	}
	p := passed{direction: "received", kind: "request", transport: g.Transport.Param()}
	start, isResponse := bytes.CutPrefix(g.Data, []byte("SIP/2.0 "))
	if isResponse {
		p.kind = "response"
		if _, start, _ = bytes.Cut(start, []byte("\nCSeq: ")); len(start) > 0 {
			_, start, _ = bytes.Cut(start, []byte(" "))
		}
	}
	p.method = t.method(start)
	repeated := &t.repeatedReceived
	if g.Kind.Ours() {
		p.direction, repeated = "sent", &t.repeatedSent
	}
	t.messages[p]++
	if bytes.HasPrefix(g.Why, []byte("retransmission")) || bytes.HasPrefix(g.Why, []byte("repeat-")) {
		*repeated++
	}
	if g.Kind == journal.Unheard {
		t.done["lose"]++
	}
	for len(g.Marks) > 0 {
		var marked []byte
		marked, g.Marks, _ = bytes.Cut(g.Marks, []byte(", "))
		word, _, _ := bytes.Cut(marked, []byte(" "))
		if i := slices.Index(t.faults, string(word)); i >= 0 {
			t.done[t.faults[i]]++
		}
	}
	return false
}

// method is the one that a text begins with, "other" for one that nobody
// registered.
func (t *transmissions) method(text []byte) string {
	for _, name := range t.methods {
		if rest, ok := bytes.CutPrefix(text, []byte(name)); ok && (len(rest) == 0 || rest[0] == ' ' || rest[0] == '\r') {
			return name
		}
	}
	return "other"
}

func (t *transmissions) addTo(m *metrics) {
	for p, n := range t.messages {
		m.messages.WithLabelValues(p.direction, p.kind, p.method, p.transport).Add(float64(n))
	}
	for fault, n := range t.done {
		m.faults.WithLabelValues(fault).Add(float64(n))
	}
	m.retransmissions.WithLabelValues("received").Add(float64(t.repeatedReceived))
	m.retransmissions.WithLabelValues("sent").Add(float64(t.repeatedSent))
}

// limits are what was turned away or forgotten, by the limit it met.
type limits struct{ *Control }

var limited = prometheus.NewDesc("sipbin_limits_total", "Packets, connections and requests turned away, and what was forgotten or ended early, by what for.", []string{"limit"}, nil)

// Describe is what [prometheus.Collector] asks for.
func (limits) Describe(to chan<- *prometheus.Desc) { to <- limited }

// Collect is what [prometheus.Collector] asks for.
func (l limits) Collect(to chan<- prometheus.Metric) {
	s, e := l.responder.Stats(), l.responder.Refused()
	for limit, n := range map[string]uint64{
		"allow": s.Refused, "multicast": s.Multicast, "connections": s.OverLimit, "framing": s.Broken,
		"slow": s.Slow, "idle": s.Idle, "handshake": s.Unready, "origin": s.Foreign, "rate": s.OverRate, "unproven": s.Unproven, "size": s.TooLarge,
		"pending": e.PendingINVITEs, "calls": e.Calls, "call-time": e.Aged, "kept": e.Kept, "bindings": e.Bindings, "publications": e.Publications,
	} {
		to <- prometheus.MustNewConstMetric(limited, prometheus.CounterValue, float64(n), limit)
	}
}
