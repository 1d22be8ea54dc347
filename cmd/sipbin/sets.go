package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/sipbin/sipbin/catalog"
	"github.com/sipbin/sipbin/scenarios"
)

// allSets is the name of every group together.
const allSets = "all"

// setsNamed are the groups of the library that --set names.
func setsNamed(names []string) ([]scenarios.Group, error) {
	groups := scenarios.Groups()
	if slices.Contains(names, allSets) {
		return groups, nil
	}
	var known, told []string
	for _, g := range groups {
		known = append(append(known, g.Name), g.Also...)
		told = append(told, g.Title())
	}
	var out []scenarios.Group
	for _, g := range groups {
		if slices.ContainsFunc(names, g.Named) {
			out = append(out, g)
		}
	}
	for _, name := range names {
		if slices.Contains(known, name) {
			continue
		}
		hint := "there are " + strings.Join(told, ", ")
		if near := catalog.NearestOf(name, known); near != "" {
			hint = "near it: " + near
		}
		return nil, fmt.Errorf("--set %s: the library has no such group; %s", name, hint)
	}
	return out, nil
}

// numbersOf are the scenarios of groups by their numbers.
func numbersOf(groups []scenarios.Group) map[string]*scenarios.Scenario {
	out := make(map[string]*scenarios.Scenario)
	for _, g := range groups {
		for _, s := range g.Scenarios {
			out[s.Number] = s.Scenario
		}
	}
	return out
}

// dialList is the page of what to dial, with the prefix in front.
func dialList(groups []scenarios.Group, prefix string) string {
	var b strings.Builder
	for i, g := range groups {
		if i > 0 {
			b.WriteString("\n")
		}
		b.WriteString(wrap(g.Title()+": ", "", g.Text))
		for _, s := range g.Scenarios {
			about, _, _ := strings.Cut(s.About, "\n")
			b.WriteString(entry("  "+prefix+s.Number+"  "+s.Name, len(prefix)+34, about))
		}
	}
	return b.String()
}

// entry is a name and, from a column on, what it is; a name that is too long has
// a line of its own.
func entry(name string, column int, about string) string {
	indent := strings.Repeat(" ", column)
	if len(name) >= column {
		return name + "\n" + wrap(indent, indent, about)
	}
	return wrap(fmt.Sprintf("%-*s", column, name), indent, about)
}
