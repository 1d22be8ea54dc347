package respondertest

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/sipbin/sipbin/responder/message"
)

const (
	// mostWaits is how often a request comes back after a Retry-After.
	mostWaits = 2
	// mostTargets is how many redirections are followed.
	mostTargets = 5
	// glare is how long the owner of the Call-ID waits after a 491: between 2.1
	// and 4 s (RFC 3261 section 14.1).
	glare = 2500 * time.Millisecond
)

// follow does what a final response asks for: the request once more, with
// credentials, a longer interval, later or elsewhere (RFC 3261 section 8.1.3.5).
// It reports false when nothing follows.
func (c *Caller) follow(r *request, m *message.Message, now time.Time) bool {
	if m.Code() < 300 || r.dialog == nil || r.moot != nil && r.moot() {
		return false
	}
	var wait time.Duration
	var again bool
	switch m.Code() {
	case 401, 407:
		again = r.challenged(m)
	case 422:
		again = c.profile.SessionExpires > 0 && r.raise("Session-Expires", m, "Min-SE")
		if again {
			r.set("Min-SE", r.header("Session-Expires"))
		}
	case 423:
		again = r.raise("Expires", m, "Min-Expires")
	case 300, 301, 302, 305:
		again = c.redirect(r, m)
	case 491:
		wait, again = glare, r.method == "INVITE" || r.method == "UPDATE"
	case 500, 503:
		wait, again = retryAfter(m)
		again = again && wait <= c.profile.Patience
	}
	if wait > 0 {
		r.waits++
		again = again && r.waits <= mostWaits
	}
	if !again {
		return false
	}
	if wait == 0 {
		c.try(r, now)
		return true
	}
	c.after(wait, now, func(now time.Time) {
		if r.moot == nil || !r.moot() {
			c.try(r, now)
		}
	})
	return true
}

// raise takes an interval over that the response says is the least, once.
func (r *request) raise(name string, m *message.Message, least string) bool {
	value, _ := m.Header(least)
	asked, _ := strconv.ParseUint(message.BareValue(r.header(name)), 10, 32)
	n, err := strconv.ParseUint(message.BareValue(value), 10, 32)
	if r.raised || err != nil || n <= asked {
		return false
	}
	r.raised = true
	r.set(name, strconv.FormatUint(n, 10))
	return true
}

// retryAfter is the Retry-After of a response, without its comment.
func retryAfter(m *message.Message) (time.Duration, bool) {
	value, _ := m.Header("Retry-After")
	digits := strings.TrimSpace(value)
	if end := strings.IndexAny(digits, " \t;("); end >= 0 {
		digits = digits[:end]
	}
	n, err := strconv.ParseUint(digits, 10, 31)
	return time.Duration(n) * time.Second, err == nil
}

// redirect sends a request to the best Contact that is at the other end of the
// flow, none of them twice. Who diverted it is passed on (RFC 5806).
func (c *Caller) redirect(r *request, m *message.Message) bool {
	var best string
	highest := -1.0
	for _, contact := range m.List("Contact") {
		uri, err := message.ParseURI(message.AddrSpec(contact))
		if err != nil || !c.there(uri) || slices.Contains(r.targets, uri.Text) || uri.Text == r.dialog.Target {
			continue
		}
		q := 1.0
		if value, ok := message.Param(contact, "q"); ok {
			q, _ = strconv.ParseFloat(value, 64)
		}
		if q > highest {
			best, highest = uri.Text, q
		}
	}
	if best == "" || len(r.targets) == mostTargets {
		return false
	}
	r.targets = append(r.targets, r.dialog.Target)
	r.dialog.Target = best
	if diversions := m.HeaderValues("Diversion"); len(diversions) > 0 {
		r.headers = slices.DeleteFunc(r.headers, func(h message.Header) bool { return h.Name == "Diversion" })
		for _, diversion := range diversions {
			r.headers = append(r.headers, message.Header{Name: "Diversion", Value: diversion})
		}
	}
	return true
}

// there reports whether a URI is the other end of the flow; a URI without a
// port means the standard one.
func (c *Caller) there(uri message.URI) bool {
	host, port := message.SplitHostPort(c.flow.Face())
	named := 5060
	if uri.Port != 0 {
		named = uri.Port
	}
	return strings.EqualFold(uri.Host, host) && strconv.Itoa(named) == port
}
