package main

import (
	"strings"
	"unicode/utf8"
)

// columns is how wide a page is.
const columns = 80

// wrap breaks a text into lines of a page. The first begins with first, the
// others with rest.
func wrap(first, rest, text string) string {
	var b strings.Builder
	line, empty := first, true
	for word := range strings.FieldsSeq(text) {
		if !empty && utf8.RuneCountInString(line)+1+utf8.RuneCountInString(word) > columns {
			b.WriteString(strings.TrimRight(line, " ") + "\n")
			line, empty = rest, true
		}
		if !empty {
			line += " "
		}
		line += word
		empty = false
	}
	b.WriteString(strings.TrimRight(line, " ") + "\n")
	return b.String()
}

// page is a text in two columns: what is told of, and what is told.
type page struct{ strings.Builder }

// title begins the page; where it is written stands at the right.
func (p *page) title(text, written string) {
	gap := max(2, columns-utf8.RuneCountInString(text)-utf8.RuneCountInString(written))
	p.WriteString(strings.TrimRight(text+strings.Repeat(" ", gap)+written, " ") + "\n\n")
}

// row tells one thing; nothing when there is nothing to tell.
func (p *page) row(name, text string) {
	const indent = 13
	if text == "" {
		return
	}
	p.WriteString(wrap(name+strings.Repeat(" ", max(1, indent-len(name))), strings.Repeat(" ", indent), text))
}

// rows tells several things of one kind, a line each.
func (p *page) rows(name string, texts []string) {
	for _, text := range texts {
		p.row(name, text)
		name = ""
	}
}
