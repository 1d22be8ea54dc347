package scenarios

import (
	"fmt"
	"strings"

	"github.com/sipbin/sipbin/catalog"
	"go.yaml.in/yaml/v4"
)

// verb is a step by the word that makes it one.
type verb struct {
	name string
	keys keys
	read func(*reader, *fields) Step
}

// verbs are looked for in this order: {request: BYE, expect: 200} is a request,
// {expect: CANCEL, respond: 200} an expect.
func verbs() []verb {
	return []verb{
		{"request", requestKeys, (*reader).request},
		{"expect", expectKeys, (*reader).expect},
		{"respond", respondKeys, (*reader).respond},
		{"wait", waitKeys, (*reader).wait},
		{"never", neverKeys, (*reader).never},
		{"challenge", challengeKeys, (*reader).challenge},
		{"play", playKeys, (*reader).play},
		{"close", closeKeys, (*reader).close},
		{"forget", forgetKeys, (*reader).forget},
		{"when", whenKeys, (*reader).when},
		{"choose", chooseKeys, (*reader).choose},
		{"fail", failKeys, (*reader).fail},
		{"repeat", repeatKeys, (*reader).repeat},
	}
}

func verbNames() (names []string) {
	for _, v := range verbs() {
		names = append(names, v.name)
	}
	return names
}

// step reads one step, nil when it is none.
func (r *reader) step(n *yaml.Node) Step {
	switch n.Kind {
	case yaml.ScalarNode:
		return r.bareStep(n)
	case yaml.SequenceNode:
		r.wrong(n, "a list stands where a step is needed", "write {attempts: [[...], [...]]} for a list each try")
		return nil
	}
	f := r.fields(n, "a step", nil, "")
	for _, v := range verbs() {
		if f.has(v.name) {
			f.what, f.keys = v.name, v.keys
			return v.read(r, f)
		}
	}
	if len(n.Content) == 0 {
		r.wrong(n, "an empty map is no step", "write [] in place of the list for silence")
		return nil
	}
	for key := range f.pairs() {
		if near := catalog.NearestOf(key.Value, verbNames()); near != "" {
			r.wrong(key, fmt.Sprintf("no step is called %s:", key.Value), "did you mean "+near+"?")
			return nil
		}
	}
	r.wrong(n, "this step says nothing to do", "a step has one of "+strings.Join(verbNames(), ", "))
	return nil
}

// bareStep reads a step that is one word: a code, or forget.
func (r *reader) bareStep(n *yaml.Node) Step {
	switch {
	case n.Value == "forget":
		return &Forget{At: r.at(n)}
	case n.Value == "none":
		r.wrong(n, "none is no step", "write {respond: none}, or [] in place of the list for silence")
		return nil
	case strings.Contains(n.Value, " - "):
		r.wrong(n, fmt.Sprintf("%q is no step", n.Value), "the next - is indented too far, so that YAML reads one text; put both in one column")
		return nil
	case IsDial(n.Value) && strings.Contains(n.Value, "*"):
		r.wrong(n, fmt.Sprintf("%s is a dial string, not a step", n.Value), "write its codes and waits as steps, like  180, {wait: 5s}, 486")
		return nil
	}
	code, ok := r.code(n, "")
	if !ok {
		return nil
	}
	return &Respond{At: r.at(n), Code: code}
}

// code reads 100 to 699, or none when what names the key it is for.
func (r *reader) code(n *yaml.Node, what string) (int, bool) {
	s, ok := r.scalar(n, "a code")
	if !ok {
		return 0, false
	}
	if s == "none" && what != "" {
		return 0, true
	}
	code, _, isCode := dialElement(s)
	if isCode && code != 0 {
		return code, true
	}
	if what == "" {
		hint := "a bare word in a list is a code, like 486"
		if near := catalog.NearestOf(s, verbNames()); near != "" {
			hint = "did you mean {" + near + ": ...}?"
		}
		r.wrong(n, fmt.Sprintf("%q is no code: these are 100 to 699", s), hint)
		return 0, false
	}
	r.wrong(n, fmt.Sprintf("%s: %q is no code: these are 100 to 699", what, s), "write a code like 486, or none for silence")
	return 0, false
}

func (r *reader) wait(f *fields) Step {
	value := f.take("wait")
	f.done()
	span, ok := r.span(value, "wait")
	if !ok {
		return nil
	}
	return &Wait{At: r.at(value), For: span.Min, To: span.Max}
}
