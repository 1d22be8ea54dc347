package registrar

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/sipbin/sipbin/responder/message"
)

// contact is one Contact value of a REGISTER.
type contact struct {
	text    string
	uri     message.URI
	q       float64
	expires time.Duration // asked for, at most what is given; 0 removes
}

// readContact reads a Contact value, all but its expires.
func readContact(text string) (contact, error) {
	// What is stored must not hold the whole message in memory.
	address, err := message.ParseAddress(strings.Clone(text))
	if err != nil {
		return contact{}, err
	}
	// A URI with a question mark has to stand in <> (section 20.10; RFC 4475
	// section 3.1.2.14).
	spec := address.URI.Text
	if strings.Contains(spec, "?") && !strings.Contains(text, "<"+spec+">") {
		return contact{}, fmt.Errorf("address %q: question mark outside of <>", text)
	}
	if _, _, ok := cutParams(text); !ok {
		return contact{}, fmt.Errorf("address %q: brackets or quotes out of place", text)
	}
	c := contact{text: address.Text, uri: address.URI, q: 1}
	if q, ok := address.Param("q"); ok {
		if f, err := strconv.ParseFloat(q, 64); err == nil && f >= 0 && f <= 1 {
			c.q = f
		}
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
	return strings.TrimSpace(b.String())
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
