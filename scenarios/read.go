package scenarios

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"

	"go.yaml.in/yaml/v4"
)

// reader reads one scenario and notes what is wrong with it.
type reader struct {
	file     string
	lines    []string // of the whole file
	above    int      // how many of them stand above this document
	problems Problems
	unread   map[*Respond]bool // not all of it was understood
	placing  bool              // within start:
	shelf    fs.FS             // where the files are that it plays
	wavs     map[string][]byte // those that were read, by name
}

// position is where a place of the document stands in the file.
func (r *reader) position(line, column int) Position {
	return Position{File: r.file, Line: min(line+r.above, len(r.lines)), Column: column}
}

func (r *reader) at(n *yaml.Node) Position { return r.position(n.Line, n.Column) }

func (r *reader) line(n int) string { return lineOf(r.lines, n) }

func lineOf(lines []string, n int) string {
	if n < 1 || n > len(lines) {
		return ""
	}
	return lines[n-1]
}

// ofOneLine keeps a problem that names a key of several lines in one.
var ofOneLine = strings.NewReplacer("\n", `\n`, "\r", `\r`)

// add notes a problem, with the line of its place.
func (r *reader) add(p Problem) {
	p.Text, p.Hint = ofOneLine.Replace(p.Text), ofOneLine.Replace(p.Hint)
	excerpt, width := excerpt(r.lines, p.At)
	p.Excerpt, p.Width = excerpt, max(p.Width, width)
	r.problems = append(r.problems, p)
}

// excerpt is a place's line and how wide the word there is.
func excerpt(lines []string, at Position) (string, int) {
	line := lineOf(lines, at.Line)
	runes := []rune(line)
	if at.Column < 1 || at.Column > len(runes) {
		return line, 1
	}
	word := string(runes[at.Column-1:])
	end := max(strings.IndexAny(word, " \t,]}"), 0)
	if word[0] == '"' || word[0] == '\'' {
		end = strings.IndexByte(word[1:], word[0]) + 2
	}
	if end > 0 || strings.HasPrefix(word, "\t") {
		word = word[:end]
	}
	return line, max(1, len([]rune(strings.TrimSuffix(word, ":"))))
}

func (r *reader) wrong(n *yaml.Node, text, hint string) {
	r.add(Problem{At: r.at(n), Text: text, Hint: hint, Width: plainWidth(n)})
}

func (r *reader) warn(n *yaml.Node, text, hint string) {
	r.add(Problem{At: r.at(n), Severity: Warning, Text: text, Hint: hint, Width: plainWidth(n)})
}

// plainWidth is how wide a value of several words is, 0 when only the line
// tells.
func plainWidth(n *yaml.Node) int {
	if n.Kind != yaml.ScalarNode || n.Style != 0 {
		return 0
	}
	return len([]rune(n.Value))
}

// failed notes an error about a value that what names.
func (r *reader) failed(n *yaml.Node, what string, err error) {
	text, hint := err.Error(), ""
	if t, ok := errors.AsType[*templateProblem](err); ok {
		text, hint = t.text, t.hint
	}
	r.wrong(n, what+": "+text, hint)
}

// scalar is a value's text as it stands in the file: 0600 stays 0600. what
// names it in the problem when it is none.
func (r *reader) scalar(n *yaml.Node, what string) (string, bool) {
	if n.Kind == yaml.ScalarNode {
		return n.Value, true
	}
	hint := ""
	if n.Kind == yaml.MappingNode && n.Style&yaml.FlowStyle != 0 && len(n.Content) > 0 && n.Content[0].Kind == yaml.MappingNode {
		hint = `an unquoted {{ is a map to YAML; put the value in quotes, like "{{.Local}}"`
	} else if n.Kind == yaml.MappingNode && len(n.Content) > 0 && strings.Contains(n.Content[0].Value, " ") {
		hint = `put a text that holds ": " in quotes`
	}
	r.wrong(n, fmt.Sprintf("%s is text, not a %s", what, kindOf(n)), hint)
	return "", false
}

func kindOf(n *yaml.Node) string {
	switch {
	case n.Kind == yaml.SequenceNode:
		return "list"
	case n.Kind == yaml.MappingNode:
		return "map"
	case n.Value == "":
		return "blank"
	case IsDial(n.Value):
		return "code"
	}
	return "word"
}

// words reads a list of words, or one that stands alone.
func (r *reader) words(n *yaml.Node, what string) []*yaml.Node {
	list := []*yaml.Node{n}
	if n.Kind == yaml.SequenceNode {
		list = n.Content
	}
	var out []*yaml.Node
	for _, item := range list {
		if _, ok := r.scalar(item, what); ok {
			out = append(out, item)
		}
	}
	return out
}
