package scenarios

import (
	"fmt"
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
	end := len(lines)
	if end > from && lines[end-1] == "" {
		end-- // behind the last line end
	}
	add(end)
	return out
}

// document reads one scenario, nil when nothing could be made of it.
func (r *reader) document(src string) *Scenario {
	if root := r.root(src); root != nil {
		return r.scenario(root)
	}
	return nil
}

// root is the value of a document, nil when there is none that can be read.
func (r *reader) root(src string) *yaml.Node {
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
	return root
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
