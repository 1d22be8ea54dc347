package scenarios

import (
	"slices"
	"strings"
)

// Asked is what choosing a scenario needs of a request.
type Asked interface {
	// Method is the request's method, spelt as the client spelt it.
	Method() string
	// User is the user part that is asked for: of the Request-URI, in a
	// REGISTER of To; percent-escapes undone.
	User() string
}

// Set is the scenarios in force. It does not change: a reload makes a new one.
// The zero Set and a nil *Set are empty.
type Set struct {
	all    []*Scenario
	named  map[string]*Scenario
	exact  map[string][]*Scenario // by user, in order
	others []*Scenario            // globs and regular expressions, the most specific first
}

// NewSet is a set of scenarios in the order that breaks ties. Of two with one
// name the first is in force.
func NewSet(scenarios ...*Scenario) *Set {
	s := &Set{named: map[string]*Scenario{}, exact: map[string][]*Scenario{}}
	for _, sc := range scenarios {
		if s.named[sc.Name] != nil {
			continue
		}
		s.all = append(s.all, sc)
		s.named[sc.Name] = sc
		switch user := sc.Match.User; user.kind {
		case exact:
			s.exact[user.exact] = append(s.exact[user.exact], sc)
		case glob, regular:
			s.others = append(s.others, sc)
		}
	}
	slices.SortStableFunc(s.others, func(a, b *Scenario) int {
		return a.Match.User.compare(b.Match.User)
	})
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
// It has a list for the request's method, or on: any. An exact user goes before
// a regular expression, that before a glob; of globs the one that spells out
// most goes first, then the one that asks for most characters; then the order of
// NewSet decides.
func (s *Set) Choose(r Asked) *Scenario {
	if s == nil || len(s.exact) == 0 && len(s.others) == 0 {
		return nil
	}
	user, method := r.User(), r.Method()
	for _, sc := range s.exact[user] {
		if sc.ListFor(method) != nil {
			return sc
		}
	}
	for _, sc := range s.others {
		if sc.Match.User.Fits(user) && sc.ListFor(method) != nil {
			return sc
		}
	}
	return nil
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
