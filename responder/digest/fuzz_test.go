package digest_test

import (
	"strings"
	"testing"

	"github.com/sipbin/sipbin/responder/digest"
)

// FuzzVerify feeds Verify whole Authorization values. Nothing that the fuzzer
// can make up knows the secret, so nothing may pass.
func FuzzVerify(f *testing.F) {
	f.Add(`Digest username="sipbin", realm="sipbin", nonce="0", uri="sip:486@example.org", response="0"`)
	f.Fuzz(func(t *testing.T, value string) {
		if strings.ContainsAny(value, "\r\n") {
			t.Skip("more than one header line")
		}
		all := []digest.Algorithm{digest.MD5, digest.MD5Sess, digest.SHA256, digest.SHA512256}
		s := digest.New(digest.Config{Algorithms: all})
		v, user := s.Verify(invite(t, value), 401, noon)
		if v == digest.Passed || v == digest.StaleNonce || v == digest.ReplayedNC {
			t.Errorf("%v", v)
		}
		if v > digest.WrongUser && user != "sipbin" {
			t.Errorf("%v for %q, who is nobody", v, user)
		}
	})
}
