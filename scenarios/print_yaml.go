package scenarios

import (
	"strings"
	"unicode/utf8"
)

// node is a piece of YAML: a word, lines, a sequence, a mapping or chapters.
type node interface {
	// flow is the node within one line, and how deep lists and maps stand in
	// each other there.
	flow() (text string, depth int)
	// print writes it over several lines, the first of which is begun up to the
	// column.
	print(b *strings.Builder, column int)
}

type (
	word     string // as it is written, quotes and all
	lines    string // text of several lines
	sequence []node
	mapping  []entry
	chapters mapping // never within one line
	entry    struct {
		key   string // as it is written
		value node
	}
)

const (
	columns = 80
	// deepest is how deep lists and maps may stand in each other on one line.
	deepest = 3
)

func (w word) flow() (string, int) { return string(w), 0 }
func (lines) flow() (string, int)  { return "", deepest + 1 }

func (s sequence) flow() (string, int) {
	parts, deep := make([]string, len(s)), 0
	for i, n := range s {
		text, below := n.flow()
		parts[i], deep = text, max(deep, below)
	}
	return "[" + strings.Join(parts, ", ") + "]", deep + 1
}

func (m mapping) flow() (string, int) {
	parts, deep := make([]string, len(m)), 0
	for i, e := range m {
		text, below := e.value.flow()
		parts[i], deep = e.key+": "+text, max(deep, below)
	}
	return "{" + strings.Join(parts, ", ") + "}", deep + 1
}

func (c chapters) flow() (string, int) {
	text, _ := mapping(c).flow()
	return text, deepest + 1
}

// inline is the node within what is left of a line. Words and what is empty
// always go there.
func inline(n node, column int) (text string, ok bool) {
	text, deep := n.flow()
	return text, deep == 0 || text == "[]" || text == "{}" || deep <= deepest && column+utf8.RuneCountInString(text) <= columns
}

func (w word) print(b *strings.Builder, _ int) { b.WriteString(string(w) + "\n") }

func (s sequence) print(b *strings.Builder, column int) {
	for i, n := range s {
		if i > 0 {
			indent(b, column)
		}
		b.WriteString("- ")
		if text, ok := inline(n, column+2); ok {
			n = word(text)
		}
		n.print(b, column+2)
	}
}

func (m mapping) print(b *strings.Builder, column int) {
	for i, e := range m {
		if i > 0 {
			indent(b, column)
		}
		b.WriteString(e.key + ":")
		if text, ok := inline(e.value, column+utf8.RuneCountInString(e.key)+2); ok {
			b.WriteString(" " + text + "\n")
			continue
		}
		if _, ok := e.value.(lines); !ok {
			b.WriteString("\n")
			indent(b, column+2)
		}
		e.value.print(b, column+2)
	}
}

func (c chapters) print(b *strings.Builder, column int) { mapping(c).print(b, column) }

// print writes a literal block, which stands behind a key.
func (l lines) print(b *strings.Builder, column int) {
	text := strings.TrimRight(string(l), "\n")
	switch len(l) - len(text) {
	case 0:
		b.WriteString(" |-\n")
	case 1:
		b.WriteString(" |\n")
	default:
		b.WriteString(" |+\n")
	}
	for line := range strings.Lines(string(l)) {
		if line != "\n" {
			indent(b, column)
		}
		b.WriteString(strings.TrimSuffix(line, "\n") + "\n")
	}
}

func indent(b *strings.Builder, column int) { b.WriteString(strings.Repeat(" ", column)) }

func (s sequence) orOne() node {
	switch len(s) {
	case 0:
		return nil
	case 1:
		return s[0]
	}
	return s
}

func (m mapping) unlessEmpty() node {
	if len(m) == 0 {
		return nil
	}
	return m
}
