package scenarios

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"
)

// Severity tells what stops a scenario from loading from what only looks wrong.
type Severity uint8

const (
	// Wrong stops the file from loading.
	Wrong Severity = iota
	// Warning is printed; the scenario is in force.
	Warning
)

// Problem is what is wrong at one place of a file.
type Problem struct {
	At       Position
	Severity Severity
	// Text says what is wrong, lower case, without a full stop.
	Text string
	// RFC is the document and section that asks for it, "RFC 3261 21.4.16", or "".
	RFC string
	// Hint says how to mend it, "" when Text says so already.
	Hint string
	// Word is what breaks: takes to allow it, "" when nothing does.
	Word string
	// Excerpt is the line of the file, "" when there is none to show.
	Excerpt string
	// Width is how many columns are at fault, at least 1.
	Width int
}

// String is the problem as `sipbin check` prints it, without a line end:
//
//	old-gateway.yaml:9:14: 421 must carry Require (RFC 3261 21.4.16)
//	   9 |   - respond: 421
//	     |              ^^^
//	hint: add  headers: {Require: timer}
func (p Problem) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: ", p.At)
	if p.Severity == Warning {
		b.WriteString("warning: ")
	}
	b.WriteString(p.Text)
	if p.RFC != "" {
		fmt.Fprintf(&b, " (%s)", p.RFC)
	}
	if p.Excerpt != "" {
		line, column := window(p.Excerpt, p.At.Column)
		width := max(1, min(p.Width, len([]rune(line))-column+1))
		number := fmt.Sprintf("%4d", p.At.Line)
		fmt.Fprintf(&b, "\n%s | %s\n%*s | %s%s", number, line, len(number), "", strings.Repeat(" ", column-1), strings.Repeat("^", width))
	}
	if p.Hint != "" {
		b.WriteString("\nhint: " + p.Hint)
	}
	return b.String()
}

// window is a part of a line that fits a terminal, and where the column went.
// What a terminal would obey or draw wider is shown as a blank.
func window(line string, column int) (string, int) {
	const width, before = 120, 60
	runes := []rune(line)
	for i, c := range runes {
		if !unicode.IsPrint(c) {
			runes[i] = ' '
		}
	}
	column = max(1, min(column, len(runes)+1))
	if len(runes) > width {
		from := max(0, min(column-before, len(runes)-width))
		runes, column = runes[from:from+width], column-from
	}
	return strings.TrimRight(string(runes), " "), column
}

// String is file:line:column, as editors find it; without a line, the file.
func (p Position) String() string {
	if p.Line == 0 {
		return p.File
	}
	return fmt.Sprintf("%s:%d:%d", p.File, p.Line, p.Column)
}

// Problems are what is wrong in all files, sorted by file and place.
type Problems []Problem

// Err is the problems as one error when any is Wrong, each as Problem.String;
// nil when there are only warnings.
func (ps Problems) Err() error {
	wrong := ps.Errors()
	if len(wrong) == 0 {
		return nil
	}
	texts := make([]string, len(wrong))
	for i, p := range wrong {
		texts[i] = p.String()
	}
	return errors.New(strings.Join(texts, "\n"))
}

// Errors are those that stop a file from loading.
func (ps Problems) Errors() Problems { return ps.only(Wrong) }

// Warnings are those that do not.
func (ps Problems) Warnings() Problems { return ps.only(Warning) }

func (ps Problems) only(s Severity) Problems {
	var out Problems
	for _, p := range ps {
		if p.Severity == s {
			out = append(out, p)
		}
	}
	return out
}

// maxProblems are told of one scenario; who has more mends those first.
const maxProblems = 100

// few are the first of a scenario's problems, and how many more there are.
func (ps Problems) few() Problems {
	if ps = ps.sort(); len(ps) <= maxProblems {
		return ps
	}
	more := Problem{At: ps[maxProblems-1].At, Severity: Warning, Text: fmt.Sprintf("%d more problems of this scenario are not told", len(ps)-maxProblems)}
	if len(ps[maxProblems:].Errors()) > 0 {
		more.Severity = Wrong
	}
	return append(ps[:maxProblems:maxProblems], more)
}

// sort orders problems by file and place, and takes out what is said twice.
func (ps Problems) sort() Problems {
	slices.SortStableFunc(ps, func(a, b Problem) int {
		return cmp.Or(
			cmp.Compare(a.At.File, b.At.File),
			cmp.Compare(a.At.Line, b.At.Line),
			cmp.Compare(a.At.Column, b.At.Column),
			cmp.Compare(a.Severity, b.Severity),
			cmp.Compare(a.Text, b.Text),
		)
	})
	return slices.Compact(ps)
}
