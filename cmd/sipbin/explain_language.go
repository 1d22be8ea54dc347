package main

import (
	"slices"
	"strings"

	"github.com/sipbin/sipbin/catalog"
	"github.com/sipbin/sipbin/scenarios"
)

// wordPages are the pages of a word of the language: a step, a fault, an act.
func wordPages(word string) (pages []string) {
	for _, step := range scenarios.StepWords() {
		if step.Name == word {
			pages = append(pages, stepPage(step))
		}
	}
	for _, fault := range scenarios.Faults() {
		if fault.Name == word {
			pages = append(pages, faultPage(fault))
		}
	}
	if act, err := scenarios.ParseAct(word); err == nil {
		var p page
		p.title(word+", done by itself", "")
		p.row("does", act.Text())
		p.row("switch off", "off: ["+word+"], for a scenario or for one response")
		pages = append(pages, p.String())
	}
	return pages
}

// stepPage says what a step does, and what may stand beside its word.
func stepPage(step scenarios.StepWord) string {
	var p page
	p.title(step.Name+", a step", "")
	p.row(step.Name, step.Text)
	if len(step.Beside) > 0 {
		p.WriteString("\nbeside it\n")
	}
	for _, key := range step.Beside {
		p.row(key.Name, key.Text)
	}
	return p.String()
}

func faultPage(fault scenarios.FaultKey) string {
	var p page
	p.title(fault.Name+", a fault", "")
	p.row("does", fault.Text)
	p.row("takes", strings.Join(fault.Values, " or "))
	p.row("write", "fault: {"+fault.Name+": ...}, beside respond: or request:")
	return p.String()
}

// dialPage says what a dial string plays to an INVITE, and to other methods
// where that differs.
func dialPage(s *scenarios.Scenario) string {
	var p page
	p.title(s.Name+", dialled", "")
	invite, others := tries(s.On["INVITE"]), tries(s.On["any"])
	p.rows("INVITE", invite)
	if !slices.Equal(invite, others) {
		p.rows("others", others)
	}
	return p.String()
}

// tries are the steps of each try of a list.
func tries(list *scenarios.List) (texts []string) {
	for i, try := range list.Tries {
		var steps []string
		for _, step := range try.Steps {
			steps = append(steps, step.String())
		}
		text := strings.Join(steps, ", ")
		if i > 0 {
			text = "the next try: " + text
		}
		texts = append(texts, text)
	}
	return texts
}

// nearWords are up to five words that look like one without a page: of SIP, of
// the language, and scenarios.
func nearWords(word string, all *scenarios.Set) []string {
	var language, names []string
	for _, step := range scenarios.StepWords() {
		language = append(language, step.Name)
	}
	for _, fault := range scenarios.Faults() {
		language = append(language, fault.Name)
	}
	for _, act := range scenarios.AllActs() {
		language = append(language, act.String())
	}
	for _, s := range all.All() {
		names = append(names, s.Name)
	}
	near := catalog.Nearest(word)
	for _, known := range [][]string{language, names} {
		if best := catalog.NearestOf(word, known); best != "" {
			near = append(near, best)
		}
	}
	for _, name := range names {
		if shortFor(strings.ToLower(word), name) {
			near = append(near, name)
		}
	}
	var once []string
	for _, w := range near {
		if len(once) < 5 && !slices.Contains(once, w) {
			once = append(once, w)
		}
	}
	return once
}

// shortFor reports whether the parts of a word begin parts of a name, in order:
// lat-200 is short for late-200-after-cancel.
func shortFor(word, name string) bool {
	parts := strings.Split(name, "-")
	for part := range strings.SplitSeq(word, "-") {
		i := slices.IndexFunc(parts, func(p string) bool { return part != "" && strings.HasPrefix(p, part) })
		if i < 0 {
			return false
		}
		parts = parts[i+1:]
	}
	return true
}
