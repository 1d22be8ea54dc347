package respondertest

import (
	"bytes"
	"fmt"
	"io"
	"strings"

	"github.com/icholy/digest"

	"github.com/sipbin/sipbin/responder/message"
)

// challenge is one that a request answers from now on.
type challenge struct {
	*digest.Challenge
	header string // that answers it
	count  int    // of requests that answered it
	stale  int    // times that its nonce was too old
}

// mostStale is how often a realm may say that the nonce was too old.
const mostStale = 3

// user and password are those that the responder lets in by default.
const user, password = "sipbin", "sipbin"

// challenged takes the challenges of a 401 or 407 and reports whether they can
// be answered: a realm is given credentials once, and again only when it says
// that nothing but the nonce was too old (RFC 3261 section 22.1, RFC 7616
// section 3.3). Of several for a realm the first that is understood counts
// (RFC 8760 section 2.4).
func (r *request) challenged(m *message.Message) bool {
	user := r.answersTo(m, "WWW-Authenticate", "Authorization")
	proxy := r.answersTo(m, "Proxy-Authenticate", "Proxy-Authorization")
	return user != rejected && proxy != rejected && (user == answered || proxy == answered)
}

// login says what came of the challenges in a header field.
type login int

const (
	unasked login = iota
	answered
	rejected
)

func (r *request) answersTo(m *message.Message, asks, answers string) login {
	if r.misplaced {
		answers = "Authorization"
	}
	asked := make(map[string]bool)
	for _, value := range m.HeaderValues(asks) {
		parsed, err := digest.ParseChallenge(value)
		if err != nil && r.mixes {
			r.set(answers, strings.Replace(value, "Digest ", "", 1)+", username=\""+user+"\"")
			return answered
		}
		if err != nil || asked[parsed.Realm] {
			continue
		}
		for i := range parsed.QOP {
			parsed.QOP[i] = strings.TrimSpace(parsed.QOP[i])
		}
		if !digest.CanDigest(parsed) {
			continue
		}
		asked[parsed.Realm] = true
		if !r.take(&challenge{Challenge: parsed, header: answers}) {
			return rejected
		}
	}
	if len(asked) == 0 {
		return unasked
	}
	return answered
}

// take keeps a challenge, and reports false for a second one of a realm that is
// not about the nonce's age.
func (r *request) take(ch *challenge) bool {
	for i, known := range r.challenges {
		if known.Realm == ch.Realm && known.header == ch.header {
			r.challenges[i], ch.stale = ch, known.stale+1
			if r.countsOn {
				ch.count = known.count
			}
			return ch.Stale && ch.stale <= mostStale
		}
	}
	if r.forgetful {
		r.challenges = nil
	}
	r.challenges = append(r.challenges, ch)
	return true
}

// login gives a request in a call the login of its INVITE, counted on, if the
// caller keeps that (RFC 7616 section 3.4).
func (l *leg) login(r *request) {
	profile := &l.caller.profile
	if l.call == nil || !profile.does(reusesNonce) && !profile.does(nonceCountStays) {
		return
	}
	for _, ch := range l.call.invite.challenges {
		kept := *ch
		if profile.does(nonceCountStays) {
			kept.count = 0
		}
		r.challenges = append(r.challenges, &kept)
	}
}

// answers are the credentials of the next try.
func (r *request) answers(uri string) (headers []message.Header) {
	body := r.body
	if r.bodiless {
		body = nil
	}
	for _, ch := range r.challenges {
		ch.count++
		credentials, err := digest.Digest(ch.Challenge, digest.Options{
			Method: r.method, URI: uri, Username: user, Password: r.password,
			Cnonce: fmt.Sprintf("caller%d", ch.count), Count: ch.count,
			GetBody: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(body)), nil },
		})
		if err == nil { // it said that it can, of what it could parse
			headers = append(headers, message.Header{Name: ch.header, Value: credentials.String()})
		}
	}
	return headers
}
