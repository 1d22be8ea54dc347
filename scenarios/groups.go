package scenarios

import (
	"cmp"
	"maps"
	"slices"
	"strings"
)

// Group is a folder of the library: scenarios that belong together, and that can
// be put on numbers as a set.
type Group struct {
	// Name is the folder's, Text what its scenarios are about.
	Name, Text string
	// Also are other names that a set is asked for by. One that several groups
	// have is all of these.
	Also []string
	// First is where its hundred numbers begin.
	First int
	// Scenarios are in the order of their numbers.
	Scenarios []Numbered
}

// Numbered is a scenario of the library with the four digits by which it can be
// dialled in a set; they stay its own when others come and go.
type Numbered struct {
	*Scenario
	Number string
}

// groups are all folders that the library may have.
var groups = []Group{
	{Name: "answer", First: 2000, Text: "the call is answered: 200s, their ACKs, and what a 200 lacks or says wrong"},
	{Name: "ringing", First: 2100, Text: "before the answer: 100, 180, 183, early media, reliable responses"},
	{Name: "busy", First: 2200, Text: "the callee does not take the call: busy, do not disturb, declined, no answer"},
	{Name: "refused", Also: []string{"carrier"}, First: 2300, Text: "the network does not let the call through: barred, unknown, not logged in, 4xx"},
	{Name: "forwarding", Also: []string{"redirects"}, First: 2400, Text: "the call is sent elsewhere: 300, 301, 302, 305 and their Contacts"},
	{Name: "cancel", First: 2500, Text: "the caller hangs up before the answer"},
	{Name: "hangup", First: 2600, Text: "BYE: crossing, late, refused, unanswered"},
	{Name: "mid-call", First: 2700, Text: "in the call: hold, re-INVITE, UPDATE, glare, session timers, 422"},
	{Name: "transfer", First: 2800, Text: "REFER, Replaces, and subscriptions with their NOTIFYs"},
	{Name: "registration", Also: []string{"registrar"}, First: 2900, Text: "REGISTER: bindings, expiry, 423, lockout, and calls of a registered phone"},
	{Name: "login", Also: []string{"challenge", "digest"}, First: 3000, Text: "digest: 401, 407, nonces, stale, several challenges"},
	{Name: "server-failure", Also: []string{"carrier"}, First: 3100, Text: "5xx: overload, failover, keep-alives, outages"},
	{Name: "timeout", First: 3200, Text: "silence, 408, 504, messages that are lost or come too late"},
	{Name: "media", First: 3300, Text: "session descriptions and RTP: one way, wrong codec, 488, delayed offer"},
	{Name: "routing", First: 3400, Text: "forks, loops, Record-Route, and what proxies do to a call"},
	{Name: "message", First: 3500, Text: "how messages are written: folding, compact forms, escapes, odd headers"},
	{Name: "transport", First: 3600, Text: "how they travel: TCP and TLS connections, large datagrams, NAT, ports"},
}

// Title is the name, with the others that a set goes by.
func (g Group) Title() string { return strings.Join(append([]string{g.Name}, g.Also...), ", ") }

// Named reports whether a set of this name has the group.
func (g Group) Named(name string) bool { return g.Name == name || slices.Contains(g.Also, name) }

const numbersFile = "library/numbers.tsv"

// Groups are the library's groups that have scenarios, with these.
func Groups() []Group { return grouped(Library().All(), numbers()) }

// numbers is what stands in library/numbers.tsv, by the name of the scenario.
func numbers() map[string]string {
	src, _ := library.ReadFile(numbersFile) // it is embedded
	out := map[string]string{}
	for line := range strings.Lines(string(src)) {
		if number, name, ok := strings.Cut(strings.TrimSpace(line), "\t"); ok {
			out[name] = number
		}
	}
	return out
}

func grouped(all []*Scenario, numbers map[string]string) (out []Group) {
	for _, g := range groups {
		for _, s := range all {
			if s.Group == g.Name {
				g.Scenarios = append(g.Scenarios, Numbered{s, numbers[s.Name]})
			}
		}
		slices.SortStableFunc(g.Scenarios, func(a, b Numbered) int { return cmp.Compare(a.Number, b.Number) })
		if len(g.Scenarios) > 0 {
			out = append(out, g)
		}
	}
	return out
}

// Symptom is what one sees or hears, and the scenarios that do it.
type Symptom struct {
	Text      string
	Scenarios []*Scenario
}

// Symptoms are all that the pages of scenarios tell, in the order of their texts.
func Symptoms(all []*Scenario) []Symptom {
	by := map[string][]*Scenario{}
	for _, s := range all {
		if s.Page == nil {
			continue
		}
		for _, text := range s.Page.Symptoms {
			by[text] = append(by[text], s)
		}
	}
	var out []Symptom
	for _, text := range slices.SortedFunc(maps.Keys(by), inAnyCase) {
		out = append(out, Symptom{text, by[text]})
	}
	return out
}

func inAnyCase(a, b string) int {
	return cmp.Or(cmp.Compare(strings.ToLower(a), strings.ToLower(b)), cmp.Compare(a, b))
}
