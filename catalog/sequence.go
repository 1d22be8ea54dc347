package catalog

import (
	"slices"
	"strconv"
)

// Answer is one of the responses to a request, in the order they are sent.
type Answer struct {
	Code   int
	Dialog string   // the name of the early dialog; answers of different ones are different servers'
	Breaks []string // words of rules that may be broken
}

// The rules on the answers to one request together.
var (
	oneFinal = &Rule{Word: "two-finals", Strength: Must, RFC: 3261, Section: "17.2.1",
		Text: "is a second final response", Hint: "leave one out, give each 2xx a dialog of its own, or, to send both on purpose, breaks: [two-finals]"}
	finalIsLast = &Rule{Word: "late-provisional", Strength: Must, RFC: 3261, Section: "17.2.1",
		Text: "is a provisional response after the final one", Hint: "send it before, or, to send it late on purpose, breaks: [late-provisional]"}
	rulesOfSequence = []*Rule{oneFinal, finalIsLast}
)

// CheckSequence is what is wrong with the answers to one request as a whole.
// Several 2xx to an INVITE are right if each is of another dialog, as after a
// fork; anything else after a final response is not.
func CheckSequence(method string, answers []Answer) (problems []Problem) {
	for i, a := range answers {
		broken := brokenBy(method, answers[:i], a)
		if broken == nil || slices.Contains(a.Breaks, broken.Word) {
			continue
		}
		problems = append(problems, Problem{Word: broken.Word, Severity: IsProblem, Text: strconv.Itoa(a.Code) + " " + broken.Text,
			RFC: broken.RFC, Section: broken.Section, Hint: broken.Hint, At: i})
	}
	return problems
}

// brokenBy is the rule that an answer breaks by coming after others.
func brokenBy(method string, before []Answer, a Answer) *Rule {
	for _, b := range before {
		if b.Code < 200 {
			continue
		}
		forked := method == "INVITE" && a.Dialog != b.Dialog && b.Code < 300
		switch {
		case forked && a.Code < 300:
		case a.Code < 200:
			return finalIsLast
		default:
			return oneFinal
		}
	}
	return nil
}
