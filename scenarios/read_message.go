package scenarios

import (
	"fmt"
	"strings"

	"go.yaml.in/yaml/v4"
)

// message reads what responses and requests of ours have in common.
func (r *reader) message(f *fields) (headers []Header, body Text, fault *Fault) {
	if n := f.take("headers"); n != nil {
		headers = r.headers(n)
	}
	if n := f.take("body"); n != nil {
		body = r.body(n)
	}
	if n := f.take("fault"); n != nil {
		fault = r.fault(n)
	}
	return headers, body, fault
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
	f := r.fields(n, "headers", nil, "write  headers: {Retry-After: 5}")
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
