package digest_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	icholy "github.com/icholy/digest"

	"github.com/sipbin/sipbin/responder/digest"
	"github.com/sipbin/sipbin/responder/message"
)

var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// request is a request with further header lines and a body.
func request(t interface{ Fatalf(string, ...any) }, method, uri, body string, lines ...string) *message.Message {
	head := []string{
		method + " " + uri + " SIP/2.0",
		"Via: SIP/2.0/UDP 10.0.0.5:5060;branch=z9hG4bKdigest",
		"From: <sip:alice@example.org>;tag=1",
		"To: <sip:486@example.org>",
		"Call-ID: digest@10.0.0.5",
		"CSeq: 1 " + method,
		fmt.Sprintf("Content-Length: %d", len(body)),
	}
	m, err := message.Parse([]byte(strings.Join(append(head, lines...), "\r\n") + "\r\n\r\n" + body))
	if err != nil {
		t.Fatalf("the test's own request: %v", err)
	}
	return m
}

// invite is an INVITE to 486 with such Authorization lines.
func invite(t *testing.T, authorization ...string) *message.Message {
	for i, value := range authorization {
		authorization[i] = "Authorization: " + value
	}
	return request(t, "INVITE", target, "", authorization...)
}

const target = "sip:486@example.org"

// answer is what a client of somebody else's making answers the challenge with.
func answer(t interface{ Fatalf(string, ...any) }, challenge string, o icholy.Options) string {
	c, err := icholy.ParseChallenge(challenge)
	if err != nil {
		t.Fatalf("challenge %q: %v", challenge, err)
	}
	credentials, err := icholy.Digest(c, o)
	if err != nil {
		t.Fatalf("challenge %q: %v", challenge, err)
	}
	return credentials.String()
}

// sipbin are the options of the user that is always there.
func sipbin(count int) icholy.Options {
	return icholy.Options{Method: "INVITE", URI: target, Username: "sipbin", Password: "sipbin", Count: count}
}

func challenge(s *digest.Server) string { return s.Challenge(401, noon, digest.Options{})[0] }
