package registrar

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/sipbin/sipbin/responder/message"
)

// request is what a REGISTER asks for. Neither contacts nor all is a query.
type request struct {
	aor      string
	host     string // of the address-of-record, and its port
	callID   string
	cseq     uint32
	contacts []contact
	all      bool // Contact: * removes every binding
	path     []string
	outbound bool // flows are told apart by instance and reg-id
	gruu     bool // the client wants to know its GRUUs
}

// read reads a REGISTER, or says why it is refused whatever is stored.
func (c Config) read(m *message.Message) (request, *Result) {
	to, ok := recordOf(m)
	aor := strings.Clone(to.AOR())
	if !ok {
		return request{}, &Result{Code: 400, Text: "To that is no address-of-record"}
	}
	// What is stored must not hold the whole message in memory, hence the clones.
	asked := request{
		aor: aor, host: strings.Clone(strings.ToLower(to.HostPort())), callID: strings.Clone(m.CallID()), cseq: m.CSeq().Number, path: pathOf(m), gruu: m.Lists("Supported", "gruu"),
	}
	// A Path that the client did not expect may have been put in to listen in;
	// to refuse it is what RFC 3327 section 5.3 recommends.
	if asked.path != nil && !m.Lists("Supported", "path") {
		return request{}, &Result{Code: 420, Text: "Bad Extension", Headers: []message.Header{{Name: "Unsupported", Value: "path"}}}
	}
	values := m.List("Contact")
	fallback, zero := c.DefaultExpires, false
	if text, ok := m.Header("Expires"); ok {
		fallback = c.deltaSeconds(text)
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
			asked.all = true
			return asked, nil
		}
	}
	if len(values) > c.MaxContacts {
		return request{}, &Result{Code: 403, Text: "Too many Contacts"}
	}
	for _, value := range values {
		if len(aor)+len(asked.callID)+len(value)+textOf(asked.path) > maxText {
			return request{}, &Result{Code: 403, Text: "Contact too long"}
		}
		contact, err := readContact(value)
		if err != nil {
			return request{}, &Result{Code: 400, Text: "Contact that cannot be read"}
		}
		if _, isGRUU := contact.URI.Param("gr"); isGRUU && (contact.URI.AOR() == aor || strings.HasPrefix(contact.URI.User, tempUser)) {
			return request{}, &Result{Code: 403, Text: "Contact is a GRUU of the same address-of-record"}
		}
		contact.expires = fallback
		if text, ok := contact.Param("expires"); ok {
			contact.expires = c.deltaSeconds(text)
		}
		if contact.expires > 0 && contact.expires < c.minExpires() {
			return request{}, &Result{Code: 423, Text: "Interval Too Brief", MinExpires: seconds(c.minExpires())}
		}
		contact.expires = min(contact.expires, c.MaxExpires)
		asked.contacts = append(asked.contacts, contact)
	}
	if refused := asked.applyOutbound(m); refused != nil {
		return request{}, refused
	}
	return asked, nil
}

func textOf(values []string) (length int) {
	for _, value := range values {
		length += len(value)
	}
	return length
}

// deltaSeconds reads a number of seconds below 2^32 (section 20.19); for
// anything else there is a default (section 20.10).
func (c Config) deltaSeconds(text string) time.Duration {
	n, err := strconv.ParseUint(text, 10, 32)
	if err != nil {
		return c.DefaultExpires
	}
	return time.Duration(n) * time.Second
}

// overtaken reports whether one of the bindings that the request would touch
// was made by a request of the same Call-ID that is not older (RFC 3261 section
// 10.3 steps 6 and 7).
func (q request) overtaken(bindings []Binding) bool {
	for _, b := range bindings {
		if b.CallID == q.callID && b.CSeq >= q.cseq && q.touches(b) {
			return true
		}
	}
	return false
}

// touches reports whether the request changes or removes a binding.
func (q request) touches(b Binding) bool {
	return q.all || slices.ContainsFunc(q.contacts, func(c contact) bool { return c.same(b) })
}

// minExpires is at most an hour: who asks for that is never refused (RFC 3261
// section 10.3 step 7).
func (c Config) minExpires() time.Duration { return min(c.MinExpires, time.Hour) }

// seconds rounds up, so that who asks for what a 423 says is let in.
func seconds(d time.Duration) int { return int((d + time.Second - 1) / time.Second) }

// AOR is the address-of-record a REGISTER is about, that of its To header
// field (section 10.3 step 5). Without a host or number there is none.
func AOR(m *message.Message) (string, bool) {
	to, ok := recordOf(m)
	return strings.Clone(to.AOR()), ok
}

// recordOf is the URI of To. A port that is left out there is that of the
// Request-URI, if that names the same host: by it the registrar was reached.
func recordOf(m *message.Message) (message.URI, bool) {
	to, err := message.ParseURI(message.AddrSpec(m.To()))
	if err != nil || to.Host == "" && to.User == "" {
		return to, false
	}
	if asked, err := message.ParseURI(m.RequestURI()); err == nil && to.Port == 0 && strings.EqualFold(asked.Host, to.Host) {
		to.Port = asked.Port
	}
	return to, true
}
