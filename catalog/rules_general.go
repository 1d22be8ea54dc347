package catalog

import (
	"slices"
	"strconv"
)

// rulesOfAll are about what every response has in common.
var rulesOfAll = []*Rule{
	copied("Via", func(l *look) answer {
		if l.own.Via != nil {
			return l.same("Via", l.own.Via)
		}
		return l.same("Via", l.req.HeaderValues("Via"))
	}),
	copied("From", func(l *look) answer { return l.same("From", l.req.HeaderValues("From")) }),
	copied("Call-ID", func(l *look) answer { return l.same("Call-ID", l.req.HeaderValues("Call-ID")) }),
	copied("CSeq", func(l *look) answer { return l.same("CSeq", l.req.HeaderValues("CSeq")) }),
	copied("To", (*look).sameTo),

	{Word: "To-tag", ID: "A2", Strength: Must, RFC: 3261, Section: "8.2.6.2", Header: "To", codes: "101-699",
		Text: "must have a tag in To", Hint: "write To with a tag, or, to send it broken on purpose, breaks: [To-tag]",
		check: func(l *look) answer {
			to, known := l.value("To", FromResponder)
			if known != yes {
				return known.or(yes) // without To another rule is broken
			}
			return answerOf(param(to, "tag") != "")
		}},

	{Word: "To-tag", ID: "A3", Strength: Should, RFC: 3261, Section: "17.2.1", Header: "To", codes: "100",
		Text: "should have no To tag of ours", Hint: "leave To out: it is copied",
		check: func(l *look) answer {
			to, known := l.authored("To")
			if known != yes {
				return known.or(yes)
			}
			return answerOf(param(to, "tag") == "")
		}},

	{Word: "Content-Length", Strength: Must, RFC: 3261, Section: "20.14", Header: "Content-Length",
		Text: "must have the size of its body in Content-Length", Hint: "leave it out: it is counted; or, to send it broken on purpose, breaks: [Content-Length]",
		check: func(l *look) answer {
			v, known := l.authored("Content-Length")
			if known != yes {
				return known.or(yes)
			}
			if l.req == nil && templated(string(l.body)) {
				return notYet
			}
			return answerOf(v == strconv.Itoa(len(l.body)))
		}},

	{Word: "Content-Length", Strength: Must, RFC: 3261, Section: "18.3", Header: "Content-Length",
		Text: "must carry Content-Length on a stream", Hint: "do not take it away, or, to send it broken on purpose, breaks: [Content-Length]",
		check: func(l *look) answer {
			if _, ok := l.written("Content-Length"); ok || !l.withheld("Content-Length") {
				return yes
			}
			if l.req == nil {
				return notYet
			}
			return answerOf(!l.own.Stream)
		}},

	{Word: "Content-Type", Strength: Must, RFC: 3261, Section: "7.4.1", Header: "Content-Type",
		Text: "has a body and must carry Content-Type", Hint: "add  headers: {Content-Type: ...}  or, to send it broken on purpose,  breaks: [Content-Type]",
		check: func(l *look) answer {
			if len(l.body) == 0 {
				return yes
			}
			if l.req == nil && l.draft.ContentType != "" && !l.withheld("Content-Type") {
				return yes
			}
			return l.has("Content-Type", "")
		}},

	{Word: "extension", ID: "A72", Strength: Must, RFC: 3261, Section: "8.2.4", Header: "Require", codes: "100-420 422-493 495-699",
		Text: "requires an extension that the client did not say it supports", Hint: "leave it out of Require, or, to send it on purpose, breaks: [extension]",
		check: func(l *look) answer {
			if l.req == nil {
				if _, ok := l.written("Require"); ok {
					return notYet
				}
				return yes
			}
			for tag := range l.elements("Require") {
				if tag == "100rel" && l.code.Provisional() {
					continue // has a rule of its own
				}
				if !l.req.Lists("Supported", tag) && !l.req.Lists("Require", tag) {
					return no
				}
			}
			return yes
		}},
}

// copied is the rule that a header of the request comes back as it was.
func copied(name string, same func(*look) answer) *Rule {
	return &Rule{Word: name, ID: "A1", Strength: Must, RFC: 3261, Section: "8.2.6.2", Header: name,
		Text: "must carry the " + name + " of the request", Hint: "leave it out: it is copied; or, to send it broken on purpose, breaks: [" + name + "]",
		check: func(l *look) answer {
			lines := l.authoredLines(name)
			switch {
			case len(lines) == 0 && l.withheld(name):
				return no
			case len(lines) == 0:
				return yes // Build copies it
			case l.req != nil:
				return same(l)
			}
			for _, value := range lines {
				if !templated(value) {
					return no // what each request has anew is no constant
				}
			}
			return notYet
		}}
}

// sameTo reports whether To is that of the request, with the tag that it has or
// that the dialog has by now.
func (l *look) sameTo() answer {
	asked, _ := l.req.Header("To")
	given, _ := l.built("To")
	tag := param(asked, "tag")
	if tag == "" && l.draft.Code > 100 && param(given, "tag") != "" {
		tag = param(l.own.To, "tag")
	}
	lines := 0
	for _, h := range l.headers {
		if sameName(h.Name, "To") {
			lines++
		}
	}
	return answerOf(lines == 1 && address(asked) == address(given) && (tag == "" || tag == param(given, "tag")))
}

// same reports whether the response has just these values of a header.
func (l *look) same(name string, values []string) answer {
	var given []string
	for _, h := range l.headers {
		if sameName(h.Name, name) {
			given = append(given, h.Value)
		}
	}
	return answerOf(slices.Equal(given, values))
}
