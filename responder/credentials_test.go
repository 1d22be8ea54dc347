package responder_test

import (
	"testing"

	"github.com/icholy/digest"

	"github.com/sipbin/sipbin/responder/message"
)

// credentials answers the challenge of a 401.
func credentials(t *testing.T, m *message.Message, method, uri, password string) string {
	t.Helper()
	value, _ := m.Header("WWW-Authenticate")
	challenge, err := digest.ParseChallenge(value)
	if err != nil {
		t.Fatalf("%v in %q", err, value)
	}
	c, err := digest.Digest(challenge, digest.Options{Method: method, URI: uri, Username: "sipbin", Password: password, Cnonce: "c", Count: 1})
	if err != nil {
		t.Fatal(err)
	}
	return "Authorization: " + c.String()
}
