package catalog

import "strconv"

// copiedNames come from the request as the client spelt them, and have rules of
// their own.
var copiedNames = []string{"Via", "From", "To", "Call-ID", "CSeq"}

// rulesOfGrammar hold what an author writes into header fields to their grammar.
var rulesOfGrammar = func() (rules []*Rule) {
	for i := range headerFields {
		f := &headerFields[i]
		if f.Value.reads == nil || listed(copiedNames, f.Name) {
			continue
		}
		rules = append(rules, wellFormed(f))
		if !f.Value.lines {
			rules = append(rules, once(f.Name, "", f.RFC, f.Section, ""))
		}
	}
	return rules
}()

// wellFormed is the rule that a header field can be read.
func wellFormed(f *HeaderField) *Rule {
	return &Rule{Word: f.Name, Strength: Must, RFC: f.RFC, Section: f.Section, Header: f.Name,
		Text: "must have as " + f.Name + " " + f.Value.text, Hint: "write " + f.Value.text + ", " + orBreaks(f.Name),
		check: func(l *look) answer {
			_, kept := l.misread(f)
			return kept
		},
		value: func(l *look) string {
			bad, _ := l.misread(f)
			return bad
		},
		say: func(l *look) string {
			bad, _ := l.misread(f)
			return strconv.Itoa(l.draft.Code) + " must have as " + f.Name + " " + f.Value.text + ", not " + strconv.Quote(bad)
		}}
}

// misread is the first line of a field which the author wrote and nobody can read.
func (l *look) misread(f *HeaderField) (bad string, kept answer) {
	kept = yes
	for i := range l.draft.Headers {
		h := &l.draft.Headers[i]
		switch {
		case !sameName(h.Name, f.Name):
		case l.req == nil && templated(h.Value):
			kept = notYet
		case !f.Value.Fits(h.Value):
			return h.Value, no
		}
	}
	return "", kept
}
