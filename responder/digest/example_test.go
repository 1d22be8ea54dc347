package digest_test

import (
	"fmt"
	"time"

	"github.com/sipbin/sipbin/responder/digest"
	"github.com/sipbin/sipbin/responder/message"
)

// Who brings no credentials is challenged. A fixed secret and time make this
// example print the same every time; a server does without both.
func ExampleServer() {
	s := digest.New(digest.Config{Realm: "lab", Secret: []byte("only for this example")})
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

	request, err := message.Parse([]byte("REGISTER sip:lab SIP/2.0\r\n" +
		"Via: SIP/2.0/UDP 10.0.0.5;branch=z9hG4bK1\r\nFrom: <sip:100@lab>;tag=1\r\nTo: <sip:100@lab>\r\n" +
		"Call-ID: 1@10.0.0.5\r\nCSeq: 1 REGISTER\r\n\r\n"))
	if err != nil {
		fmt.Println(err)
		return
	}
	verdict, _ := s.Verify(request, 401, now)
	fmt.Println(verdict)
	for _, value := range s.Challenge(401, now, digest.Options{Stale: verdict.Stale()}) {
		fmt.Println(digest.ChallengeHeader(401)+":", value)
	}
	// Output:
	// no credentials
	// WWW-Authenticate: Digest realm="lab", nonce="0000019ca9450a000000000000019dd65790592007e7407dfd095411f4c9", algorithm=MD5, qop="auth"
}
