package scenarios

import (
	"fmt"
	"slices"
	"strings"

	"github.com/sipbin/sipbin/catalog"
	"go.yaml.in/yaml/v4"
)

// fields is a map being read: what nobody asked for is a problem in the end.
type fields struct {
	r     *reader
	node  *yaml.Node
	what  string // "respond", for problems
	keys  keys   // that it may have; nil when these are names of an author
	taken map[*yaml.Node]bool
}

// fields begins to read a map, nil when the node is none. A key that stands
// twice is a problem at once.
func (r *reader) fields(n *yaml.Node, what string, keys keys, hint string) *fields {
	if n.Kind != yaml.MappingNode {
		r.wrong(n, fmt.Sprintf("%s is a map, not a %s", what, kindOf(n)), hint)
		return nil
	}
	f := &fields{r: r, node: n, what: what, keys: keys, taken: map[*yaml.Node]bool{}}
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

// done tells of keys that nobody took: those that mean nothing without another,
// and words that are none.
func (f *fields) done() {
	for key := range f.pairs() {
		word := key.Value
		switch {
		case f.taken[key]:
		case f.keys.has(word) && f.what == "expect":
			f.r.wrong(key, word+": in expect says more about respond:, which is not here", "write  respond: CODE  beside it, or put a response into do:")
		case slices.Contains(verbNames(), word):
			f.r.wrong(key, fmt.Sprintf("%s: is a step of its own", word), "put it behind a - of its own, or into { } of its own")
		case f.what == "match" && word == "listener":
			f.r.wrong(key, "match has no key listener:", "write  at: s1")
		default:
			f.r.wrong(key, fmt.Sprintf("%s has no key %s:", f.what, word), nearHint(word, f.keys.names()))
		}
	}
}

// nearHint names the word that was most likely meant, or those that are there.
func nearHint(word string, known []string) string {
	if near := catalog.NearestOf(word, known); near != "" {
		return "did you mean " + near + "?"
	}
	if len(known) == 1 {
		return "there is " + known[0]
	}
	return "there are " + strings.Join(known, ", ")
}
