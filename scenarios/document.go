package scenarios

import (
	"errors"
	"fmt"
	"regexp"
	"strings"

	"go.yaml.in/yaml/v4"
	"go.yaml.in/yaml/v4/plugin/loaderlimits"
)

// maxDepth is how deep lists and maps may stand in each other.
const maxDepth = 40

// text is one YAML document of a file. Each is read alone, so that a mistake in
// one leaves the others' problems to be told.
type text struct {
	above int // lines of the file above it
	text  string
}

// documents splits a file where a line begins with ---, which is where YAML
// does it too, whatever stands around. What only comments is left out.
func documents(lines []string) []text {
	var out []text
	from := 0
	add := func(to int) {
		for _, line := range lines[from:to] {
			if line = strings.TrimSpace(line); line != "" && line[0] != '#' && line != "---" && line != "\uFEFF" {
				out = append(out, text{from, strings.Join(lines[from:to], "\n") + "\n"})
				return
			}
		}
	}
	for i, line := range lines {
		if rest, ok := strings.CutPrefix(line, "---"); ok && (rest == "" || rest[0] == ' ' || rest[0] == '\t') {
			add(i)
			from = i
		}
	}
	add(len(lines))
	return out
}

// document reads one scenario, nil when nothing could be made of it.
func (r *reader) document(src string) *Scenario {
	var doc yaml.Node
	err := yaml.Load([]byte(src), &doc, yaml.WithPlugin(loaderlimits.New(loaderlimits.DepthValue(maxDepth))))
	if err != nil {
		r.syntax(err)
		return nil
	}
	root := &doc
	if doc.Kind == yaml.DocumentNode {
		root = doc.Content[0]
	}
	if !r.plain(root) {
		return nil
	}
	return r.scenario(root)
}

// plain refuses what YAML has beyond maps, lists and text: anchors and aliases,
// with which a small file says millions of steps, and tags.
func (r *reader) plain(n *yaml.Node) bool {
	ok := true
	switch {
	case n.Kind == yaml.AliasNode:
		r.wrong(n, "an alias is not part of the language", aliasHint)
		ok = false
	case n.Anchor != "":
		r.wrong(n, fmt.Sprintf("an anchor, &%s, is not part of the language", n.Anchor), `if the value begins with &, put it in quotes; else write it out at each place`)
		ok = false
	case n.Style&yaml.TaggedStyle != 0:
		r.wrong(n, fmt.Sprintf("a tag, %s, is not part of the language", n.Tag), "all values are text; if this one begins with !, put it in quotes")
		ok = false
	}
	for _, c := range n.Content {
		ok = r.plain(c) && ok
	}
	return ok
}

const aliasHint = `in YAML a * begins an alias; put the value in quotes, like "*99"`

var alias = regexp.MustCompile(`(^|[\s:\[{,-])\*`)

// syntax tells what is no YAML, with a hint for the traps that SIP falls into.
func (r *reader) syntax(err error) {
	var failed *yaml.LoadError
	if !errors.As(err, &failed) {
		r.add(Problem{At: r.position(1, 1), Text: "this is no YAML: " + err.Error()})
		return
	}
	mark := failed.Mark
	if failed.ContextMark.Line > 0 && (strings.Contains(failed.ContextMsg, "alias") || strings.Contains(failed.ContextMsg, "quoted")) {
		mark = failed.ContextMark // where it begins, not where it fails
	}
	p := Problem{At: r.position(max(mark.Line, 1), max(mark.Column, 1))}
	line := r.line(p.At.Line)
	at := ""
	if runes := []rune(line); p.At.Column <= len(runes) {
		at = string(runes[p.At.Column-1:])
	}
	switch message := failed.Message; {
	case strings.Contains(message, "max depth"):
		p.Text = fmt.Sprintf("more than %d lists and maps stand in each other", maxDepth)
	case strings.Contains(failed.ContextMsg, "alias"), strings.Contains(message, "unknown anchor"):
		p.Text, p.Hint = "a value cannot begin with * unless it is in quotes", aliasHint
	case strings.Contains(line, "{{"):
		p.Text, p.Hint = "this is no YAML: "+message, `put a value that holds {{...}} in quotes, like "<sip:{{.Local}}>"`
	case strings.HasPrefix(at, "\t"):
		p.Text, p.Hint = "a tab cannot indent YAML", "indent with spaces"
	case at != "" && strings.Contains("@`%", at[:1]):
		p.Text, p.Hint = fmt.Sprintf("a value cannot begin with %s unless it is in quotes", at[:1]), `put it in quotes`
	case strings.Contains(message, "mapping values are not allowed"):
		p.Text, p.Hint = "a second colon on this line makes YAML look for a second key", `put a value that holds ": " in quotes`
	case strings.Contains(failed.ContextMsg, "quoted") && strings.Contains(message, "end of stream"):
		p.Text, p.Hint = "this quote is never closed", `write " again where the value ends`
	case strings.Contains(failed.ContextMsg, "flow") || strings.Contains(message, "',' or"):
		p.Text, p.Hint = "this is no YAML: "+message, fmt.Sprintf("look for a missing , or bracket from line %d on", max(1, failed.ContextMark.Line)+r.above)
	default:
		p.Text = "this is no YAML: " + message
		if alias.MatchString(line) {
			p.Hint = aliasHint
		}
	}
	r.add(p)
}
