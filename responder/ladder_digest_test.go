package responder_test

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/icholy/digest"

	"github.com/sipbin/sipbin/responder"
	rfc "github.com/sipbin/sipbin/responder/digest"
)

// login answers one of the challenges in the last 401 or 407 of the engine.
type login struct {
	algorithm      string // which challenge, "" for the first
	qop            string // "" for auth
	realm          string // "" for that of the challenge
	user, password string // "" for sipbin
	uri            string
	count          int
	body           string
}

func (c *caller) credentials(method string, l login) string {
	c.t.Helper()
	asked := c.last()
	for _, m := range slices.Backward(c.toUs) {
		if m.Code() == 401 || m.Code() == 407 {
			asked = m
			break
		}
	}
	header, answer := "WWW-Authenticate", "Authorization: "
	if asked.Code() == 407 {
		header, answer = "Proxy-Authenticate", "Proxy-Authorization: "
	}
	for _, value := range asked.HeaderValues(header) {
		challenge, err := digest.ParseChallenge(value)
		if err != nil {
			c.t.Fatalf("%v in %s", err, value)
		}
		if l.algorithm != "" && challenge.Algorithm != l.algorithm {
			continue
		}
		if l.qop != "" {
			challenge.QOP = []string{l.qop}
		}
		if l.realm != "" {
			challenge.Realm = l.realm
		}
		credentials, err := digest.Digest(challenge, digest.Options{
			Method: method, URI: l.uri, Username: or(l.user, "sipbin"), Password: or(l.password, "sipbin"), Cnonce: "c", Count: max(l.count, 1),
			GetBody: func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(l.body)), nil },
		})
		if err != nil {
			c.t.Fatal(err)
		}
		return answer + credentials.String()
	}
	c.t.Fatalf("no challenge of %s in %v", l.algorithm, asked.HeaderValues(header))
	return ""
}

func or(text, otherwise string) string {
	if text == "" {
		return otherwise
	}
	return text
}

// challenged holds the last message to the challenges it carries, in their order,
// but for the nonce.
func (c *caller) challenged(want ...string) {
	c.t.Helper()
	var got []string
	for _, value := range append(c.last().HeaderValues("WWW-Authenticate"), c.last().HeaderValues("Proxy-Authenticate")...) {
		before, after, _ := strings.Cut(value, `nonce="`)
		_, after, _ = strings.Cut(after, `", `)
		got = append(got, before+after)
	}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		c.t.Errorf("at %v the %d asks\n%s\nwant\n%s", c.now.Format("05.000"), c.last().Code(), strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

const fromMethod = "scenario: login\nmatch: {user: bob}\non: {%s: [{challenge: 401%s}, 200]}\n"

// digestLadders are about who may (RFC 3261 section 22, RFC 8760).
var digestLadders = []ladderTest{
	{name: "several algorithms are offered in the order given", yaml: fmt.Sprintf(fromMethod, "REGISTER", `, realm: lab, algorithms: [SHA-512-256, SHA-256, MD5]`), play: func(c *caller) {
		for _, algorithm := range []string{"SHA-512-256", "SHA-256", "MD5"} {
			c.callID = algorithm
			c.register("bob", bob)
			c.challenged(`Digest realm="lab", algorithm=SHA-512-256, qop="auth"`, `Digest realm="lab", algorithm=SHA-256, qop="auth"`, `Digest realm="lab", algorithm=MD5, qop="auth"`)
			c.register("bob", bob, c.credentials("REGISTER", login{algorithm: algorithm, uri: "sip:127.0.0.1"}))
			c.wait(61 * sec) // until the try is forgotten
		}
	}},
	{name: "auth-int covers the body", yaml: fmt.Sprintf(fromMethod, "MESSAGE", `, qop: auth-int`), play: func(c *caller) {
		message := func(body string, more ...string) {
			c.request("MESSAGE", "bob", append(with("text/plain", body), more...)...)
		}
		message("hello")
		c.challenged(`Digest realm="sipbin", algorithm=MD5, qop="auth-int"`)
		credentials := c.credentials("MESSAGE", login{qop: "auth-int", uri: "sip:bob@127.0.0.1", body: "hello"})
		message("hullo", credentials)
		message("hello", credentials)
	}},
	{name: "credentials without qop pass as they did in RFC 2069", yaml: fmt.Sprintf(fromMethod, "REGISTER", `, qop: none`), play: func(c *caller) {
		c.register("bob", bob)
		c.challenged(`Digest realm="sipbin", algorithm=MD5`)
		c.register("bob", bob, c.credentials("REGISTER", login{uri: "sip:127.0.0.1"}))
	}},
	{name: "a nonce that is too old is stale, the password was right", yaml: "scenario: login\nmatch: {user: bob}\non: {REGISTER: {attempts: [[{challenge: 401}], [200]], forget-after: 1h}}\n",
		change: func(cfg *responder.Config) {
			cfg.Digest = rfc.New(rfc.Config{NonceLife: 10 * time.Second, Secret: []byte("secret")})
		}, play: func(c *caller) {
			c.register("bob", bob)
			c.challenged(`Digest realm="sipbin", algorithm=MD5, qop="auth"`)
			old := c.credentials("REGISTER", login{uri: "sip:127.0.0.1"})
			c.wait(11 * sec)
			c.register("bob", bob, old)
			c.challenged(`Digest realm="sipbin", stale=true, algorithm=MD5, qop="auth"`)
			c.register("bob", bob, c.credentials("REGISTER", login{uri: "sip:127.0.0.1"}))
		}},
	{name: "a nonce count is good once", yaml: "scenario: login\nmatch: {user: bob}\non: {REGISTER: {attempts: [[{challenge: 401}], [{challenge: 401}], [200]]}}\n", play: func(c *caller) {
		c.register("bob", bob)
		once := c.credentials("REGISTER", login{uri: "sip:127.0.0.1"})
		c.register("bob", bob, once) // which leads to the second challenge
		c.challenged(`Digest realm="sipbin", algorithm=MD5, qop="auth"`)
		c.register("bob", bob, once)
		c.challenged(`Digest realm="sipbin", stale=true, algorithm=MD5, qop="auth"`)
	}},
	{name: "wrong realm, user and password are challenged again", yaml: fmt.Sprintf(fromMethod, "REGISTER", `, users: {alice: secret}`), play: func(c *caller) {
		c.register("bob", bob)
		for _, l := range []login{
			{realm: "elsewhere", user: "alice", password: "secret"}, {user: "carol", password: "secret"}, {user: "alice", password: "guess"},
		} {
			l.uri = "sip:127.0.0.1"
			c.register("bob", bob, c.credentials("REGISTER", l))
			c.challenged(`Digest realm="sipbin", algorithm=MD5, qop="auth"`)
		}
		c.register("bob", bob, c.credentials("REGISTER", login{user: "alice", password: "secret", uri: "sip:127.0.0.1"}))
	}},
	{name: "a challenge without end", yaml: "scenario: login\nmatch: {user: bob}\non: {REGISTER: [{challenge: 401}]}\n", play: func(c *caller) {
		c.register("bob", bob)
		for range 4 {
			c.register("bob", bob, c.credentials("REGISTER", login{uri: "sip:127.0.0.1"}))
			c.challenged(`Digest realm="sipbin", algorithm=MD5, qop="auth"`)
		}
	}},
	{name: "a proxy's challenge, and neither ACK nor CANCEL is asked", yaml: "scenario: login\nmatch: {user: bob}\non: {INVITE: [{challenge: 407}, 180, {wait: 1s}, 200], any: [{challenge: 407}, 200]}\n", play: func(c *caller) {
		c.dial("bob")
		c.challenged(`Digest realm="sipbin", algorithm=MD5, qop="auth"`)
		credentials := c.credentials("INVITE", login{uri: "sip:bob@127.0.0.1"})
		c.ack()
		c.dial("bob", credentials)
		c.cancel()
		c.ack()
		c.wait(61 * sec)
		c.dial("bob")
		credentials = c.credentials("INVITE", login{uri: "sip:bob@127.0.0.1"})
		c.ack()
		c.dial("bob", credentials)
		c.wait(1 * sec)
		c.inside("ACK")
		c.inside("BYE")
	}},
}
