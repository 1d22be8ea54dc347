package scenarios

import (
	"fmt"

	"go.yaml.in/yaml/v4"
)

func (r *reader) when(f *fields) Step {
	value := f.take("when")
	s := &When{At: r.at(value), Condition: r.expression(value, "when", ParseCondition)}
	s.Do = r.do(f, value)
	if otherwise := f.take("else"); otherwise != nil {
		s.Else = r.steps(otherwise, false)
	}
	f.done()
	return s
}

func (r *reader) repeat(f *fields) Step {
	value := f.take("repeat")
	s := &Repeat{At: r.at(value)}
	s.Times, _ = r.number(value, "repeat", 1, maxTimes)
	s.Do = r.do(f, value)
	f.done()
	return s
}

// choose reads [{weight: 3, do: [...]}, ...].
func (r *reader) choose(f *fields) Step {
	value := f.take("choose")
	s := &Choose{At: r.at(value)}
	f.done()
	const hint = "write  choose: [{weight: 3, do: [200]}, {do: [486]}]"
	if value.Kind != yaml.SequenceNode {
		r.wrong(value, fmt.Sprintf("choose is a list of branches, not a %s", kindOf(value)), hint)
		return nil
	}
	for _, item := range value.Content {
		if b := r.fields(item, "a branch", branchKeys, hint); b != nil {
			s.Branches = append(s.Branches, r.branch(b))
		}
	}
	if len(value.Content) < 2 {
		r.wrong(value, "choose needs two branches to choose from", hint)
	}
	return s
}

func (r *reader) branch(f *fields) Branch {
	b := Branch{Weight: 1}
	if weight := f.take("weight"); weight != nil {
		if n, ok := r.number(weight, "weight", 1, maxTimes); ok {
			b.Weight = n
		}
	}
	if do := f.take("do"); do != nil {
		b.Do = r.steps(do, false)
	} else {
		r.wrong(f.node, "a branch needs do:", "write  {do: [486]}")
	}
	f.done()
	return b
}

func (r *reader) fail(f *fields) Step {
	value := f.take("fail")
	s := &Fail{At: r.at(value)}
	f.done()
	text, ok := r.scalar(value, "fail")
	if !ok {
		return nil
	}
	if text == "" {
		r.wrong(value, "fail: does not say why", `write  fail: "no Route in {{.Request.Method}}"`)
	}
	var err error
	if s.Why, err = ParseText(text); err != nil {
		r.failed(value, "fail", err)
	}
	return s
}

// do reads the steps of a block.
func (r *reader) do(f *fields, verb *yaml.Node) []Step {
	do := f.take("do")
	if do == nil {
		r.wrong(verb, fmt.Sprintf("%s: has no do:", f.what), "write  do: [486]")
		return nil
	}
	return r.steps(do, false)
}

func (r *reader) never(f *fields) Step {
	value := f.take("never")
	s := &Never{At: r.at(value)}
	for _, word := range r.methods(value, "never") {
		if word.Value == "re-INVITE" || r.again(word) || r.method(word) {
			s.Methods = append(s.Methods, word.Value)
		}
	}
	if during := f.take("for"); during != nil {
		s.For, _ = r.duration(during, "for")
		if s.For == 0 && during.Value == "0s" {
			r.wrong(during, "for: 0s is over at once", "leave for: out to watch as long as the call lasts")
		}
	}
	f.done()
	if len(s.Methods) == 0 {
		return nil
	}
	return s
}

// methods are the words of a key that names methods; there must be one.
func (r *reader) methods(n *yaml.Node, what string) []*yaml.Node {
	if n.Kind == yaml.ScalarNode && n.Value == "" || n.Kind == yaml.SequenceNode && len(n.Content) == 0 {
		r.wrong(n, what+": names no method", fmt.Sprintf("write  %s: BYE", what))
		return nil
	}
	return r.words(n, what)
}

func (r *reader) close(f *fields) Step {
	value := f.take("close")
	f.done()
	how := r.oneOf(value, "close", closedWords)
	if how == "" {
		return nil
	}
	return &Close{At: r.at(value), Reset: how == "reset"}
}

func (r *reader) forget(f *fields) Step {
	value := f.take("forget")
	f.done()
	if value.Kind != yaml.ScalarNode || value.Value != "" {
		r.wrong(value, "forget: takes nothing", "write the bare word  forget")
		return nil
	}
	return &Forget{At: r.at(value)}
}
