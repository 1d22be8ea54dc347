package scenarios

import (
	"fmt"
	"time"

	"go.yaml.in/yaml/v4"
)

// list reads what is done for a request: a step list, or one for each try.
func (r *reader) list(n *yaml.Node) *List {
	l := &List{At: r.at(n), ForgetAfter: forgetAfter}
	if n.Kind != yaml.MappingNode {
		l.Tries = r.tries(n)
		return l
	}
	if !r.fieldsOfTries(n, l) {
		r.wrong(n, "a list of steps is needed here, not one step", "put it into [ ], or behind a - on a line of its own")
		l.Tries = []Try{{}}
	}
	return l
}

// fieldsOfTries reads {attempts: [...]}; false when the map is no such thing.
func (r *reader) fieldsOfTries(n *yaml.Node, l *List) bool {
	f := r.fields(n, "a list with attempts", "")
	attempts := f.take("attempts")
	if attempts == nil {
		for _, verb := range verbs {
			if f.has(verb) {
				return false
			}
		}
		r.wrong(n, "a map in place of a list needs attempts:", "write  {attempts: [[503], [200]]}")
	}
	if forget := f.take("forget-after"); forget != nil {
		if d, ok := r.duration(forget, "forget-after"); ok {
			l.ForgetAfter = max(d, time.Millisecond)
		}
	}
	f.done("by")
	switch {
	case attempts == nil:
	case attempts.Kind != yaml.SequenceNode:
		r.wrong(attempts, fmt.Sprintf("attempts is a list of lists, not a %s", kindOf(attempts)), "write  attempts: [[503], [200]]")
	case len(attempts.Content) == 0:
		r.wrong(attempts, "attempts has no try", "write  attempts: [[503], [200]], or [] in place of the map for silence")
	default:
		for _, try := range attempts.Content {
			if try.Kind == yaml.MappingNode {
				r.wrong(try, "a try with do:, times:, for:, within: or after: is not in this version yet", "write the steps as a list, like [503]")
				continue
			}
			l.Tries = append(l.Tries, r.tries(try)...)
		}
	}
	if len(l.Tries) == 0 {
		l.Tries = []Try{{}} // there is a problem already; a List has a try
	}
	return true
}

// tries reads a step list. A challenge ends a try, and what stands behind it is
// for the caller's next one.
func (r *reader) tries(n *yaml.Node) []Try {
	tries := []Try{{}}
	for _, step := range r.steps(n, true) {
		last := &tries[len(tries)-1]
		if len(last.Steps) > 0 {
			if _, over := last.Steps[len(last.Steps)-1].(*Challenge); over {
				tries = append(tries, Try{})
				last = &tries[len(tries)-1]
			}
		}
		last.Steps = append(last.Steps, step)
	}
	return tries
}

// steps reads a list of steps. Only the outermost may challenge: a challenge
// waits for another request, which comes to on:.
func (r *reader) steps(n *yaml.Node, outermost bool) []Step {
	switch {
	case n.Kind == yaml.SequenceNode:
	case n.Kind == yaml.ScalarNode && n.Value == "":
		r.wrong(n, "nothing is written here", "write [] for silence, or a list of steps like [180, 486]")
		return nil
	case n.Kind == yaml.ScalarNode:
		r.wrong(n, fmt.Sprintf("a list of steps is needed here, not a %s", kindOf(n)), fmt.Sprintf("put it into [ ]: [%s]", n.Value))
		return nil
	default:
		r.wrong(n, "a list of steps is needed here, not one step", "put it into [ ], or behind a - on a line of its own")
		return nil
	}
	steps := []Step{}
	for _, item := range n.Content {
		step := r.step(item)
		if c, ok := step.(*Challenge); ok && !outermost {
			r.wrong(item, c.String()+" stands inside another step", "a challenge stands in the list of on: itself")
			continue
		}
		if step != nil {
			steps = append(steps, step)
		}
	}
	return steps
}
