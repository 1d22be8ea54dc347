package catalog

import (
	"errors"
	"slices"
	"strconv"
	"strings"
)

// CheckDraft asks the rules what can be said before there is a request: what
// is wrong with the draft as an answer to the method ("": not known yet), and
// which rules have to be asked again when it is built.
func CheckDraft(method string, d Draft) (problems []Problem, later []*Rule) {
	later = []*Rule{}
	var bad Problems
	if errors.As(malformed(&d), &bad) {
		for _, p := range bad {
			problems = append(problems, *p)
		}
		return problems, later
	}
	l := &look{method: method, methods: methodBit(method), code: asKnown(d.Code), draft: &d, own: new(Own), body: d.Body}
	used := make([]bool, len(d.Breaks))
	for _, r := range plans[d.Code-100].rules {
		kept := r.kept(l)
		if kept == yes {
			continue
		}
		if i := slices.Index(d.Breaks, r.Word); i >= 0 {
			used[i] = true
			if kept == notYet && r.Strength == Must {
				later = append(later, r)
			}
			continue
		}
		switch {
		case kept == notYet && r.Strength == Must:
			later = append(later, r)
		case kept == notYet, r.Fits && d.Dialled:
		default:
			problems = append(problems, r.problems(l, problems)...)
		}
	}
	for i, word := range d.Breaks {
		if !used[i] {
			problems = append(problems, uselessBreak(d.Code, word))
		}
	}
	return problems, later
}

func uselessBreak(code int, word string) Problem {
	p := Problem{Severity: IsWarning, Text: "breaks " + word + ", which breaks nothing in this " + strconv.Itoa(code)}
	if words := Words(); slices.Contains(words, word) {
		p.Hint = "take the word out"
	} else if near := nearest(word, words); len(near) > 0 {
		p.Hint = "no rule has that word; did you mean " + strings.Join(near, " or ") + "?"
	} else {
		p.Hint = "no rule has that word; sipbin explain breaks lists them"
	}
	return p
}

// Check asks all rules about a response as it stands, whoever made it: what is
// wrong with it as an answer to the request, warnings among it. The code has
// to be 100 to 699. The words in
// breaks are allowed. Of own it needs what the headers are to be compared with:
// Via, Stream, InDialog, NeedsSDP, SessionExpires, Bindings.
func Check(req Request, r Response, own Own, breaks ...string) (problems []Problem) {
	l := &look{req: req, method: req.Method(), methods: methodBit(req.Method()), code: asKnown(r.Code), own: &own, headers: r.Headers, body: r.Body,
		draft: &Draft{Code: r.Code, Headers: r.Headers, Without: generalNames, Body: r.Body}}
	for _, rule := range plans[r.Code-100].rules {
		if rule.kept(l) == no && !slices.Contains(breaks, rule.Word) {
			problems = append(problems, rule.problems(l, problems)...)
		}
	}
	return problems
}

// generalNames count as taken away where they are not written.
var generalNames = []string{"Via", "From", "To", "Call-ID", "CSeq", "Content-Length"}

// check asks the rules about a built response.
func (l *look) check(p *plan) error {
	rules := p.rules
	if l.draft.Later != nil {
		rules = l.draft.Later
	}
	var bad Problems
	for _, r := range rules {
		if r.Strength != Must || r.kept(l) != no {
			continue
		}
		switch {
		case slices.Contains(l.draft.Breaks, r.Word):
			l.mark("breaks " + r.Word)
		case r.Fits && l.draft.Dialled:
			l.mark(r.problem(l).Text)
		case r.Header != "" && slices.ContainsFunc(bad, func(p *Problem) bool { return p.Header == r.Header && p.Word == r.Word }):
			// one thing wrong with a header is enough to mend
		default:
			bad = append(bad, r.problem(l))
		}
	}
	if bad == nil {
		return nil
	}
	return bad
}
