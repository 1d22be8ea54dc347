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
	if c.profile.does(hangsUpRefused) && r.dialog.ID.RemoteTag != "" {
		return false
	}
	if c.insists(r, m) {
		c.later(r, time.Second, now)
		return true
	}
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
	case 415, 488:
		again = c.simplify(r, m.Code())
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
	c.later(r, wait, now)
	return true
}

// later tries a request again after a while, if somebody still wants it.
func (c *Caller) later(r *request, wait time.Duration, now time.Time) {
	c.after(wait, now, func(now time.Time) {
		if r.moot == nil || !r.moot() {
			c.try(r, now)
		}
	})
}

// insists reports whether a request goes out again, a second later, that should
// not. Credentials are rejected when they were sent before.
func (c *Caller) insists(r *request, m *message.Message) bool {
	var most int
	switch code := m.Code(); {
	case (code == 401 || code == 407) && c.profile.does(keepsWrongPassword):
		if len(r.challenges) > 0 && !r.challenged(m) {
			most = 4
		}
	case code >= 300 && code < 400 && c.profile.does(keepsTarget),
		code == 491 && c.profile.does(glareAtOnce),
		code >= 400 && code != 401 && code != 407 && c.profile.does(retries) && r.dialog.ID.RemoteTag == "":
		most = 3
	}
	r.insisted++
	return r.insisted <= most
}

// simplify takes out of an INVITE what was refused: a body beside the session
// description, or a codec of its own.
func (c *Caller) simplify(r *request, code int) bool {
	if r.method != "INVITE" || c.refused || code == 415 && !c.profile.does(isup) || code == 488 && !c.profile.does(g729) {
		return false
	}
	c.refused = true
	r.carry("application/sdp", c.offer())
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
// flow, none of them twice. Who diverted it is passed on (RFC 5806, RFC 7044).
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
	if !c.profile.does(dropsDiversion) {
		for _, name := range []string{"Diversion", "History-Info"} {
			r.passOn(name, m)
		}
	}
	return true
}

// passOn takes a header field over from a response.
func (r *request) passOn(name string, m *message.Message) {
	values := m.HeaderValues(name)
	if len(values) == 0 {
		return
	}
	r.headers = slices.DeleteFunc(r.headers, func(h message.Header) bool { return h.Name == name })
	for _, value := range values {
		r.headers = append(r.headers, message.Header{Name: name, Value: value})
	}
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
