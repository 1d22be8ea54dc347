package scenarios

import (
	"fmt"
	"strings"

	"go.yaml.in/yaml/v4"
)

// fault reads {via: wrong-branch, drop: first 2}; faults that are only done or
// not may stand as a word or a list of words.
func (r *reader) fault(n *yaml.Node) *Fault {
	out := &Fault{At: r.at(n)}
	switch {
	case n.Kind == yaml.MappingNode:
		r.faultMap(n, out)
	case n.Kind == yaml.ScalarNode && n.Value == "", len(n.Content) == 0 && n.Kind == yaml.SequenceNode:
		r.wrong(n, "fault: names no fault", "write  fault: {drop: first 2}")
	default:
		for _, word := range r.words(n, "fault") {
			if !out.set(word.Value) {
				r.wrong(word, fmt.Sprintf("fault: %s needs more than its name, or is none", word.Value), r.faultHint(word.Value))
			}
		}
	}
	return out
}

func (r *reader) faultHint(word string) string {
	for _, k := range faultKeys {
		if k.Name == word {
			return fmt.Sprintf("write  fault: {%s: %s}", k.Name, k.example())
		}
	}
	return nearHint(word, faultNames())
}

func (r *reader) faultMap(n *yaml.Node, out *Fault) {
	if len(n.Content) == 0 {
		r.wrong(n, "fault: names no fault", "write  fault: {drop: first 2}")
	}
	var table keys
	for _, k := range faultKeys {
		table = append(table, key{k.Name, k.value, k.Text})
	}
	f := r.fields(n, "fault", table, "")
	for _, k := range faultKeys {
		if value := f.take(k.Name); value != nil {
			r.faultValue(k, value, out)
		}
	}
	f.done()
}

func (r *reader) faultValue(k FaultKey, n *yaml.Node, out *Fault) {
	const most = 65535
	what := "fault: " + k.Name
	switch k.Name {
	case "via":
		out.Via = r.oneOf(n, what, k.Values)
	case "cseq":
		out.CSeq = r.oneOf(n, what, k.Values)
	case "tag":
		out.Tag = r.oneOf(n, what, k.Values)
	case "source-port":
		out.SourcePort = r.oneOf(n, what, k.Values)
	case "missing":
		for _, word := range r.names(n, what, "Contact") {
			if !token.MatchString(word) {
				r.wrong(n, fmt.Sprintf("%s: %q cannot be a header's name", what, word), "")
			}
			out.Missing = append(out.Missing, word)
		}
	case "drop":
		out.Drop, _ = r.count(n, what)
	case "delay":
		out.Delay, _ = r.span(n, what)
	case "copies":
		out.Copies, _ = r.number(n, what, 1, 100)
	case "truncate":
		out.Truncate, _ = r.number(n, what, 1, most)
	case "corrupt":
		out.Corrupt, _ = r.number(n, what, 1, most)
	case "split":
		out.Split, _ = r.number(n, what, 1, most)
	default:
		if r.oneOf(n, what, []string{"true"}) != "" {
			out.set(k.Name)
		}
	}
}

// set switches on a fault that is only done or not, and reports whether the word
// names one.
func (f *Fault) set(word string) bool {
	switch word {
	case "compact":
		f.Compact = true
	case "fold":
		f.Fold = true
	case "lf-only":
		f.LFOnly = true
	case "reorder":
		f.Reorder = true
	default:
		return false
	}
	return true
}

// onMessage reports whether something is done to the message itself.
func (f *Fault) onMessage() bool {
	return f != nil && (f.Via != "" || f.CSeq != "" || f.Tag != "" || len(f.Missing) > 0 || f.Compact || f.Fold || f.LFOnly)
}

func faultNames() (names []string) {
	for _, k := range faultKeys {
		names = append(names, k.Name)
	}
	return names
}

// example is a value that the fault takes.
func (k FaultKey) example() string {
	value, _, _ := strings.Cut(k.value, " ")
	switch value {
	case "":
		return strings.Join(k.Values, " or ")
	case "header-names":
		return "Contact"
	case "count":
		return "first 2"
	case "span":
		return "2s"
	case "number":
		return "2"
	}
	return "true"
}
