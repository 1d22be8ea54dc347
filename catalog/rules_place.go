package catalog

import "strconv"

// rulesOfPlace are about codes where they cannot be, and headers where nobody
// looks for them.
var rulesOfPlace = []*Rule{
	{Word: "method", ID: "A6 A7 A16 A23 A24 A31 A33 A35 A43 A48 A50 A56 A66", Strength: Must, RFC: 3261, Section: "21", Fits: true,
		Text:  "answers a method that must not be answered with it",
		Hint:  "take a code that answers this method, or, to send it on purpose, breaks: [method]",
		check: func(l *look) answer { return l.ofMethod(!l.code.Methods.Bar(l.method)) },
		say: func(l *look) string {
			if l.method == "ACK" {
				return "nothing answers an ACK"
			}
			return strconv.Itoa(l.draft.Code) + " is not for " + l.method
		},
		place: func(l *look) (int, string) {
			if l.method == "ACK" {
				return 3261, "17"
			}
			return l.code.Methods.RFC, l.code.Methods.Section
		}},

	{Word: "method", Strength: Should, RFC: 3261, Section: "21", Fits: true,
		Text: "answers a method it is not meant for",
		Hint: "take a code that is meant for this method, or say breaks: [method]",
		check: func(l *look) answer {
			return l.ofMethod(l.code.Methods.Include(l.method) || l.code.Methods.Bar(l.method))
		},
		say:   func(l *look) string { return strconv.Itoa(l.draft.Code) + " is not meant for " + l.method },
		place: func(l *look) (int, string) { return l.code.RFC, l.code.Section }},

	{Word: "unregistered", Strength: Should, RFC: 3261, Section: "8.1.3.2", Fits: true,
		Text: "is not a registered code; a client takes it for " + "the x00 of its class",
		Hint: "to send it on purpose, breaks: [unregistered]",
		check: func(l *look) answer {
			return answerOf(l.code.Number == l.draft.Code && l.code.Status != NotRegistered)
		}},

	{Word: "Event", ID: "A17 A73", Strength: Must, RFC: 6665, Section: "8.2.1", Header: "Event",
		Text: "must not carry Event", Hint: "leave it out, or say breaks: [Event]",
		check: func(l *look) answer { return l.without("Event") }},

	{Word: "Subscription-State", ID: "A17 A73", Strength: Must, RFC: 6665, Section: "8.2.3", Header: "Subscription-State",
		Text: "must not carry Subscription-State", Hint: "leave it out, or say breaks: [Subscription-State]",
		check: func(l *look) answer { return l.without("Subscription-State") }},

	{Word: "Min-SE", ID: "A42", Strength: Must, RFC: 4028, Section: "5", Header: "Min-SE", codes: "100-421 423-699",
		Text: "must not carry Min-SE: only a 422 does", Hint: "leave it out, or say breaks: [Min-SE]",
		check: func(l *look) answer { return l.without("Min-SE") }},
}

// unreadHeader is asked last: what another rule forbids is not worth a warning too.
var unreadHeader = &Rule{Word: "unread", ID: "A18 A68 A73 A74 A75", Strength: Should, RFC: 3261, Section: "20",
	Text:  "has a header that no receiver reads there",
	Hint:  "leave it out, or say breaks: [unread]",
	check: func(l *look) answer { return answerOf(len(l.unread()) == 0) },
	about: (*look).unread,
	say:   func(l *look) string { return "in a " + strconv.Itoa(l.draft.Code) + " no receiver reads" }}

// ofMethod answers a question about the method once it is known.
func (l *look) ofMethod(kept bool) answer {
	if l.method == "" {
		return notYet
	}
	return answerOf(kept)
}

// without reports that the author left a header out.
func (l *look) without(name string) answer {
	_, ok := l.written(name)
	return answerOf(!ok)
}

// unread are the author's headers that have no meaning in this response.
func (l *look) unread() (names []string) {
	for _, h := range l.draft.Headers {
		field, known := LookupHeader(h.Name)
		if known && !field.StandsIn(l.draft.Code, l.method) && !l.code.names(h.Name, l.methods) {
			names = append(names, field.Name)
		}
	}
	return names
}
