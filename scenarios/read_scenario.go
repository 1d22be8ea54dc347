package scenarios

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/sipbin/sipbin/catalog"
	"go.yaml.in/yaml/v4"
)

var scenarioName = regexp.MustCompile(`^[a-z][a-z0-9-]*$`)

const scenarioHint = "a scenario looks like  scenario: busy  on:  INVITE: [180, 486]"

// scenario reads a document, nil when it has no name.
func (r *reader) scenario(n *yaml.Node) *Scenario {
	f := r.fields(n, "a scenario", scenarioHint)
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
	if match := f.take("match"); match != nil {
		s.Match = r.match(match)
	}
	if on := f.take("on"); on != nil {
		r.on(s, on)
	} else {
		r.wrong(n, "this scenario has no on:, so it answers nothing", "add  on:  INVITE: [486]")
	}
	if off := f.take("off"); off != nil {
		s.Off = r.acts(off)
	}
	f.done("needs", "lose", "start", "must")
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

func (r *reader) match(n *yaml.Node) (m Match) {
	f := r.fields(n, "match", `write  match: {user: "2???"}`)
	if f == nil {
		return m
	}
	if len(n.Content) == 0 {
		r.wrong(n, "an empty match fits nothing", `write  match: {user: "*"}  to fit every user`)
	}
	if user := f.take("user"); user != nil {
		m.User = r.pattern(user, "user")
	}
	f.done("source", "header", "domain", "from", "to", "listener", "at", "transport", "method", "body", "sdp", "supported")
	return m
}

func (r *reader) pattern(n *yaml.Node, what string) Pattern {
	src, ok := r.scalar(n, what)
	if !ok {
		return Pattern{}
	}
	p, err := ParsePattern(src)
	if err != nil {
		r.wrong(n, fmt.Sprintf("%s: %v", what, err), "")
	}
	if p.kind == glob && IsDial(src) {
		r.warn(n, fmt.Sprintf("%s is a dial string, but each * in a pattern stands for any characters", src),
			fmt.Sprintf(`write  %s: "%s"`, what, strings.ReplaceAll(src, "*", `\\*`)))
	}
	return p
}

// notYetEvents are those of the language that no list can be opened by yet.
var notYetEvents = []string{"re-INVITE", "no-ACK", "no-PRACK", "no-answer", "connection-closed"}

func (r *reader) on(s *Scenario, n *yaml.Node) {
	f := r.fields(n, "on", "write  on:  INVITE: [180, 486]")
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
	word := key.Value
	for _, event := range notYetEvents {
		if word == event || strings.HasSuffix(word, " again") {
			r.wrong(key, fmt.Sprintf("on: %s is not in this version yet", word), "")
			return false
		}
	}
	return word == "any" || r.method(key)
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
	switch near := nearest(word, append(known, "any")); {
	case !token.MatchString(word):
		r.wrong(n, fmt.Sprintf("%q is no method", word), "")
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
			r.wrong(item, fmt.Sprintf("no automatic act is called %s", item.Value), nearHint(item.Value, actNames[:], nil))
			continue
		}
		acts = acts.With(act)
	}
	return acts
}
