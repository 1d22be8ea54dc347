package faults

import (
	"slices"
	"strings"

	"github.com/sipbin/sipbin/responder/message"
	"github.com/sipbin/sipbin/scenarios"
)

var fold = messageFault{
	Info: Info{
		Name: "fold", Takes: Flag, Example: "true",
		Does:   "breaks the values of header fields over lines wherever they may be broken",
		Client: "reads each line break with the white space behind it as one space",
		RFC:    "RFC 3261 7.3.1",
	},
	do: func(f *scenarios.Fault, t *text) {
		if !f.Fold {
			return
		}
		changed := false
		for i, field := range t.fields {
			from, to := value(field)
			folded := folds(nameOf(field), field[from:to], eol(field))
			changed = changed || folded != field[from:to]
			t.fields[i] = field[:from] + folded + field[to:]
		}
		if changed {
			t.mark("fold")
		}
	},
}

// unfoldable have a single space in their grammar where others have linear
// white space (RFC 3261 section 25.1).
var unfoldable = []string{"Date", "Warning"}

// spacious may have white space in front of the semicolon of a parameter by
// their grammar. In others a semicolon may be text, and a fold would change it.
var spacious = []string{"Via", "From", "To", "Contact", "Route", "Record-Route", "Content-Type"}

// folds breaks a value at its own spaces, so that it unfolds to the same, and
// in front of parameters. Not in quoted strings: that is allowed, but hard to
// tell from a string that was never closed.
func folds(name, value, eol string) string {
	sameName := func(other string) bool { return message.SameName(name, other) }
	if name == "" || slices.ContainsFunc(unfoldable, sameName) {
		return value
	}
	params := slices.ContainsFunc(spacious, sameName)
	var b strings.Builder
	done := 0
	for i, c := range outside(value) {
		switch {
		case i == 0 || isSpace(value[i-1]):
		case c == ' ' && !isSpace(value[i+1]):
			b.WriteString(value[done:i] + eol)
			done = i
		case c == ';' && params:
			b.WriteString(value[done:i] + eol + " ")
			done = i
		}
	}
	return b.String() + value[done:]
}

// eol is how the lines of a field end.
func eol(field string) string {
	if strings.HasSuffix(field, "\n") && !strings.HasSuffix(field, "\r\n") {
		return "\n"
	}
	return "\r\n"
}
