package catalog

import (
	"strconv"
	"strings"
)

// rulesOfDialogs are about responses that make a dialog or go on with one.
var rulesOfDialogs = []*Rule{
	{Word: "Contact", ID: "A8 A14 A19 A21", Strength: Must, RFC: 3261, Section: "12.1.1", Header: "Contact", codes: "101-198 200-299", methods: dialogMethods,
		Text: "must have a sip or sips URI in Contact", Hint: "write one, leave Contact out (ours is filled in), or, to send it broken on purpose, breaks: [Contact]",
		check: func(l *look) answer {
			contact, known := l.authored("Contact")
			if known != yes {
				return known.or(yes)
			}
			s := scheme(contact)
			return answerOf(s == "sip" || s == "sips")
		}},

	{Word: "Contact", ID: "A8 A14", Strength: Must, RFC: 3261, Section: "12.1.1", Header: "Contact", codes: "101-198 200-299", methods: dialogMethods,
		Text: "must have just one address in Contact: the remote target", Hint: "keep one of them, or, to send it broken on purpose, breaks: [Contact]",
		check: func(l *look) answer {
			count, kept := 0, yes
			for _, line := range l.authoredLines("Contact") {
				count += max(1, len(splitAddresses(line)))
				if l.req == nil && templated(line) {
					kept = notYet
				}
			}
			if count > 1 {
				return no
			}
			return kept
		}},

	{Word: "sips", ID: "A9", Strength: Must, RFC: 3261, Section: "12.1.1", Header: "Contact", codes: "101-198 200-299", methods: dialogMethods,
		Text: "must have a sips URI in Contact, since the request came by sips", Hint: "write a sips URI, leave Contact out, or, to send it broken on purpose, breaks: [sips]",
		check: func(l *look) answer {
			contact, known := l.authored("Contact")
			if known != yes {
				return known.or(yes)
			}
			if l.req == nil {
				return notYet
			}
			return answerOf(scheme(contact) == "sips" || !l.bySips())
		}},

	{Word: "Record-Route", ID: "A8 A14", Strength: Must, RFC: 3261, Section: "12.1.1", Header: "Record-Route", codes: "101-198 200-299", methods: dialogMethods,
		Text: "must carry the Record-Route of the request in its order", Hint: "leave it out: it is copied; or, to send it broken on purpose, breaks: [Record-Route]",
		check: func(l *look) answer {
			if _, ok := l.written("Record-Route"); !ok {
				return yes
			}
			if l.req == nil {
				return notYet
			}
			return l.same("Record-Route", l.req.HeaderValues("Record-Route"))
		}},

	{Word: "reliable-100", ID: "A5", Strength: Must, RFC: 3262, Section: "3", codes: "100",
		Text: "is never sent reliably", Hint: "take reliable away or take a 183, or, to send it broken on purpose, breaks: [reliable-100]",
		check: func(l *look) answer { return answerOf(l.reliable() == no) }},

	{Word: "100rel", ID: "A10", Strength: Must, RFC: 3262, Section: "3", codes: "101-199",
		Text: "is sent reliably, but the client did not say that it supports 100rel", Hint: "say  needs: {supported: 100rel}  or, to send it on purpose,  breaks: [100rel]",
		check: func(l *look) answer {
			if l.reliable() == no {
				return yes
			}
			return l.onRequest(func(r Request) bool { return r.Lists("Supported", "100rel") || r.Lists("Require", "100rel") })
		}},

	{Word: "100rel", ID: "A10 A11", Strength: Must, RFC: 3262, Section: "3", codes: "101-199", methods: methodsOf("INVITE"),
		Text: "must be sent reliably, since the client requires 100rel", Hint: "say  reliable: true  or, to send it on purpose,  breaks: [100rel]",
		check: func(l *look) answer {
			if l.reliable() == yes {
				return yes
			}
			return l.onRequest(func(r Request) bool { return !r.Lists("Require", "100rel") })
		}},

	{Word: "RSeq", ID: "A10", Strength: Must, RFC: 3262, Section: "3", Header: "RSeq", codes: "101-199",
		Text: "must have an RSeq from 1 to 2**31-1", Hint: "leave RSeq out: it is counted; or, to send it broken on purpose, breaks: [RSeq]",
		check: func(l *look) answer {
			v, known := l.authored("RSeq")
			if known != yes {
				return known.or(yes)
			}
			n, err := strconv.ParseUint(v, 10, 31)
			return answerOf(err == nil && n > 0)
		}},

	{Word: "unasked", ID: "A13", Strength: Must, RFC: 6228, Section: "5", codes: "199", Fits: true,
		Text: "goes only to a client whose Supported lists 199", Hint: "say  needs: {supported: 199}  or, to send it on purpose,  breaks: [unasked]",
		check: func(l *look) answer {
			return l.onRequest(func(r Request) bool { return r.Lists("Supported", "199") })
		}},

	{Word: "body", ID: "A13", Strength: Should, RFC: 6228, Section: "8", codes: "199",
		Text: "should have no body", Hint: "take the body away",
		check: func(l *look) answer { return answerOf(len(l.body) == 0) }},

	{Word: "sdp", ID: "A14", Strength: Must, RFC: 3261, Section: "13.3.1.4",
		Text: "must carry the SDP that is due", Hint: "add  sdp: answer  (or offer), or, to send it broken on purpose,  breaks: [sdp]",
		check: func(l *look) answer {
			if len(l.body) > 0 {
				return yes
			}
			return l.onRequest(func(Request) bool { return !l.own.NeedsSDP })
		}},
}

// dialogMethods are those whose 2xx makes a dialog or refreshes its target.
var dialogMethods = methodsOf("INVITE", "SUBSCRIBE", "REFER", "UPDATE")

// onRequest asks about the request as soon as there is one.
func (l *look) onRequest(kept func(Request) bool) answer {
	if l.req == nil {
		return notYet
	}
	return answerOf(kept(l.req))
}

// bySips reports whether the request came in a way that makes our Contact a
// sips URI (RFC 3261 section 12.1.1).
func (l *look) bySips() bool {
	if uri := l.req.RequestURI(); len(uri) > 4 && strings.EqualFold(uri[:5], "sips:") {
		return true
	}
	if route, ok := l.req.Header("Record-Route"); ok {
		return scheme(route) == "sips"
	}
	contact, _ := l.req.Header("Contact")
	return scheme(contact) == "sips"
}
