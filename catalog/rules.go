package catalog

// handWritten are the rules that say more than "this header must be there".
var handWritten = func() (all []*Rule) {
	for _, group := range [][]*Rule{rulesOfPlace} {
		all = append(all, group...)
	}
	return all
}()

// Rules are all rules: those on the headers of a code, then the others.
func Rules() []*Rule {
	var all []*Rule
	for _, c := range Codes() {
		all = append(all, entryPlan(c).rules...)
	}
	return append(all, handWritten...)
}

// Words are the words of all rules, for `breaks`.
func Words() []string {
	var words []string
	for _, r := range Rules() {
		words = append(words, r.Word)
	}
	return sortedUnique(words)
}

func isRuleWord(word string) bool {
	for _, w := range Words() {
		if w == word {
			return true
		}
	}
	return false
}

func hintFor(h *HeaderRule) string {
	if example := exampleValue(h); example != "" {
		return "add  headers: {" + h.Name + ": " + example + "}  or, to send it broken on purpose,  breaks: [" + h.Name + "]"
	}
	return "to send it broken on purpose:  breaks: [" + h.Name + "]"
}

func exampleValue(h *HeaderRule) string {
	if h.Value != "" {
		return h.Value
	}
	return ""
}
