package scenarios

import (
	"fmt"
	"strings"

	"go.yaml.in/yaml/v4"
)

// notYetRespond are keys of respond that are not built yet.
var notYetRespond = []string{"sdp", "answers", "dialog", "reliable", "times", "every", "fault", "raw"}

func (r *reader) respond(f *fields) Step {
	before := len(r.problems)
	s := r.response(f)
	f.done(notYetRespond...)
	if s == nil {
		return nil
	}
	r.unread[s] = len(r.problems) > before
	return s
}

// response reads respond: and the keys that say more about it; they stand
// beside expect: too.
func (r *reader) response(f *fields) *Respond {
	value := f.take("respond")
	s := &Respond{At: r.at(value)}
	if reason := f.take("reason"); reason != nil {
		s.Reason = r.reason(reason)
	}
	if headers := f.take("headers"); headers != nil {
		s.Headers = r.headers(headers)
	}
	if body := f.take("body"); body != nil {
		s.Body = r.body(body)
	}
	if breaks := f.take("breaks"); breaks != nil {
		for _, word := range r.words(breaks, "breaks") {
			s.Breaks = append(s.Breaks, word.Value)
		}
	}
	if off := f.take("off"); off != nil {
		s.Off = r.acts(off)
	}
	code, ok := r.code(value, "respond")
	if !ok {
		return nil
	}
	s.Code = code
	if code == 0 && (s.Reason != "" || len(s.Headers) > 0 || !s.Body.Empty()) {
		r.warn(value, "respond: none sends nothing, so reason, headers and body mean nothing", "")
	}
	return s
}

func (r *reader) reason(n *yaml.Node) string {
	s, ok := r.scalar(n, "reason")
	if !ok {
		return ""
	}
	if err := oneLine(s); err != nil {
		r.failed(n, "reason", err)
		return ""
	}
	if strings.Contains(s, "{{") {
		r.wrong(n, "reason: is sent as it stands, {{ and all", "headers and body can be templates")
	}
	return s
}

func (r *reader) body(n *yaml.Node) Text {
	s, ok := r.scalar(n, "body")
	if !ok {
		return Text{}
	}
	t, err := ParseBody(s)
	if err != nil {
		r.failed(n, "body", err)
	}
	return t
}

// headers reads a map of names to values; a list makes a line of each.
func (r *reader) headers(n *yaml.Node) []Header {
	f := r.fields(n, "headers", "write  headers: {Retry-After: 5}")
	if f == nil {
		return nil
	}
	var out []Header
	seen := map[string]bool{}
	for key, value := range f.pairs() {
		name := key.Value
		switch {
		case f.taken[key]:
			continue
		case !token.MatchString(name):
			r.wrong(key, fmt.Sprintf("%q cannot be a header's name", name), "letters, digits and - make one (RFC 3261 25.1)")
			continue
		case seen[strings.ToLower(name)]:
			r.wrong(key, name+" stands twice", twiceHint("headers", name))
			continue
		}
		seen[strings.ToLower(name)] = true
		lines := []*yaml.Node{value}
		if value.Kind == yaml.SequenceNode {
			lines = value.Content
			if len(lines) == 0 {
				r.wrong(value, name+" has an empty list", `write "" to take the header away`)
			}
		}
		for _, line := range lines {
			if t, ok := r.headerValue(name, line); ok {
				out = append(out, Header{Name: name, Value: t, At: r.at(line)})
			}
		}
	}
	return out
}

func (r *reader) headerValue(name string, n *yaml.Node) (Text, bool) {
	s, ok := r.scalar(n, name)
	if !ok {
		return Text{}, false
	}
	if n.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0 {
		s = strings.TrimRight(s, "\n") // the block's own last line end
	}
	t, err := ParseText(s)
	if err != nil {
		r.failed(n, name, err)
		return Text{}, false
	}
	if c := r.comment(n); c != "" {
		r.warn(n, fmt.Sprintf("the value ends before %q, which is a comment to YAML", c), "put the value in quotes if the # belongs to it")
	}
	return t, true
}

// comment is what stands behind a plain value as a comment but looks like part
// of it: people put a blank behind the # of a real one.
func (r *reader) comment(n *yaml.Node) string {
	if n.Style != 0 {
		return ""
	}
	line := r.line(r.at(n).Line)
	runes := []rune(line)
	rest := string(runes[min(n.Column-1, len(runes)):])
	i := strings.Index(rest, " #")
	if i < 0 || strings.HasPrefix(rest[i:], " # ") && !strings.ContainsAny(rest[i:], "<>\"") {
		return ""
	}
	return strings.TrimSpace(rest[i:])
}
