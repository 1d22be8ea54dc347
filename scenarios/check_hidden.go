package scenarios

import (
	"fmt"
	"slices"
)

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
	same := map[string][]*Scenario{} // by pattern, those that came earlier
	var all []*Scenario              // whose pattern fits everybody
	for _, s := range l.scenarios {
		if s.Match.User.fitsAll() {
			all = append(all, s)
		}
	}
	for _, s := range l.scenarios {
		src := s.Match.User.src
		if src == "" {
			continue
		}
		if other := hiding(s, same[src], true); other != nil {
			l.hidden(s, other)
		} else if other := hiding(s, all, false); other != nil {
			l.hidden(s, other)
		}
		same[src] = append(same[src], s)
	}
}

// hiding is the first of the others that hides a scenario, nil when none does.
func hiding(s *Scenario, others []*Scenario, earlier bool) *Scenario {
	for _, other := range others {
		if other.hides(s, earlier) {
			return other
		}
	}
	return nil
}

func (l *loading) hidden(s, by *Scenario) {
	l.add(Problem{At: s.At, Severity: Warning, Text: fmt.Sprintf("%s is never chosen by match: %s at %s fits the same requests", s.Name, by.Name, by.At),
		Hint: "make user: more specific, or give them different methods"})
}

func (l *loading) add(p Problem) {
	p.Excerpt, p.Width = excerpt(l.sources[p.At.File], p.At)
	l.problems = append(l.problems, p)
}

// hides reports whether whatever fits t is answered by s: it is chosen first,
// its pattern fits the same or everything, and it has a list wherever t has.
func (s *Scenario) hides(t *Scenario, earlier bool) bool {
	mine, its := s.Match.User, t.Match.User
	if mine.Zero() || its.Zero() || s.Name == t.Name {
		return false
	}
	switch {
	case mine.src == its.src:
		if !earlier {
			return false
		}
	case !mine.fitsAll() || !mine.moreSpecific(its):
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

// fitsAll reports whether a pattern plainly fits every user.
func (p Pattern) fitsAll() bool {
	return p.kind != exact && slices.Contains([]string{"*", "**", "//", "/.*/", "/^.*$/", "/^/", "/$/"}, p.src)
}
