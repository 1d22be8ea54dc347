package scenarios

import (
	"maps"
	"slices"
	"strings"

	"github.com/sipbin/sipbin/catalog"
)

// Print is a scenario as YAML, with keys in the order of the language's tables.
// What Load makes of it is the scenario again, but for places; comments, and what
// says nothing, such as by: caller, are left out. A dial string becomes a
// scenario named like dialled-180-5-486, of which Load may tell what has to be
// written in a file and dialling fills in.
func Print(s *Scenario) []byte {
	var b strings.Builder
	scenarioKeys.written(s.written).print(&b, 0)
	return []byte(b.String())
}

// written are the keys of a table that say something.
func (ks keys) written(value func(key string) node) mapping {
	out := mapping{}
	for _, k := range ks {
		if n := value(k.name); n != nil {
			out = append(out, entry{k.name, n})
		}
	}
	return out
}

func (s *Scenario) written(key string) node {
	switch key {
	case "scenario":
		if s.Dialled {
			return word("dialled-" + strings.ReplaceAll(s.Name, "*", "-"))
		}
		return given(s.Name)
	case "about":
		return prose(s.About)
	case "page":
		return s.Page.node()
	case "match":
		if !s.Match.Zero() {
			return s.Match.node()
		}
	case "needs":
		return s.Needs.node()
	case "lose":
		return sorted(s.Lose, func(c Count) word { return word(c.String()) })
	case "start":
		if len(s.Start) > 0 {
			return steps(s.Start)
		}
	case "on":
		if len(s.On) == 0 {
			return nil
		}
		on := chapters{}
		for _, event := range s.Events() {
			on = append(on, entry{scalar(event), s.On[event].node()})
		}
		return on
	case "off":
		return s.Off.node()
	case "must":
		return sorted(s.Must, func(t Times) word { return word(t.String()) })
	}
	return nil
}

// Events are the keys of On as people order them: methods as in their registry,
// each before its retransmission, methods that nobody registered, events.
func (s *Scenario) Events() []string {
	const unregistered = ""
	var order []string
	for _, name := range slices.Concat(catalog.MethodNames(), []string{unregistered}, eventNames()) {
		order = append(order, name, name+" again")
	}
	rank := func(name string) int {
		if i := slices.Index(order, name); i >= 0 {
			return i
		}
		return slices.Index(order, unregistered)
	}
	names := slices.Sorted(maps.Keys(s.On))
	slices.SortStableFunc(names, func(a, b string) int { return rank(a) - rank(b) })
	return names
}

func (m *Match) node() node {
	if m == nil {
		return nil
	}
	return matchKeys.written(m.written)
}

func (m *Match) written(key string) node {
	switch key {
	case "user":
		return given(m.User.src)
	case "domain":
		return given(m.Domain.src)
	case "from":
		return given(m.From.src)
	case "to":
		return given(m.To.src)
	case "source":
		var names []string
		for _, p := range m.Source {
			if p.IsSingleIP() {
				names = append(names, p.Addr().String())
			} else {
				names = append(names, p.String())
			}
		}
		return oneOrMore(names)
	case "at":
		return oneOrMore(m.Listener)
	case "transport":
		return oneOrMore(m.Transport)
	case "method":
		return oneOrMore(m.Method)
	case "header":
		var headers mapping
		for _, h := range m.Headers {
			headers = append(headers, entry{scalar(h.Name), word(scalar(h.src))})
		}
		return headers.unlessEmpty()
	case "body":
		return given(m.Body.src)
	case "supported":
		return oneOrMore(m.Supported)
	case "sdp":
		return given(string(m.SDP))
	}
	return nil
}

func (s Acts) node() node {
	var names []string
	for _, a := range AllActs() {
		if s.Has(a) {
			names = append(names, a.String())
		}
	}
	return all(names)
}
