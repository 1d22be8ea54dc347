package scenarios

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/sipbin/sipbin/catalog"
	"go.yaml.in/yaml/v4"
)

var scenarioName = regexp.MustCompile(`^[a-z][a-z0-9-]*$`)

const scenarioHint = "a scenario looks like  scenario: busy  on:  INVITE: [180, 486]"

// scenario reads a document, nil when it has no name.
func (r *reader) scenario(n *yaml.Node) *Scenario {
	f := r.fields(n, "a scenario", scenarioKeys, scenarioHint)
	if f == nil {
		return nil
	}
	s := &Scenario{At: r.at(n), On: map[string]*List{}}
	if name := f.take("scenario"); name != nil {
		s.At = r.at(name)
		s.Name = r.name(name)
	} else {
		r.wrong(n, "this document has no scenario: with a name", scenarioHint)
	}
	if about := f.take("about"); about != nil {
		s.About, _ = r.scalar(about, "about")
	}
	if page := f.take("page"); page != nil {
		s.Page = r.page(page)
	}
	if match := f.take("match"); match != nil {
		if m := r.match(match, "match"); m != nil {
			s.Match = *m
		}
		if !f.has("on") && f.has("start") {
			r.wrong(match, "match: is for requests that come, and there is no on: for them", "take it out, or add  on:  INVITE: [486]")
		}
	}
	if needs := f.take("needs"); needs != nil {
		s.Needs = r.match(needs, "needs")
	}
	if lose := f.take("lose"); lose != nil {
		s.Lose = r.lose(lose)
	}
	if on := f.take("on"); on != nil {
		r.on(s, on)
	} else if !f.has("start") {
		r.wrong(n, "this scenario has no on:, so it answers nothing", "add  on:  INVITE: [486]")
	}
	if start := f.take("start"); start != nil {
		r.placing = true
		s.Start = r.steps(start, false)
		r.placing = false
		if len(start.Content) == 0 && start.Kind == yaml.SequenceNode {
			r.wrong(start, "start: sends nothing", "write  start: [{request: INVITE, expect: 200}]")
		}
	}
	if off := f.take("off"); off != nil {
		s.Off = r.acts(off)
	}
	if must := f.take("must"); must != nil {
		s.Must = r.must(must)
	}
	f.done()
	r.check(s)
	if s.Name == "" {
		return nil
	}
	return s
}

func (r *reader) name(n *yaml.Node) string {
	name, ok := r.scalar(n, "scenario")
	if ok && !scenarioName.MatchString(name) {
		hint := ""
		if fit := strings.Trim(notInName.ReplaceAllString(strings.ToLower(name), "-"), "-0123456789"); fit != "" {
			hint = "write " + fit
		} else if IsDial(name) {
			hint = "a number is dialled as a code; write a word like busy-" + name
		}
		r.wrong(n, fmt.Sprintf("%q cannot be dialled as a name: a small letter comes first, then small letters, digits and -", name), hint)
		return ""
	}
	return name
}

var notInName = regexp.MustCompile(`[^a-z0-9]+`)

// lose reads {INVITE: first 1}.
func (r *reader) lose(n *yaml.Node) map[string]Count {
	const hint = "write  lose: {INVITE: first 1}"
	f := r.fields(n, "lose", nil, hint)
	if f == nil {
		return nil
	}
	if len(n.Content) == 0 {
		r.wrong(n, "lose: names no method", hint)
	}
	out := map[string]Count{}
	for key, value := range f.pairs() {
		if f.taken[key] || !r.method(key) {
			continue
		}
		if c, ok := r.count(value, "lose: "+key.Value); ok {
			out[key.Value] = c
		}
	}
	return out
}

func (r *reader) on(s *Scenario, n *yaml.Node) {
	f := r.fields(n, "on", nil, "write  on:  INVITE: [180, 486]")
	if f == nil {
		return
	}
	if len(n.Content) == 0 {
		r.wrong(n, "on: has no method, so it answers nothing", "write  on:  INVITE: [486]")
	}
	for key, value := range f.pairs() {
		if f.taken[key] || !r.event(key) {
			continue
		}
		s.On[key.Value] = r.list(value)
	}
}

// event reports whether a key of on: can open a list.
func (r *reader) event(key *yaml.Node) bool {
	if slices.Contains(eventNames(), key.Value) || r.again(key) {
		return true
	}
	near := catalog.NearestOf(key.Value, slices.Concat(catalog.MethodNames(), eventNames()))
	if slices.Contains(eventNames(), near) && near != "any" {
		r.wrong(key, fmt.Sprintf("%s is no method", key.Value), "did you mean "+near+"?")
		return false
	}
	return r.method(key)
}

// again reports whether a word names the retransmission of a request: INVITE
// again.
func (r *reader) again(n *yaml.Node) bool {
	method, ok := strings.CutSuffix(n.Value, " again")
	return ok && (method == "re-INVITE" || slices.Contains(catalog.MethodNames(), method))
}

var token = regexp.MustCompile("^[A-Za-z0-9.!%*_+`'~-]+$") // RFC 3261 25.1

// method reports whether a node names a method. Case counts in a method's name
// (RFC 3261 7.1), and those nobody registered may be answered too, so only what
// looks like a slip is refused.
func (r *reader) method(n *yaml.Node) bool {
	word, known := n.Value, catalog.MethodNames()
	for _, m := range known {
		if word == m {
			return true
		}
	}
	switch near := catalog.NearestOf(word, append(known, "any")); {
	case word == keysWord:
		r.wrong(n, "DTMF is no method", "keys are waited for by  {expect: DTMF, digits: 1234}")
	case !token.MatchString(word):
		r.wrong(n, fmt.Sprintf("%q is no method", word), "")
	case IsDial(word):
		r.wrong(n, fmt.Sprintf("%s is a code, and a method is needed here", word), "methods are "+strings.Join(known, ", ")+"; what answers a request of ours is awaited by  {request: BYE, expect: 200}")
	case near != "":
		r.wrong(n, fmt.Sprintf("%s is no method", word), "did you mean "+near+"?")
	case strings.ToUpper(word) != word:
		r.wrong(n, fmt.Sprintf("%s is no method: their names are in capitals", word), "there are "+strings.Join(known, ", ")+" and any")
	default:
		return true
	}
	return false
}

// acts reads names of automatic acts.
func (r *reader) acts(n *yaml.Node) (acts Acts) {
	for _, item := range r.words(n, "off") {
		act, err := ParseAct(item.Value)
		if err != nil {
			r.wrong(item, fmt.Sprintf("no automatic act is called %s", item.Value), nearHint(item.Value, actNames[:]))
			continue
		}
		acts = acts.With(act)
	}
	return acts
}
