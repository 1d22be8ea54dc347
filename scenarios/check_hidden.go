package scenarios

import "fmt"

// checkTogether looks at what only shows when all files are read: two scenarios
// of one name, and those that another never lets be chosen.
func (l *loading) checkTogether() {
	named := map[string]*Scenario{}
	for _, s := range l.scenarios {
		if first := named[s.Name]; first != nil {
			l.add(Problem{At: s.At, Text: fmt.Sprintf("a second scenario is called %s; the first is at %s", s.Name, first.At), Hint: "give one of them another name"})
			continue
		}
		named[s.Name] = s
	}
	same := map[string][]*Scenario{} // by match, those that came earlier
	for _, s := range l.scenarios {
		if s.Match.Zero() {
			continue
		}
		key := s.Match.key()
		for _, other := range same[key] {
			if other.hides(s) {
				l.hidden(s, other)
				break
			}
		}
		same[key] = append(same[key], s)
	}
}

func (l *loading) hidden(s, by *Scenario) {
	l.add(Problem{At: s.At, Severity: Warning, Text: fmt.Sprintf("%s is never chosen by match: %s at %s fits the same requests", s.Name, by.Name, by.At),
		Hint: "make its match more specific, or give them different methods"})
}

func (l *loading) add(p Problem) {
	p.Excerpt, p.Width = excerpt(l.sources[p.At.File], p.At)
	l.problems = append(l.problems, p)
}

// hides reports whether whatever fits t, which asks for the same and came later,
// is answered by s: it has a list wherever t has.
func (s *Scenario) hides(t *Scenario) bool {
	if s.Name == t.Name {
		return false
	}
	if s.On["any"] != nil {
		return true
	}
	for method := range t.On {
		if s.On[method] == nil {
			return false
		}
	}
	return true
}

// key is the same for two matches that fit the same requests, as far as their
// words tell. A pattern that fits everything says nothing.
func (m *Match) key() string {
	said := *m
	for _, p := range []*Pattern{&said.User, &said.Domain, &said.From, &said.To, &said.Body} {
		if p.fitsAll() {
			*p = Pattern{}
		}
	}
	return said.String()
}
