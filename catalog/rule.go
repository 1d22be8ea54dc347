package catalog

import (
	"slices"
	"strconv"
)

// Rule is one thing that RFCs ask of a response.
type Rule struct {
	Word     string   `json:"word"` // what `breaks` calls it; rules may share one
	ID       string   `json:"id,omitempty"`
	Strength Strength `json:"strength"`
	RFC      int      `json:"rfc"`
	Section  string   `json:"section,omitempty"`
	Text     string   `json:"text"`
	Hint     string   `json:"hint,omitempty"`
	Header   string   `json:"header,omitempty"`

	// Fits says that the rule is about whether the code makes sense for this
	// request at all. Dialling a code is asking for it anyway.
	Fits bool `json:"fits,omitempty"`

	// KeptBy says who keeps a rule that no single response shows; such a rule
	// has no word.
	KeptBy Keeper `json:"kept_by,omitempty"`

	codes   string                      // as in Place; "": all
	methods methodSet                   // none: all
	check   func(l *look) answer        // yes: it is kept
	say     func(l *look) string        // nil: code and Text
	place   func(l *look) (int, string) // nil: RFC and Section
	about   func(l *look) []string      // the headers a problem each is made of
	value   func(l *look) string        // nil: it is about no single value
}

// Keeper is who keeps a rule.
type Keeper string

// Who else keeps rules.
const (
	Responder Keeper = "responder" // over time: its transactions, dialogs and timers
	Client    Keeper = "client"
)

// kept reports whether the response keeps the rule.
func (r *Rule) kept(l *look) answer {
	if r.methods != 0 {
		if applies := l.answers(r.methods); applies != yes {
			return applies.or(yes)
		}
	}
	return r.check(l)
}

// problem is the rule as broken by the response.
func (r *Rule) problem(l *look) *Problem {
	p := &Problem{Word: r.Word, Rule: r.ID, Severity: IsProblem, RFC: r.RFC, Section: r.Section, Hint: r.Hint, Header: r.Header}
	if r.Strength == Should {
		p.Severity = IsWarning
	}
	if r.place != nil {
		p.RFC, p.Section = r.place(l)
	}
	if _, ok := l.written(r.Header); r.Header != "" && !ok && l.withheld(r.Header) {
		p.Hint = "do not take " + r.Header + " away, " + orBreaks(r.Word)
	}
	if r.value != nil {
		p.Value = r.value(l)
	}
	if r.say != nil {
		p.Text = r.say(l)
	} else {
		p.Text = strconv.Itoa(l.draft.Code) + " " + r.Text
	}
	return p
}

// problems are the rule as broken, one for each header it is about that is not
// wrong already.
func (r *Rule) problems(l *look, found []Problem) (all []Problem) {
	if r.Header != "" && slices.ContainsFunc(found, func(p Problem) bool { return p.Header == r.Header && p.Word == r.Word }) {
		return nil
	}
	p := *r.problem(l)
	if r.about == nil {
		return []Problem{p}
	}
	text := p.Text
	for _, header := range r.about(l) {
		if !slices.ContainsFunc(found, func(p Problem) bool { return sameName(p.Header, header) }) {
			p.Text, p.Header = text+" "+header, header
			all = append(all, p)
		}
	}
	return all
}

// plan is what is to be done about a code: what to fill, in the order of its
// entry, and which rules to ask.
type plan struct {
	routes, fills []*HeaderRule
	rules         []*Rule
}

var plans = func() (table [600]plan) {
	byEntry := map[*Code]plan{}
	for n := range table {
		number := n + 100
		entry := asKnown(number)
		p, ok := byEntry[entry]
		if !ok {
			p = entryPlan(entry)
			if number >= 200 && number < 300 && !entry.Methods.Include("INVITE") {
				p = p.answering(codes[200-100], methodsOf("INVITE"))
			}
			byEntry[entry] = p
		}
		own := p.rules[:len(p.rules):len(p.rules)]
		for _, r := range handWritten {
			if (Place{Codes: r.codes}).covers(number) {
				own = append(own, r)
			}
		}
		p.rules = own
		table[n] = p
	}
	return table
}()

// answering adds what an entry of the same class requires in answer to some
// methods that this one is not meant for: whatever its code, a 2xx to an INVITE
// makes a dialog (RFC 3261 section 12.1).
func (p plan) answering(c *Code, methods methodSet) plan {
	only := *c
	only.Required, only.Recommended, only.Optional, only.Forbidden = nil, nil, nil, nil
	for _, h := range c.Required {
		if h.Condition.methods&methods != 0 {
			h.Condition.methods &= methods
			only.Required = append(only.Required, h)
		}
	}
	more := entryPlan(&only)
	return plan{routes: join(p.routes, more.routes), fills: join(p.fills, more.fills), rules: join(p.rules, more.rules)}
}

// entryPlan is the plan that follows from the header lists of an entry.
func entryPlan(c *Code) (p plan) {
	lists := []struct {
		rules    []HeaderRule
		strength Strength
	}{{c.Required, Must}, {c.Recommended, Should}, {c.Optional, ""}}
	for _, list := range lists {
		for i := range list.rules {
			h := &list.rules[i]
			switch {
			case h.Fill == "":
			case h.Name == "Record-Route":
				p.routes = append(p.routes, h)
			default:
				p.fills = append(p.fills, h)
			}
			if list.strength != "" {
				p.rules = append(p.rules, carries(h, list.strength))
			}
		}
	}
	for i := range c.Forbidden {
		p.rules = append(p.rules, lacks(&c.Forbidden[i]))
	}
	return p
}

// carries is the rule that a response has a header.
func carries(h *HeaderRule, strength Strength) *Rule {
	verb := "must carry "
	if strength == Should {
		verb = "should carry "
	}
	return &Rule{Word: h.Name, Strength: strength, RFC: h.RFC, Section: h.Section, Header: h.Name,
		Text: verb + h.String(), Hint: h.hint(),
		check: func(l *look) answer {
			applies := h.Condition.holdsFor(l)
			if applies == no {
				return yes
			}
			present := h.present(l)
			if present == yes || applies == yes {
				return present
			}
			return notYet
		}}
}

// lacks is the rule that a response does not have a header.
func lacks(h *HeaderRule) *Rule {
	return &Rule{Word: h.Name, Strength: Must, RFC: h.RFC, Section: h.Section, Header: h.Name,
		Text: "must not carry " + h.String(), Hint: "leave " + h.Name + " out, or, to send it broken on purpose, breaks: [" + h.Name + "]",
		check: func(l *look) answer {
			switch h.Condition.holdsFor(l).and(h.present(l)) {
			case yes:
				return no
			case no:
				return yes
			}
			return notYet
		}}
}
