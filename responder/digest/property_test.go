package digest_test

import (
	"io"
	"strings"
	"testing"
	"time"

	icholy "github.com/icholy/digest"
	"pgregory.net/rapid"

	"github.com/sipbin/sipbin/responder/digest"
)

// What a client of somebody else's making computes from our challenge passes,
// and nothing that is one character off does.
func TestAnsweringTheChallengePassesAndAnyOtherPasswordDoesNot(t *testing.T) {
	// Printable ASCII: icholy's quoting of other characters is Go's, not SIP's.
	text := rapid.StringMatching(`[ -~]{1,16}`)
	rapid.Check(t, func(t *rapid.T) {
		password := text.Draw(t, "password")
		user := text.Filter(func(s string) bool { return strings.TrimSpace(s) == s }).Draw(t, "user")
		realm := text.Filter(func(s string) bool { return strings.TrimSpace(s) == s }).Draw(t, "realm")
		algorithm := rapid.SampledFrom([]digest.Algorithm{digest.MD5, digest.SHA256, digest.SHA512256}).Draw(t, "algorithm")
		qop := rapid.SampledFrom([]string{"auth", "auth-int", "none"}).Draw(t, "qop")
		method := rapid.SampledFrom([]string{"INVITE", "REGISTER", "BYE", "PRACK"}).Draw(t, "method")
		body := rapid.StringMatching(`[ -~]{0,40}`).Draw(t, "body")
		code := rapid.SampledFrom([]int{401, 407}).Draw(t, "code")
		wait := rapid.Int64Range(0, int64(5*time.Minute)).Draw(t, "wait")

		s := digest.New(digest.Config{
			Realm: realm, Users: map[string]string{user: password},
			Algorithms: []digest.Algorithm{algorithm}, QOP: []string{qop},
		})
		value := s.Challenge(code, noon, digest.Options{})[0]
		verify := func(password string, count int) digest.Verdict {
			o := icholy.Options{
				Method: method, URI: target, Username: user, Password: password, Count: count,
				GetBody: func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(body)), nil },
			}
			line := digest.CredentialsHeader(code) + ": " + answer(t, value, o)
			v, _ := s.Verify(request(t, method, target, body, line), code, noon.Add(time.Duration(wait)).Truncate(time.Millisecond))
			return v
		}

		i := rapid.IntRange(0, len(password)-1).Draw(t, "changed character")
		other := rapid.ByteRange(' ', '~').Filter(func(b byte) bool { return b != password[i] }).Draw(t, "to")
		if v := verify(password[:i]+string(other)+password[i+1:], 1); v != digest.WrongResponse {
			t.Fatalf("a changed password: %v", v)
		}
		if v := verify(password, 1); v != digest.Passed {
			t.Fatalf("the password: %v", v)
		}
		if v := verify(password, 2); v != digest.Passed {
			t.Fatalf("the next request: %v", v)
		}
		again := digest.ReplayedNC
		if qop == "none" {
			again = digest.Passed
		}
		if v := verify(password, 1); v != again {
			t.Fatalf("the same again: %v", v)
		}
	})
}

// A nonce with any of its characters changed is not ours.
func TestEveryCharacterOfANonceCounts(t *testing.T) {
	s := digest.New(digest.Config{})
	value := challenge(s)
	own := nonce(t, value)
	rapid.Check(t, func(t *rapid.T) {
		i := rapid.IntRange(0, len(own)-1).Draw(t, "i")
		c := rapid.SampledFrom([]byte("0123456789abcdefghijklmnopqrstuvwxyzF")).
			Filter(func(b byte) bool { return b != own[i] }).Draw(t, "c")
		changed := own[:i] + string(c) + own[i+1:]
		auth := answer(t, strings.Replace(value, own, changed, 1), sipbin(1))
		if v, _ := s.Verify(request(t, "INVITE", target, "", "Authorization: "+auth), 401, noon); v != digest.WrongNonce {
			t.Fatalf("%s for %s: %v", changed, own, v)
		}
	})
}
