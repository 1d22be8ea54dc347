package scenarios

import (
	"fmt"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"
)

// verbs are the words that make a step, in the order in which they are looked
// for: {expect: CANCEL, respond: 200} is an expect.
var verbs = []string{"expect", "respond", "wait", "challenge", "request"}

// notYetVerbs are steps of the language that are not built yet.
var notYetVerbs = []string{"never", "play", "close", "forget", "when", "choose", "repeat"}

// step reads one step, nil when it is none.
func (r *reader) step(n *yaml.Node) Step {
	switch n.Kind {
	case yaml.ScalarNode:
		return r.bareStep(n)
	case yaml.SequenceNode:
		r.wrong(n, "a list stands where a step is needed", "write {attempts: [[...], [...]]} for a list each try")
		return nil
	}
	f := r.fields(n, "a step", "")
	for _, verb := range verbs {
		if f.has(verb) {
			f.what = verb
			return r.verb(verb, f)
		}
	}
	for key := range f.pairs() {
		if slices.Contains(notYetVerbs, key.Value) {
			r.wrong(key, key.Value+": is not in this version yet", "")
			return nil
		}
	}
	if len(n.Content) == 0 {
		r.wrong(n, "an empty map is no step", "write [] in place of the list for silence")
		return nil
	}
	for key := range f.pairs() {
		if near := nearest(key.Value, verbs); near != "" {
			r.wrong(key, fmt.Sprintf("no step is called %s:", key.Value), "did you mean "+near+"?")
			return nil
		}
	}
	r.wrong(n, "this step says nothing to do", "a step has one of "+strings.Join(verbs, ", "))
	return nil
}

func (r *reader) verb(name string, f *fields) Step {
	switch name {
	case "expect":
		return r.expect(f)
	case "respond":
		return r.respond(f)
	case "wait":
		return r.wait(f)
	case "challenge":
		return r.challenge(f)
	}
	return r.request(f)
}

// bareStep reads a step that is one word: a code.
func (r *reader) bareStep(n *yaml.Node) Step {
	switch {
	case slices.Contains(notYetVerbs, n.Value):
		r.wrong(n, n.Value+" is not in this version yet", "")
		return nil
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
		if near := nearest(s, slices.Concat(verbs, notYetVerbs)); near != "" {
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
	d, ok := r.duration(value, "wait")
	if !ok {
		return nil
	}
	return &Wait{At: r.at(value), For: d}
}

func (r *reader) challenge(f *fields) Step {
	value := f.take("challenge")
	f.done("realm", "algorithms", "algorithm", "qop", "stale", "users")
	s, ok := r.scalar(value, "challenge")
	if !ok {
		return nil
	}
	if s != "401" && s != "407" {
		r.wrong(value, fmt.Sprintf("challenge: %s is no challenge", s), "write 401, or 407 to challenge as a proxy does")
		return nil
	}
	code, _, _ := dialElement(s)
	return &Challenge{At: r.at(value), Code: code}
}

// notYetRequests are requests of ours that are not built yet.
var notYetRequests = []string{"re-INVITE", "INVITE", "UPDATE", "INFO", "NOTIFY", "OPTIONS", "MESSAGE", "REFER", "PRACK", "SUBSCRIBE"}

func (r *reader) request(f *fields) Step {
	value := f.take("request")
	f.done("headers", "body", "sdp", "expect", "dialog", "at")
	method, ok := r.scalar(value, "request")
	switch {
	case !ok:
	case method == "BYE":
		return &Request{At: r.at(value), Method: method}
	case slices.Contains(notYetRequests, method):
		r.wrong(value, fmt.Sprintf("request: %s is not in this version yet", method), "BYE is what we can send")
	default:
		r.wrong(value, fmt.Sprintf("request: %q is nothing we can send", method), "write  request: BYE")
	}
	return nil
}
