package respondertest

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/sipbin/sipbin/responder/message"
)

const (
	// mostWaits is how often a request comes back after a Retry-After.
	mostWaits = 2
	// mostRaises is how often a request asks for a longer interval.
	mostRaises = 3
	// mostTargets is how many redirections are followed.
	mostTargets = 5
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
	if c.profile.does(givesUpRefused) || c.profile.does(hangsUpRefused) && r.dialog.ID.RemoteTag != "" {
		return false
	}
	if c.insists(r, m) {
		c.later(r, time.Second, now)
		return true
	}
	switch m.Code() {
	case 401, 407:
		again = !c.profile.does(ignoresChallenges) && r.challenged(m)
	case 422:
		again = c.profile.SessionExpires > 0 && r.raise("Session-Expires", m, "Min-SE")
		if again {
			r.set("Min-SE", r.header("Session-Expires"))
		}
	case 423:
		again = r.raise("Expires", m, "Min-Expires")
	case 300, 301, 302, 305:
		again = c.redirect(r, m)
	case 416:
		again = c.profile.does(telURI) && !c.refused
		if again {
			c.refused = true
			r.target(c.address(strings.TrimPrefix(r.dialog.Target, "tel:")) + ";user=phone")
		}
	case 415, 488:
		again = c.simplify(r, m.Code())
	case 439, 555:
		again = c.simpler(r)
	case 491:
		wait, again = c.glare(r), r.method == "INVITE" || r.method == "UPDATE"
	case 500, 503:
		wait, again = retryAfter(m)
		again = again && wait <= c.profile.Patience
	}
	if wait > 0 && c.profile.does(ignoresRetryAfter) {
		wait = 10 * time.Millisecond
	}
	if !again && m.Code() >= 400 && m.Code() < 600 && len(r.others) > 0 {
		r.next(r.others)
		again = true
	} else if wait > 0 || m.Code() >= 500 {
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

// raise takes an interval over that the response says is the least, as often as
// that grows, but not for ever. An interval of 0 ends something and stays.
func (r *request) raise(name string, m *message.Message, least string) bool {
	value, _ := m.Header(least)
	asked, _ := strconv.ParseUint(message.BareValue(r.header(name)), 10, 32)
	n, err := strconv.ParseUint(message.BareValue(value), 10, 32)
	if r.raised == mostRaises && !r.insatiable || err != nil || n <= asked || asked == 0 && !r.insatiable {
		return false
	}
	r.raised++
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

// glare is how long the caller waits after a 491: as the owner of the Call-ID
// between 2.1 and 4 s, else less than 2 s (RFC 3261 section 14.1).
func (c *Caller) glare(r *request) time.Duration {
	if c.owns(r.dialog.ID.CallID) || c.profile.does(waitsAsOwner) {
		return 2500 * time.Millisecond
	}
	return 500 * time.Millisecond
}

// owns reports whether a Call-ID is one of this caller's own.
func (c *Caller) owns(callID string) bool {
	return strings.HasSuffix(callID, "@"+c.flow.Remote.Addr().String())
}

// choice is a Contact that a request may go to.
type choice struct {
	uri string
	q   float64
}

// redirect sends a request to the best Contact that is at the other end of the
// flow, none of them twice; the next best are for when that one refuses (RFC
// 3261 section 8.1.3.4). Who diverted it is passed on (RFC 5806, RFC 7044).
func (c *Caller) redirect(r *request, m *message.Message) bool {
	var choices []choice
	for _, contact := range m.List("Contact") {
		uri, err := message.ParseURI(message.AddrSpec(contact))
		if err != nil || !c.there(uri) || r.went(uri.Text) && !c.profile.does(circles) {
			continue
		}
		q := 1.0
		if value, ok := message.Param(contact, "q"); ok && !c.profile.does(takesInOrder) {
			q, _ = strconv.ParseFloat(value, 64)
		}
		choices = append(choices, choice{uri.Text, q})
	}
	if len(choices) == 0 || len(r.targets) == mostTargets {
		return false
	}
	slices.SortStableFunc(choices, func(a, b choice) int { return cmp.Compare(b.q, a.q) })
	var uris []string
	for _, ch := range choices {
		uris = append(uris, ch.uri)
	}
	r.next(uris)
	if !c.profile.does(dropsDiversion) {
		for _, name := range []string{"Diversion", "History-Info"} {
			r.passOn(name, m)
		}
	}
	return true
}

// went reports whether the request was sent to a URI.
func (r *request) went(uri string) bool {
	return uri == r.dialog.Target || slices.Contains(r.targets, uri)
}

// next makes the first of several URIs the target.
func (r *request) next(uris []string) {
	r.targets = append(r.targets, r.dialog.Target)
	r.dialog.Target, r.others = uris[0], uris[1:]
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
