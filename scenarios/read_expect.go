package scenarios

import (
	"fmt"
	"regexp"
	"strings"

	"go.yaml.in/yaml/v4"
)

func (r *reader) expect(f *fields) Step {
	value := f.take("expect")
	s := &Expect{At: r.at(value)}
	kind := r.expected(value, s)
	if within := f.take("within"); within != nil {
		s.Within, _ = r.duration(within, "within")
		if s.Within == 0 && within.Value == "0s" {
			r.wrong(within, "within: 0s is over before anything can come", "leave within: out to wait as long as the call lasts")
		}
	}
	if after := f.take("after"); after != nil {
		s.After, _ = r.duration(after, "after")
		if s.Within > 0 && s.After >= s.Within {
			r.wrong(after, fmt.Sprintf("after: %s is not before within: %s, so nothing can be in time", s.After, s.Within), "")
		}
	}
	r.pressed(f, s)
	r.selects(f, s)
	r.takes(f, s)
	if otherwise := f.take("else"); otherwise != nil {
		s.HasElse = true
		s.Else = r.steps(otherwise, false)
	}
	r.noRequest(f, kind)
	f.done()
	if len(s.Methods) == 0 && len(s.Codes) == 0 && s.Digits == nil {
		return nil
	}
	return s
}

// keysWord is what is expected of who presses keys.
const keysWord = "DTMF"

// expected reads what is waited for: methods, codes, or DTMF. kind is what it is
// when it is no request.
func (r *reader) expected(n *yaml.Node, s *Expect) (kind string) {
	words := r.methods(n, "expect")
	codes := 0
	for _, word := range words {
		if code, _, ok := dialElement(word.Value); ok && code > 0 && r.placing {
			codes++
			s.Codes = append(s.Codes, code)
		}
	}
	switch {
	case codes == len(words) && codes > 0:
		return "a response"
	case codes > 0:
		r.wrong(n, "expect: responses and requests cannot be waited for at once", "write two steps, of which either may come first")
		s.Codes = nil
		return ""
	case len(words) == 1 && words[0].Value == keysWord:
		p, _ := ParsePattern(anyKeys)
		s.Digits = &p
		return "what is pressed"
	}
	for _, word := range words {
		if r.again(word) {
			r.wrong(word, fmt.Sprintf("expect: %s: a retransmission belongs to the transaction", word.Value), fmt.Sprintf("answer it by  on: {%s: [...]},  or forbid it by  never: %s", word.Value, word.Value))
			continue
		}
		if word.Value == "re-INVITE" || r.method(word) {
			s.Methods = append(s.Methods, word.Value)
		}
	}
	return ""
}

// anyKeys is the pattern that any key fits.
const anyKeys = "?*"

// pressed reads digits:.
func (r *reader) pressed(f *fields, s *Expect) {
	n := f.take("digits")
	if n == nil {
		return
	}
	if s.Digits == nil {
		r.wrong(n, "digits: means nothing without  expect: DTMF", "write  {expect: DTMF, digits: 1234}")
		return
	}
	p := r.pattern(n, "digits")
	switch {
	case p.Zero():
		return
	case p.kind == exact && !keysPressed.MatchString(p.exact):
		r.wrong(n, fmt.Sprintf("digits: %q has other keys than 0-9 A-D * #", p.src), `write  digits: "1234#"`)
	case p.kind == glob && starKey.MatchString(p.src) && !IsDial(p.src):
		r.warn(n, fmt.Sprintf("digits: in a pattern the * of %s stands for any keys", p.src), fmt.Sprintf(`the key itself is \\*; write  digits: "%s"`, strings.ReplaceAll(p.src, "*", `\\*`)))
	}
	s.Digits = &p
}

var (
	keysPressed = regexp.MustCompile(`^[0-9A-D*#]+$`)
	// starKey is how people write service codes, *98 and *#62#.
	starKey = regexp.MustCompile(`^\*[0-9#]`)
)

// noRequest refuses the keys that mean nothing for what is no request.
func (r *reader) noRequest(f *fields, kind string) {
	if kind == "" {
		return
	}
	for key := range f.pairs() {
		switch word := key.Value; word {
		case "expect", "within", "after", "else", "digits":
		case "capture":
			if kind == "a response" {
				r.wrong(key, "capture: keeps values of a request, and this is a response", "take it out")
			}
		default:
			if f.keys.has(word) && f.taken[key] {
				r.wrong(key, fmt.Sprintf("%s: is about a request, and this is %s", word, kind), "take it out")
			}
		}
	}
}

// listener reads at:, the name of a listener.
func (r *reader) listener(f *fields) string {
	at := f.take("at")
	if at == nil {
		return ""
	}
	word, ok := r.scalar(at, "at")
	if ok && !plainWord.MatchString(word) {
		r.wrong(at, fmt.Sprintf("at: %q is no name", word), "write the name of a listener, like s1")
	}
	return word
}

// selects reads which request it is and what it must be like.
func (r *reader) selects(f *fields, s *Expect) {
	if dialog := f.take("dialog"); dialog != nil {
		s.Dialog = r.dialog(dialog)
	}
	s.Listener = r.listener(f)
	if where := f.take("where"); where != nil {
		s.Where = r.match(where, "where")
	}
	if capture := f.take("capture"); capture != nil {
		s.Capture = r.capture(capture)
	}
}

// takes reads what answers the request in place of the default.
func (r *reader) takes(f *fields, s *Expect) {
	if f.has("respond") {
		s.Takes = true
		before := len(r.problems.Errors())
		answer := r.response(f)
		r.onlyRaw(f, answer)
		if answer.Code >= 0 {
			r.unread[answer] = len(r.problems.Errors()) > before
			s.Do = []Step{answer}
		}
		if do := f.take("do"); do != nil {
			r.wrong(do, "do: and respond: cannot both answer", "put the response into do: as its first step")
		}
		return
	}
	if do := f.take("do"); do != nil {
		s.Takes = true
		s.Do = r.steps(do, false)
	}
}

var varName = regexp.MustCompile(`^` + varPattern + `$`)

const varPattern = `[A-Za-z_][A-Za-z0-9_]*`

// capture reads {name: expression}.
func (r *reader) capture(n *yaml.Node) (out []Capture) {
	const hint = `write  capture: {agent: 'Request.Header("User-Agent")'}`
	f := r.fields(n, "capture", nil, hint)
	if f == nil {
		return nil
	}
	if len(n.Content) == 0 {
		r.wrong(n, "capture: names no value", hint)
	}
	for key, value := range f.pairs() {
		switch {
		case f.taken[key]:
		case !varName.MatchString(key.Value):
			r.wrong(key, fmt.Sprintf("capture: %q cannot be written as {{.Vars.%s}}", key.Value, key.Value), "letters, digits and _ make a name")
		default:
			out = append(out, Capture{Name: key.Value, Value: r.expression(value, "capture", ParseValue)})
		}
	}
	return out
}
