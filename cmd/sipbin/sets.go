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
	var known []string
	for _, g := range groups {
		known = append(known, g.Name)
	}
	var out []scenarios.Group
	for _, name := range names {
		i := slices.Index(known, name)
		if i < 0 {
			hint := "there are " + strings.Join(known, ", ")
			if near := catalog.NearestOf(name, known); near != "" {
				hint = "near it: " + near
			}
			return nil, fmt.Errorf("--set %s: the library has no such group; %s", name, hint)
		}
		out = append(out, groups[i])
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
		b.WriteString(wrap(g.Name+": ", "", g.Text))
		for _, s := range g.Scenarios {
			about, _, _ := strings.Cut(s.About, "\n")
			indent := len(prefix) + 34
			b.WriteString(wrap(fmt.Sprintf("  %s%s  %-24s  ", prefix, s.Number, s.Name), strings.Repeat(" ", indent), about))
		}
	}
	return b.String()
}
