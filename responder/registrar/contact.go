package registrar

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/sipbin/sipbin/responder/message"
)

// contact is one Contact value of a REGISTER: what it says of a binding, and
// for how long that is to be given; 0 removes it.
type contact struct {
	Binding
	expires time.Duration
}

// readContact reads a Contact value, all but its expires.
func readContact(text string) (contact, error) {
	if strings.ContainsFunc(text, func(c rune) bool { return c < ' ' && c != '\t' || c == 0x7f }) {
		return contact{}, fmt.Errorf("address %q: control character", text)
	}
	address, err := message.ParseAddress(strings.Clone(text))
	if err != nil {
		return contact{}, err
	}
	spec := address.URI.Text
	if scheme, rest, _ := strings.Cut(spec, ":"); rest == "" || !message.IsToken(scheme) {
		return contact{}, fmt.Errorf("address %q: no URI", text)
	}
	// A URI with a question mark has to stand in <> (section 20.10; RFC 4475
	// section 3.1.2.14).
	if strings.Contains(spec, "?") && !strings.Contains(text, "<"+spec+">") {
		return contact{}, fmt.Errorf("address %q: question mark outside of <>", text)
	}
	if _, _, ok := cutParams(text); !ok {
		return contact{}, fmt.Errorf("address %q: brackets or quotes out of place", text)
	}
	c := contact{Binding: Binding{Contact: address.Text, URI: address.URI, Q: 1, parts: split(spec)}}
	if q, ok := address.Param("q"); ok {
		if f, err := strconv.ParseFloat(q, 64); err == nil && f >= 0 && f <= 1 {
			c.Q = f
		}
	}
	if instance, ok := address.Param("+sip.instance"); ok {
		c.Instance = strings.TrimSuffix(strings.TrimPrefix(instance, "<"), ">")
	}
	return c, nil
}

// withoutParam takes a parameter out of a header value and leaves the others as
// they are spelt.
func withoutParam(value, name string) string {
	bare, params, _ := cutParams(value)
	var b strings.Builder
	b.WriteString(bare)
	for _, param := range params {
		key, _, _ := strings.Cut(param[1:], "=")
		key = strings.TrimSpace(key)
		if key != "" && !strings.EqualFold(key, name) {
			b.WriteString(param)
		}
	}
	return strings.Trim(b.String(), " \t")
}

// cutParams cuts a header value in front of each semicolon that begins a
// parameter. It returns false when brackets stand where none may.
func cutParams(value string) (bare string, params []string, ok bool) {
	from, quoted, angle, closed := 0, false, false, false
	ok = true
	cut := func(to int) {
		if from == 0 {
			bare = value[:to]
		} else {
			params = append(params, value[from:to])
		}
		from = to
	}
	for i := 0; i < len(value); i++ {
		c := value[i]
		switch {
		case quoted && c == '\\':
			i++
		case c == '"' && !angle:
			quoted = !quoted
		case quoted:
		case c == '<':
			ok = ok && !angle && !closed && from == 0
			angle = true
		case c == '>':
			ok = ok && angle
			angle, closed = false, true
		case c == ';' && !angle:
			cut(i)
		case closed && from == 0 && c != ' ' && c != '\t':
			ok = false
		}
	}
	cut(len(value))
	return bare, params, ok && !quoted && !angle
}
