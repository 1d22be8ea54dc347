package scenarios

import (
	"slices"
	"strings"
)

// Set is the scenarios in force. It does not change: a reload makes a new one.
// The zero Set and a nil *Set are empty.
type Set struct {
	all    []*Scenario
	named  map[string]*Scenario
	exact  map[string][]candidate // by exact user, the most specific first
	others []candidate            // the most specific first
}

// candidate is a scenario that is found by its match.
type candidate struct {
	*Scenario
	given []*criterion // but for the user of one in Set.exact
}

// NewSet is a set of scenarios in the order that breaks ties. Of two with one
// name the first is in force.
func NewSet(scenarios ...*Scenario) *Set {
	s := &Set{named: map[string]*Scenario{}, exact: map[string][]candidate{}}
	for _, sc := range scenarios {
		if s.named[sc.Name] != nil {
			continue
		}
		s.all = append(s.all, sc)
		s.named[sc.Name] = sc
		switch user := sc.Match.User; {
		case sc.Match.Zero():
		case user.kind == exact:
			s.exact[user.exact] = append(s.exact[user.exact], candidate{sc, sc.Match.given()[1:]})
		default:
			s.others = append(s.others, candidate{sc, sc.Match.given()})
		}
	}
	order := func(a, b candidate) int { return a.Match.compare(&b.Match) }
	for _, list := range s.exact {
		slices.SortStableFunc(list, order)
	}
	slices.SortStableFunc(s.others, order)
	return s
}

// Join is a set of several sets' scenarios. Of two with one name the first is
// in force, so yours go before the library's.
func Join(sets ...*Set) *Set {
	var all []*Scenario
	for _, s := range sets {
		all = append(all, s.All()...)
	}
	return NewSet(all...)
}

// Choose finds the scenario whose match fits the request, nil when none does.
// It has a list for the request's method, or on: any. Of several the most
// specific one answers: what they say of user decides, then domain, from, to,
// source, header, body, method, transport, at, supported, sdp, and then the
// order of NewSet. An exact pattern goes before a regular expression, that
// before a glob, that before none at all or one that fits everything; of globs
// the one that spells out most goes first, then the one that asks for most
// characters; of sources the smaller network, of headers more before fewer, of
// words fewer before more.
func (s *Set) Choose(r Asked) *Scenario {
	if s == nil || len(s.exact) == 0 && len(s.others) == 0 {
		return nil
	}
	return s.choose(&question{Asked: r})
}

func (s *Set) choose(q *question) *Scenario {
	for _, list := range [...][]candidate{s.exact[q.User()], s.others} {
		for _, c := range list {
			if c.fits(q) && c.ListFor(q.Method()) != nil {
				return c.Scenario
			}
		}
	}
	return nil
}

func (c candidate) fits(q *question) bool {
	for _, criterion := range c.given {
		if !criterion.fits(&c.Match, q) {
			return false
		}
	}
	for _, h := range c.Match.Headers {
		if !h.fits(q) {
			return false
		}
	}
	return true
}

// ByName finds a scenario by its name in any case, nil when there is none.
func (s *Set) ByName(name string) *Scenario {
	if s == nil {
		return nil
	}
	if sc := s.named[name]; sc != nil {
		return sc
	}
	return s.named[strings.ToLower(name)]
}

// All are the scenarios in order.
func (s *Set) All() []*Scenario {
	if s == nil {
		return nil
	}
	return slices.Clone(s.all)
}
