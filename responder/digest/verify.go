package digest

import (
	"crypto/subtle"
	"slices"
	"strings"
	"time"

	"github.com/sipbin/sipbin/responder/message"
)

// Verify judges the credentials that a request brings for a challenge sent with
// that code, and names their user as sent ("" without credentials). Of several
// one has to pass; else the first of our realm is judged. Only what passes uses
// a nonce count up.
//
// To ask about the same Message again gives the same verdict, but its
// retransmission, parsed anew, is a replay.
func (s *Server) Verify(m *message.Message, code int, now time.Time) (Verdict, string) {
	verdict, user := NoCredentials, ""
	for _, value := range m.HeaderValues(CredentialsHeader(code)) {
		v, u := s.judge(m, value, now)
		if v == Passed {
			return v, u
		}
		if verdict == NoCredentials || verdict == WrongRealm && v != NoCredentials {
			verdict, user = v, u
		}
	}
	return verdict, user
}

func (s *Server) judge(m *message.Message, value string, now time.Time) (Verdict, string) {
	c, malformed, ok := parseCredentials(value)
	if !ok {
		return NoCredentials, ""
	}
	password, known := s.password(c.username)
	switch {
	case c.realm != "" && c.realm != s.config.Realm:
		return WrongRealm, c.username
	case malformed != "":
		return Malformed, c.username
	case c.empty():
		return NoCredentials, c.username
	case !s.offers(c.algorithm):
		return WrongAlgorithm, c.username
	case !s.protects(c.qop):
		return WrongQOP, c.username
	case !known:
		return WrongUser, c.username
	case !same(c.response, c.expected(password, m.Method(), m.Body())):
		return WrongResponse, c.username
	case !concerns(c.uri, m):
		return WrongURI, c.username
	}
	return s.judgeNonce(m, c, now), c.username
}

func (s *Server) judgeNonce(m *message.Message, c credentials, now time.Time) Verdict {
	id, ours := s.readNonce(c.nonce)
	switch {
	case !ours:
		return WrongNonce
	case id.age(now) > s.config.NonceLife:
		return StaleNonce
	case c.qop == "":
		return Passed // without a count there is nothing to tell a replay by
	}
	return s.counts.take(id, c.count, m)
}

// offers reports whether the algorithm is one of ours that can be computed.
func (s *Server) offers(a Algorithm) bool {
	for _, offered := range s.config.Algorithms {
		if strings.EqualFold(string(a), string(offered)) {
			return a.Known()
		}
	}
	return false
}

// protects reports whether the qop of credentials is one of ours, or none.
func (s *Server) protects(qop string) bool {
	return qop == "" || slices.ContainsFunc(s.config.QOP, func(offered string) bool { return strings.EqualFold(offered, qop) })
}

func same(a, b string) bool { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }

// concerns reports whether credentials made for uri can be those of the
// request. A proxy on the way may have put another Request-URI in, so they need
// not be equal (RFC 3261 section 22.4 item 6); but the user has to be the one
// in the Request-URI or in To, which a proxy leaves alone.
func concerns(uri string, m *message.Message) bool {
	if uri == m.RequestURI() {
		return true
	}
	asked, err := message.ParseURI(uri)
	switch {
	case err != nil:
		return false
	case asked.User == "":
		// Of the domain, as sipp sends it whatever it asks for.
		return true
	}
	for _, text := range []string{m.RequestURI(), message.AddrSpec(m.To())} {
		if u, err := message.ParseURI(text); err == nil && u.User == asked.User {
			return true
		}
	}
	return false
}

// Elsewhere is the uri of the credentials for our realm when it names another
// host than the Request-URI, "" when it does not. A client has to say the same in
// both (RFC 7616 section 3.4.6); but a proxy on the way may have put its own next
// hop in, so it is worth a word and no refusal.
func (s *Server) Elsewhere(m *message.Message, code int) string {
	for _, value := range m.HeaderValues(CredentialsHeader(code)) {
		c, malformed, ok := parseCredentials(value)
		if !ok || malformed != "" || c.realm != s.config.Realm {
			continue
		}
		said, err := message.ParseURI(c.uri)
		if asked, bad := message.ParseURI(m.RequestURI()); err == nil && bad == nil && !strings.EqualFold(said.Host, asked.Host) {
			return c.uri
		}
	}
	return ""
}
