package scenarios

// node is the steps alone when these tell all of a list.
func (l *List) node() node {
	if l.By != ByCaller || l.ForgetAfter != forgetAfter {
		return listKeys.written(l.written)
	}
	var together []Step
	for i, t := range l.Tries {
		first, more := i == 0, i < len(l.Tries)-1
		if !t.bare() || more && !t.challenges() || !first && len(t.Steps) == 0 {
			return listKeys.written(l.written)
		}
		together = append(together, t.Steps...)
	}
	return steps(together)
}

func (l *List) written(key string) node {
	switch key {
	case "attempts":
		var tries sequence
		for _, t := range l.Tries {
			tries = append(tries, t.node())
		}
		return tries
	case "by":
		if l.By != ByCaller {
			return word(byWords[l.By])
		}
	case "forget-after":
		if l.ForgetAfter != forgetAfter {
			return duration(l.ForgetAfter)
		}
	}
	return nil
}

// bare reports whether there is nothing to a try but its steps.
func (t *Try) bare() bool { return t.Times == 0 && t.For == 0 && t.After == 0 && t.Within == 0 }

// challenges reports whether the try ends with a challenge.
func (t *Try) challenges() bool {
	if len(t.Steps) == 0 {
		return false
	}
	_, ok := t.Steps[len(t.Steps)-1].(*Challenge)
	return ok
}

// node is the steps alone when they are short: behind the - of a list, longer
// ones read better below do:.
func (t *Try) node() node {
	if text, ok := inline(steps(t.Steps), columns/2); ok && t.bare() {
		return word(text)
	}
	return tryKeys.written(t.written)
}

func (t *Try) written(key string) node {
	switch key {
	case "do":
		return steps(t.Steps)
	case "times":
		return decimal(t.Times)
	case "for":
		return duration(t.For)
	case "after":
		return duration(t.After)
	case "within":
		return duration(t.Within)
	}
	return nil
}
