package scenarios

// Word is a word of the language and what it means.
type Word struct{ Name, Text string }

// StepWord is the word that makes a step what it is, with those that may stand
// beside it.
type StepWord struct {
	Word
	Beside []Word
}

// StepWords are all steps, described as the schema describes them.
func StepWords() (all []StepWord) {
	for _, v := range verbs() {
		var step StepWord
		for _, k := range v.keys {
			if k.name == v.name {
				step.Word = Word{k.name, k.text}
			} else {
				step.Beside = append(step.Beside, Word{k.name, k.text})
			}
		}
		all = append(all, step)
	}
	return all
}
