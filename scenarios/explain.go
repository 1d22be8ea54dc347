package scenarios

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/sipbin/sipbin/catalog"
)

// Candidate is a scenario that was held against a request.
type Candidate struct {
	Scenario *Scenario
	// Fields are all that the scenario asks for, and what the request has.
	Fields []Field
	// Distance is 0 when everything fits. Each field that does not adds up to
	// 1, a pattern as much as would have to change.
	Distance float64
	// Chosen is the scenario that answers the request, nil when none does.
	Chosen *Scenario
}

// Field is one thing that a scenario asks of a request.
type Field struct {
	// Name is the key of match:, "header NAME", "on" for the methods that have
	// lists, or "name" for one that is reached by its name.
	Name          string
	Expected, Got string
	Fits          bool
	distance      float64
}

// String is "user 2??? fits 2001", or "user 2??? does not fit 3001".
func (f Field) String() string {
	got := []rune(f.Got)
	if len(got) > maxNear {
		got = append(got[:maxNear], '…')
	}
	switch {
	case f.Name == "on" && !f.Fits:
		return "nothing is written on: " + string(got)
	case f.Name == "name" && !f.Fits && f.distance < 1:
		return "its name is near " + string(got)
	case f.Name == "name" && !f.Fits:
		return "it is reached by its name only"
	case f.Fits && f.Got != "":
		return fmt.Sprintf("%s %s fits %s", f.Name, f.Expected, string(got))
	case f.Fits:
		return fmt.Sprintf("%s %s fits", f.Name, f.Expected)
	case f.Got == "":
		return fmt.Sprintf("%s %s does not fit: there is none", f.Name, f.Expected)
	}
	return fmt.Sprintf("%s %s does not fit %s", f.Name, f.Expected, string(got))
}

// String says in one line why the scenario answers or why it does not.
func (c Candidate) String() string {
	var fit, not []string
	for _, f := range c.Fields {
		switch {
		case f.Fits && f.Name != "on":
			fit = append(fit, f.Name+" "+f.Expected)
		case !f.Fits:
			not = append(not, f.String())
		}
	}
	text := strings.Join(not, ", ")
	switch {
	case c.Scenario == c.Chosen:
		text = "is chosen"
		if len(fit) > 0 {
			text += ": " + strings.Join(fit, ", ") + " fits"
		}
	case len(not) == 0:
		text = strings.Join(fit, ", ") + " fits"
		if c.Chosen != nil {
			text += ", but " + c.Chosen.Name + " goes before it"
		}
	case len(fit) > 0 && len(not) == 1 && strings.HasPrefix(not[0], "nothing"):
		text = strings.Join(fit, ", ") + " fits, but " + not[0]
	}
	return c.Scenario.Name + ": " + text
}

// Explain holds every scenario against a request: the one that answers it
// first, the others nearest first, of those as near the one that asks for less.
func (s *Set) Explain(r Asked) []Candidate {
	if s == nil {
		return nil
	}
	q := &question{Asked: r}
	chosen := s.choose(q)
	out := make([]Candidate, 0, len(s.all))
	for _, sc := range s.all {
		c := sc.against(q)
		c.Chosen = chosen
		out = append(out, c)
	}
	slices.SortStableFunc(out, func(a, b Candidate) int {
		switch chosen {
		case nil:
		case a.Scenario:
			return -1
		case b.Scenario:
			return 1
		}
		return cmp.Or(cmp.Compare(a.Distance, b.Distance), cmp.Compare(len(a.Fields), len(b.Fields)))
	})
	return out
}

// against holds one scenario against a request: by its match, and by its name
// when it has none or the user is nearly it.
func (s *Scenario) against(q *question) Candidate {
	c := Candidate{Scenario: s}
	user := q.User()
	short := user[:min(len(user), maxNear)]
	byName := float64(len(criteria)) // further than by any match
	if near := catalog.NearestOf(short, []string{s.Name}) != ""; near || s.Match.Zero() {
		if near {
			byName = float64(catalog.Distance(strings.ToLower(short), s.Name)) / float64(len(s.Name))
		}
		c.Fields = append(c.Fields, Field{Name: "name", Expected: s.Name, Got: user, Fits: strings.EqualFold(s.Name, user), distance: byName})
	}
	c.Distance = byName
	if s.Match.Zero() {
		return c
	}
	byMatch := 0.0
	for _, f := range s.Match.fields(q) {
		byMatch += f.distance
		c.Fields = append(c.Fields, f)
	}
	on := Field{Name: "on", Expected: strings.Join(slices.Sorted(maps.Keys(s.On)), " or "), Got: q.Method(), Fits: s.ListFor(q.Method()) != nil}
	if !on.Fits {
		const almost = 0.1 // the author wrote for this caller
		byMatch += almost
	}
	c.Fields = append(c.Fields, on)
	c.Distance = min(byName, byMatch)
	return c
}
