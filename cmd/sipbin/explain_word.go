package main

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/sipbin/sipbin/catalog"
	"github.com/sipbin/sipbin/responder/ladder"
	"github.com/sipbin/sipbin/responder/respondertest"
	"github.com/sipbin/sipbin/scenarios"
)

// headerPage says where a header field stands, and which codes ask for it.
func headerPage(f *catalog.HeaderField) string {
	var p page
	p.title(f.Name, written(f.RFC, f.Section))
	p.row("compact", f.Compact)
	p.row("value", f.Value.String())
	if !f.InResponses() {
		p.row("stands in", "requests only")
	}
	for _, place := range f.Places {
		codes, methods := place.Codes, ""
		if codes == "" {
			codes = "any response"
		}
		if list, except := strings.CutPrefix(place.Methods, "not "); except {
			methods = ", but not to " + list
		} else if list != "" {
			methods = " to " + list
		}
		p.row("stands in", codes+methods)
	}
	var must, should, never []string
	for _, c := range catalog.Codes() {
		must = append(must, asking(c, c.Required, f)...)
		should = append(should, asking(c, c.Recommended, f)...)
		never = append(never, asking(c, c.Forbidden, f)...)
	}
	p.row("must be in", strings.Join(must, ", "))
	p.row("should be in", strings.Join(should, ", "))
	p.row("never in", strings.Join(never, ", "))
	p.row("note", f.Note)
	return p.String()
}

// asking is the code with when its rules are about the field: "302 to NOTIFY".
func asking(c *catalog.Code, rules []catalog.HeaderRule, f *catalog.HeaderField) (texts []string) {
	for i := range rules {
		if strings.EqualFold(rules[i].Name, f.Name) {
			texts = append(texts, joined(" ", strconv.Itoa(c.Number), rules[i].Condition.String()))
		}
	}
	return texts
}

// methodPage lists the codes that can answer a method.
func methodPage(method string) string {
	var p page
	p.title(method+" can be answered by", "")
	class, numbers := "", []string(nil)
	for _, c := range catalog.CodesFor(method) {
		if c.Class != class {
			p.row(class, strings.Join(numbers, " "))
			class, numbers = c.Class, nil
		}
		numbers = append(numbers, strconv.Itoa(c.Number))
	}
	p.row(class, strings.Join(numbers, " "))
	if class == "" {
		p.WriteString("nothing: an ACK has no response\n")
	}
	return p.String()
}

// breaksPage lists the words of breaks:, each with the rules it allows to break.
func breaksPage() string {
	var p page
	p.WriteString("A step breaks a rule of SIP by naming it: {respond: 302, breaks: [Contact]}\n\n")
	texts := make(map[string][]string)
	for _, r := range catalog.Rules() {
		if r.Word != "" {
			texts[r.Word] = append(texts[r.Word], fmt.Sprintf("%s (%s)", r.Text, written(r.RFC, r.Section)))
		}
	}
	for _, word := range catalog.Words() {
		p.WriteString(word + "\n")
		for _, text := range slices.Compact(texts[word]) {
			p.WriteString(wrap("  - ", "    ", text))
		}
	}
	return p.String()
}

// actsPage lists what the responder does by itself.
func actsPage() string {
	var p page
	p.WriteString("What the responder does by itself. Each act is switched off by its name, for a\nscenario or for one response: off: [trying]\n\n")
	for _, act := range scenarios.AllActs() {
		p.WriteString(wrap(fmt.Sprintf("  %-16s ", act), strings.Repeat(" ", 19), act.Text()))
	}
	return p.String()
}

// scenarioPage is what the author says of a scenario, and the scenario itself.
func scenarioPage(s *scenarios.Scenario) string {
	var p page
	p.title(s.Name, s.At.File)
	if s.About != "" {
		p.WriteString(strings.TrimSpace(s.About) + "\n\n")
	}
	p.row("matches", s.Match.String())
	if s.Needs != nil {
		p.row("needs", s.Needs.String())
	}
	var lost []string
	for _, method := range slices.Sorted(maps.Keys(s.Lose)) {
		lost = append(lost, method+" "+s.Lose[method].String())
	}
	p.row("loses", strings.Join(lost, ", "))
	if !s.Match.Zero() || s.Needs != nil || len(lost) > 0 {
		p.WriteString("\n")
	}
	if s.Page != nil {
		p.told(s.Page)
	}
	p.WriteString(ladderOf(s))
	untold := *s
	untold.About, untold.Page = "", nil
	p.Write(scenarios.Print(&untold))
	return p.String()
}

// told is what a page tells beside what the scenario is for.
func (p *page) told(t *scenarios.Page) {
	p.row("in the field", t.Field)
	p.row("correct", t.Good)
	p.row("broken", t.Bad)
	p.row("watch", t.Watch)
	p.rows("symptoms", t.Symptoms)
	p.row("set up", t.Setup)
	for _, name := range slices.Sorted(maps.Keys(t.Clients)) {
		p.row("seen", name+": "+t.Clients[name])
	}
	p.row("read", strings.Join(t.RFC, ", "))
	p.WriteString("\n")
}

// ladderOf is how a caller that is made for a scenario that ships fares with it,
// "" for one that no caller is made for.
func ladderOf(s *scenarios.Scenario) string {
	if s.Group == "" {
		return ""
	}
	profile, ok := respondertest.Fitting(nil, s.Name)
	if !ok {
		return ""
	}
	r, err := respondertest.Rehearse(nil, s.Name, profile)
	if err != nil {
		return ""
	}
	return r.Ladder(ladder.Options{Golden: true}) + "\n"
}
