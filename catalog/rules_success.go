package catalog

import (
	"strings"
)

// rulesOfSuccess are about 2xx.
var rulesOfSuccess = []*Rule{
	{Word: "expires", ID: "A16", Strength: Must, RFC: 3261, Section: "10.3", Header: "Contact", codes: "200-203 205-299", methods: methodsOf("REGISTER"),
		Text: "must have an expires parameter in each Contact", Hint: "add ;expires=..., or, to send it broken on purpose, breaks: [expires]",
		check: func(l *look) answer {
			kept := yes
			for contact := range l.addresses("Contact") {
				switch {
				case param(contact, "expires") != "":
				case l.req == nil && templated(contact):
					kept = notYet
				default:
					return no
				}
			}
			return kept
		}},

	{Word: "Expires", ID: "A17", Strength: Must, RFC: 6665, Section: "4.2.1.1", Header: "Expires", codes: "200-299", methods: methodsOf("SUBSCRIBE", "PUBLISH"),
		Text: "must not grant more in Expires than was asked", Hint: "write no more than the request has, or, to send it broken on purpose, breaks: [Expires]",
		check: func(l *look) answer {
			v, known := l.authored("Expires")
			if known != yes {
				return known.or(yes)
			}
			if l.req == nil {
				return notYet
			}
			granted, ok := seconds(v)
			asked := l.askedExpires()
			return answerOf(ok && (asked < 0 || granted <= asked))
		}},

	{Word: "body", ID: "A20", Strength: Must, RFC: 3428, Section: "7", codes: "200-299", methods: methodsOf("MESSAGE"),
		Text: "must have no body in answer to MESSAGE", Hint: "take the body away, or, to send it broken on purpose, breaks: [body]",
		check: func(l *look) answer {
			return answerOf(len(l.body) == 0)
		}},

	{Word: "suppress", ID: "A24", Strength: Must, RFC: 5839, Section: "7.1", codes: "204", Fits: true,
		Text: "answers only a SUBSCRIBE within a dialog whose Suppress-If-Match matches", Hint: "to send it on purpose, breaks: [suppress]",
		check: func(l *look) answer {
			return l.onRequest(func(r Request) bool {
				_, ok := r.Header("Suppress-If-Match")
				return ok && l.own.InDialog
			})
		}},

	{Word: "refresher", ID: "A22", Strength: Must, RFC: 4028, Section: "9", Header: "Session-Expires", codes: "200-299", methods: methodsOf("INVITE", "UPDATE"),
		Text: "must say in Session-Expires who refreshes, as the client chose or else uas or what it supports", Hint: "add ;refresher=uas, or, to send it broken on purpose, breaks: [refresher]",
		check: func(l *look) answer {
			v, known := l.value("Session-Expires", FromResponder)
			if known != yes {
				return known.or(yes)
			}
			who := strings.ToLower(param(v, "refresher"))
			if who != "uac" && who != "uas" {
				return no
			}
			return l.onRequest(func(r Request) bool {
				if !knowsTimers(r) {
					return who == "uas"
				}
				asked, _ := r.Header("Session-Expires")
				chosen := param(asked, "refresher")
				return chosen == "" || strings.EqualFold(chosen, who)
			})
		}},

	{Word: "Session-Expires", ID: "A22", Strength: Must, RFC: 4028, Section: "9", Header: "Session-Expires", codes: "200-299", methods: methodsOf("INVITE", "UPDATE"),
		Text: "must not have more in Session-Expires than was asked, nor less than Min-SE and 90 s", Hint: "write a value between, or, to send it broken on purpose, breaks: [Session-Expires]",
		check: func(l *look) answer {
			v, known := l.value("Session-Expires", FromResponder)
			if known != yes {
				return known.or(yes)
			}
			granted, ok := seconds(v)
			if !ok {
				return no
			}
			return l.onRequest(func(r Request) bool {
				asked := l.askedSession()
				least := 90
				if v, ok := r.Header("Min-SE"); ok {
					least, _ = seconds(v)
				}
				return granted == asked || granted >= least && (asked < 0 || granted <= asked)
			})
		}},

	{Word: "Session-Expires", ID: "A22", Strength: Should, RFC: 4028, Section: "5", Header: "Session-Expires", codes: "200-299", methods: methodsOf("INVITE", "UPDATE"),
		Text: "should have 90 s or more in Session-Expires: it is the least that there is", Hint: "write 90 or more, or say breaks: [Session-Expires]",
		check: func(l *look) answer {
			v, known := l.authored("Session-Expires")
			if known != yes {
				return known.or(yes)
			}
			n, ok := seconds(v)
			return answerOf(!ok || n >= 90)
		}},

	{Word: "timer", ID: "A22", Strength: Should, RFC: 4028, Section: "9", Header: "Require", codes: "200-299", methods: methodsOf("INVITE", "UPDATE"),
		Text: "should carry Require: timer, since the client knows session timers", Hint: "add  headers: {Require: timer}",
		check: func(l *look) answer {
			if v, known := l.value("Session-Expires", FromResponder); known != yes || strings.EqualFold(param(v, "refresher"), "uac") {
				return known.or(yes)
			}
			if l.lists("Require", "timer", "") == yes {
				return yes
			}
			return l.onRequest(func(r Request) bool { return !knowsTimers(r) })
		}},
}

// knowsTimers reports whether the client refreshes sessions. One that requires
// timers has to say in Supported as well that it does (RFC 4028 section 7.1), but
// leaves no doubt without.
func knowsTimers(r Request) bool {
	return r.Lists("Supported", "timer") || r.Lists("Require", "timer")
}
