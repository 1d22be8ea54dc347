package scenarios

import (
	"fmt"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"
)

// fields is a map being read: what nobody asked for is a problem in the end.
type fields struct {
	r     *reader
	node  *yaml.Node
	what  string // "respond", for problems
	asked []string
	taken map[*yaml.Node]bool
}

// fields begins to read a map, nil when the node is none. A key that stands
// twice is a problem at once.
func (r *reader) fields(n *yaml.Node, what, hint string) *fields {
	if n.Kind != yaml.MappingNode {
		r.wrong(n, fmt.Sprintf("%s is a map, not a %s", what, kindOf(n)), hint)
		return nil
	}
	f := &fields{r: r, node: n, what: what, taken: map[*yaml.Node]bool{}}
	seen := map[string]bool{}
	for key := range f.pairs() {
		if _, ok := r.scalar(key, "a key"); !ok {
			f.taken[key] = true
			continue
		}
		if seen[key.Value] {
			r.wrong(key, key.Value+": stands twice", twiceHint(what, key.Value))
			f.taken[key] = true
		}
		seen[key.Value] = true
	}
	return f
}

func twiceHint(what, key string) string {
	switch what {
	case "a scenario":
		return "put both into one, or separate two scenarios by ---"
	case "headers":
		return "a list makes a line of each value, like  " + key + ": [one, two]"
	}
	return "take one of them out"
}

// pairs are the keys and values in the order of the file.
func (f *fields) pairs() func(yield func(key, value *yaml.Node) bool) {
	return func(yield func(key, value *yaml.Node) bool) {
		for i := 0; i+1 < len(f.node.Content); i += 2 {
			if !yield(f.node.Content[i], f.node.Content[i+1]) {
				return
			}
		}
	}
}

// take is the value of a key, nil when it was not given.
func (f *fields) take(name string) *yaml.Node {
	f.asked = append(f.asked, name)
	for key, value := range f.pairs() {
		if key.Value == name && key.Kind == yaml.ScalarNode {
			f.taken[key] = true
			return value
		}
	}
	return nil
}

// has reports whether a key is given, without taking it.
func (f *fields) has(name string) bool {
	for key := range f.pairs() {
		if key.Value == name && key.Kind == yaml.ScalarNode {
			return true
		}
	}
	return false
}

// done tells of keys that nobody took: words of the language that are not built
// yet, and words that are none.
func (f *fields) done(notYet ...string) {
	for key := range f.pairs() {
		if f.taken[key] {
			continue
		}
		if slices.Contains(notYet, key.Value) {
			f.r.wrong(key, fmt.Sprintf("%s: in %s is not in this version yet", key.Value, f.what), "")
			continue
		}
		if slices.Contains(verbs, key.Value) || slices.Contains(notYetVerbs, key.Value) {
			f.r.wrong(key, fmt.Sprintf("%s: is a step of its own", key.Value), "put it behind a - of its own, or into { } of its own")
			continue
		}
		f.r.wrong(key, fmt.Sprintf("%s has no key %s:", f.what, key.Value), nearHint(key.Value, f.asked, notYet))
	}
}

// nearHint names the word that was most likely meant, or those that are there.
func nearHint(word string, known, notYet []string) string {
	if near := nearest(word, slices.Concat(known, notYet)); near != "" {
		return "did you mean " + near + "?"
	}
	return "there are " + strings.Join(known, ", ")
}
