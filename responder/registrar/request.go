package registrar

import (
	"strconv"
	"strings"
	"time"

	"github.com/sipbin/sipbin/responder/message"
)

// request is what the Contact and Expires header fields of a REGISTER ask for.
// Neither contacts nor all is a query.
type request struct {
	contacts []contact
	all      bool // Contact: * removes every binding
}

// read reads them, or says why they are refused.
func (r *Registrar) read(m *message.Message) (request, *Result) {
	values := m.List("Contact")
	fallback, zero := r.config.DefaultExpires, false
	if text, ok := m.Header("Expires"); ok {
		fallback = r.deltaSeconds(text)
		zero = fallback == 0
	}
	for _, value := range values {
		switch {
		case !strings.HasPrefix(value, "*"):
		case value != "*":
			return request{}, &Result{Code: 400, Text: "Contact * with parameters"}
		case len(values) > 1:
			return request{}, &Result{Code: 400, Text: "Contact * beside other Contacts"}
		case !zero:
			return request{}, &Result{Code: 400, Text: "Contact * without Expires 0"}
		default:
			return request{all: true}, nil
		}
	}
	if len(values) > r.config.MaxBindings {
		return request{}, &Result{Code: 403, Text: "Too many Contacts"}
	}
	var asked request
	for _, value := range values {
		c, err := readContact(value)
		if err != nil {
			return request{}, &Result{Code: 400, Text: "Contact that cannot be read"}
		}
		if len(value) > maxText {
			return request{}, &Result{Code: 403, Text: "Contact too long"}
		}
		c.expires = fallback
		if text, ok := message.Param(value, "expires"); ok {
			c.expires = r.deltaSeconds(text)
		}
		if c.expires > 0 && c.expires < r.minExpires() {
			return request{}, &Result{Code: 423, Text: "Interval Too Brief", MinExpires: seconds(r.minExpires())}
		}
		c.expires = min(c.expires, r.config.MaxExpires)
		asked.contacts = append(asked.contacts, c)
	}
	return asked, nil
}

// deltaSeconds reads a number of seconds below 2^32 (section 20.19); for
// anything else there is a default (section 20.10).
func (r *Registrar) deltaSeconds(text string) time.Duration {
	n, err := strconv.ParseUint(text, 10, 32)
	if err != nil {
		return r.config.DefaultExpires
	}
	return time.Duration(n) * time.Second
}

// touches reports whether the request changes or removes a binding.
func (q request) touches(b Binding) bool {
	for _, c := range q.contacts {
		if equal(c.uri, b.URI) {
			return true
		}
	}
	return q.all
}

// minExpires is at most an hour: who asks for that is never refused (RFC 3261
// section 10.3 step 7).
func (r *Registrar) minExpires() time.Duration { return min(r.config.MinExpires, time.Hour) }

// seconds rounds up, so that who asks for what a 423 says is let in.
func seconds(d time.Duration) int { return int((d + time.Second - 1) / time.Second) }
