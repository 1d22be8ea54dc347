package catalog

// handWritten are the rules that say more than "this header must be there".
var handWritten = merge(rulesOfGrammar, rulesOfPlace, rulesOfAll, rulesOfDialogs, rulesOfSuccess, rulesOfFailure, []*Rule{unreadHeader})

func merge(groups ...[]*Rule) (all []*Rule) {
	for _, group := range groups {
		all = append(all, group...)
	}
	return all
}

// Rules are all rules: those on the headers of each code, those on responses
// as a whole, those on the answers to one request together, and last those
// that somebody else keeps, which have no word.
func Rules() []*Rule {
	var all []*Rule
	for _, c := range Codes() {
		all = append(all, entryPlan(c).rules...)
	}
	return append(all, merge(handWritten, rulesOfSequence, rulesElsewhere)...)
}

// Words are the words of all rules, for `breaks`, sorted.
func Words() []string {
	var words []string
	for _, r := range Rules() {
		if r.Word != "" {
			words = append(words, r.Word)
		}
	}
	return sortedUnique(words)
}
