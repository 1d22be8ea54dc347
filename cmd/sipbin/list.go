package main

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/sipbin/sipbin/scenarios"
)

// listFlags say which scenarios are listed, and how.
type listFlags struct {
	code        int
	method, set string
	json        bool
}

func (p *program) list() *cobra.Command {
	var want listFlags
	cmd := &cobra.Command{
		Use:   "list [WORD...]",
		Short: "list the scenarios that can be dialled by name",
		Long: `list names the scenarios that can be dialled, yours first and then those that
ship, by groups. Words are looked for in their names and in all that they tell:
sipbin list one way finds what to try when there is audio one way only. What
fits best comes first then.`,
		SilenceUsage: true,
	}
	f := settingFlags(cmd, "scenarios", "config")
	cmd.Flags().IntVar(&want.code, "code", 0, "`CODE` that they send")
	cmd.Flags().StringVar(&want.method, "method", "", "`METHOD` that they answer or send")
	cmd.Flags().StringVar(&want.set, "set", "", "`GROUP` with the numbers that sipbin serve --set puts it on, as a page to print; all for every group")
	cmd.Flags().BoolVar(&want.json, "json", false, "print all that is known of each as JSON")
	cmd.RunE = func(_ *cobra.Command, args []string) error {
		s, err := p.settings(f)
		if err != nil {
			return err
		}
		yours, err := p.load(s.Scenarios)
		if err != nil {
			return err
		}
		if want.set != "" {
			groups, err := setsNamed([]string{want.set})
			if err == nil {
				fmt.Fprint(p.stdout, dialList(groups, ""))
			}
			return err
		}
		return p.listed(yours, want, args)
	}
	return cmd
}

// listed prints what was found.
func (p *program) listed(yours *scenarios.Set, want listFlags, words []string) error {
	var found []*scenarios.Scenario
	for _, s := range scenarios.Join(yours, scenarios.Library()).All() {
		if want.fits(s, words) {
			found = append(found, s)
		}
	}
	slices.SortStableFunc(found, func(a, b *scenarios.Scenario) int { return fit(b, words) - fit(a, words) })
	switch {
	case want.json:
		return writeJSON(p, listEntries(found))
	case len(found) == 0:
		return &exit{exitFail, fmt.Sprintf("no scenario has to do with %q; sipbin list shows all", want.text(words))}
	}
	printed := 0
	print := func(title string, group string) {
		first := true
		for _, s := range found {
			if s.Group != group {
				continue
			}
			if first && title != "" {
				fmt.Fprint(p.stdout, strings.Repeat("\n", min(printed, 1)), title, "\n")
			}
			first = false
			about, _, _ := strings.Cut(s.About, "\n")
			fmt.Fprint(p.stdout, entry("  "+s.Name, 27, about))
			printed++
		}
	}
	if len(words) > 0 {
		for _, s := range found {
			about, _, _ := strings.Cut(s.About, "\n")
			fmt.Fprint(p.stdout, entry("  "+s.Name, 27, about))
		}
		return nil
	}
	print("yours", "")
	for _, g := range scenarios.Groups() {
		print(strings.TrimRight(wrap(g.Title()+": ", "", g.Text), "\n"), g.Name)
	}
	return nil
}

// fits reports whether a scenario has to do with all that is wanted.
func (want listFlags) fits(s *scenarios.Scenario, words []string) bool {
	if want.code != 0 && !slices.Contains(s.Codes(), want.code) {
		return false
	}
	named := func(method string) bool { return strings.EqualFold(method, want.method) }
	if want.method != "" && !slices.ContainsFunc(s.Methods(), named) {
		return false
	}
	told := []string{s.Name, s.Group, s.About}
	if page := s.Page; page != nil {
		told = append(told, page.Field, page.Good, page.Bad, page.Watch, page.Setup, strings.Join(page.Symptoms, "\n"), strings.Join(page.RFC, "\n"))
	}
	text := strings.ToLower(strings.Join(strings.Fields(strings.Join(told, " ")), " "))
	return !slices.ContainsFunc(words, func(word string) bool { return !strings.Contains(text, strings.ToLower(word)) })
}

// fit is how well a scenario that has to do with the words fits them: what stands
// in its name counts most, then what one sees, then what it does.
func fit(s *scenarios.Scenario, words []string) (points int) {
	symptoms := ""
	if s.Page != nil {
		symptoms = strings.ToLower(strings.Join(s.Page.Symptoms, "\n"))
	}
	about := strings.ToLower(s.About)
	phrase := strings.ToLower(strings.Join(words, " "))
	in := func(text, part string, worth int) int {
		if part != "" && strings.Contains(text, part) {
			return worth
		}
		return 0
	}
	points = in(s.Name, strings.ReplaceAll(phrase, " ", "-"), 40) + in(symptoms, phrase, 10) + in(about, phrase, 10)
	for _, word := range strings.Fields(phrase) {
		points += in("-"+s.Name+"-", "-"+word+"-", 4) + in(s.Name, word, 4) + in(symptoms, word, 3) + in(about, word, 2)
	}
	return points
}

// text is what was looked for, in words.
func (want listFlags) text(words []string) string {
	text := strings.Join(words, " ")
	if want.code != 0 {
		text = joined(" ", text, strconv.Itoa(want.code))
	}
	return joined(" ", text, want.method)
}

// listEntry is a scenario in the JSON of list.
type listEntry struct {
	Name     string            `json:"name"`
	Group    string            `json:"group,omitempty"`
	About    string            `json:"about"`
	Codes    []int             `json:"codes"`
	Methods  []string          `json:"methods"`
	Field    string            `json:"field,omitempty"`
	Good     string            `json:"good,omitempty"`
	Bad      string            `json:"bad,omitempty"`
	Watch    string            `json:"watch,omitempty"`
	Symptoms []string          `json:"symptoms,omitempty"`
	RFC      []string          `json:"rfc,omitempty"`
	Setup    string            `json:"setup,omitempty"`
	Clients  map[string]string `json:"clients,omitempty"`
}

// orEmpty is a list that JSON shows as [], not as null.
func orEmpty[T any](list []T) []T { return append([]T{}, list...) }

func listEntries(found []*scenarios.Scenario) []listEntry {
	out := make([]listEntry, 0, len(found))
	for _, s := range found {
		e := listEntry{Name: s.Name, Group: s.Group, About: strings.TrimSpace(s.About), Codes: orEmpty(s.Codes()), Methods: orEmpty(s.Methods())}
		if p := s.Page; p != nil {
			e.Field, e.Good, e.Bad, e.Watch, e.Symptoms, e.RFC = p.Field, p.Good, p.Bad, p.Watch, p.Symptoms, p.RFC
			e.Setup, e.Clients = p.Setup, maps.Clone(p.Clients)
		}
		out = append(out, e)
	}
	return out
}
