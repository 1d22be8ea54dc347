package scenarios

import (
	"fmt"
	"slices"
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
	f := r.fields(n, "a list with attempts", listKeys, "")
	attempts := f.take("attempts")
	if attempts == nil {
		for _, verb := range verbNames() {
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
	if by := f.take("by"); by != nil {
		l.By = By(max(0, slices.Index(byWords, r.oneOf(by, "by", byWords))))
	}
	f.done()
	switch {
	case attempts == nil:
	case attempts.Kind != yaml.SequenceNode:
		r.wrong(attempts, fmt.Sprintf("attempts is a list of lists, not a %s", kindOf(attempts)), "write  attempts: [[503], [200]]")
	case len(attempts.Content) == 0:
		r.wrong(attempts, "attempts has no try", "write  attempts: [[503], [200]], or [] in place of the map for silence")
	default:
		for i, try := range attempts.Content {
			if try.Kind == yaml.MappingNode {
				l.Tries = append(l.Tries, r.try(try, i == 0, i == len(attempts.Content)-1))
			} else {
				l.Tries = append(l.Tries, r.tries(try)...)
			}
		}
	}
	if len(l.Tries) == 0 {
		l.Tries = []Try{{}} // there is a problem already; a List has a try
	}
	return true
}

// try reads an entry with do:.
func (r *reader) try(n *yaml.Node, first, last bool) Try {
	t := Try{At: r.at(n)}
	f := r.fields(n, "a try", tryKeys, "")
	if do := f.take("do"); do != nil {
		t.Steps = r.steps(do, true)
	} else {
		r.wrong(n, "a try needs do:", "write  {do: [503], times: 5},  or the steps as a list")
	}
	for i, step := range t.Steps {
		if _, over := step.(*Challenge); over && i < len(t.Steps)-1 {
			r.add(Problem{At: step.Position(), Text: "a challenge ends the try, and do: goes on", Hint: "put what comes after it into a try of its own"})
			t.Steps = t.Steps[:i+1]
			break
		}
	}
	times := f.take("times")
	if times != nil {
		t.Times, _ = r.number(times, "times", 1, 1e6)
		if last {
			r.warn(times, "the last try stays, so times: means nothing", "add a try behind it, or leave times: out")
		}
	}
	if during := f.take("for"); during != nil {
		t.For, _ = r.duration(during, "for")
		switch {
		case times != nil:
			r.wrong(during, "for: and times: cannot both say how long a try stays", "leave one of them out")
		case last:
			r.warn(during, "the last try stays, so for: means nothing", "add a try behind it, or leave for: out")
		}
	}
	if after := f.take("after"); after != nil {
		t.After, _ = r.duration(after, "after")
		if first {
			r.warn(after, "after: counts from the try before, and there is none before the first", "")
		}
	}
	if within := f.take("within"); within != nil {
		t.Within, _ = r.duration(within, "within")
		switch {
		case first:
			r.warn(within, "within: counts from the try before, and there is none before the first", "")
		case t.Within > 0 && t.After >= t.Within:
			r.wrong(within, fmt.Sprintf("within: %s is not later than after: %s, so nothing can be in time", t.Within, t.After), "")
		}
	}
	f.done()
	return t
}

// tries reads a step list. A challenge ends a try, and what stands behind it is
// for the caller's next one.
func (r *reader) tries(n *yaml.Node) []Try {
	tries := []Try{{At: r.at(n)}}
	for _, step := range r.steps(n, true) {
		last := &tries[len(tries)-1]
		if len(last.Steps) > 0 {
			if _, over := last.Steps[len(last.Steps)-1].(*Challenge); over {
				tries = append(tries, Try{At: step.Position()})
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
