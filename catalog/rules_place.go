package catalog

import "strconv"

// rulesOfPlace are about codes in places where they cannot be.
var rulesOfPlace = []*Rule{
	{Word: "method", ID: "A6 A7 A16 A23 A24 A31 A35 A43 A56 A66", Strength: Must, RFC: 3261, Section: "21", Fits: true,
		Text: "answers a method it is not defined for",
		check: func(l *look) answer {
			if l.method == "" {
				return notYet
			}
			return answerOf(!l.code.Methods.Bar(l.method))
		},
		say: func(l *look) string {
			if l.method == "ACK" {
				return "nothing answers an ACK"
			}
			return strconv.Itoa(l.draft.Code) + " is not for " + l.method
		}},
	{Word: "method", Strength: Should, RFC: 3261, Section: "21", Fits: true,
		Text: "answers a method it is not meant for",
		check: func(l *look) answer {
			if l.method == "" {
				return notYet
			}
			return answerOf(l.code.Methods.Include(l.method) || l.code.Methods.Bar(l.method))
		},
		say: func(l *look) string { return strconv.Itoa(l.draft.Code) + " is not meant for " + l.method }},
}
