package digest_test

import (
	"regexp"
	"strings"
	"testing"

	icholy "github.com/icholy/digest"

	"github.com/sipbin/sipbin/responder/digest"
)

var nonceForm = regexp.MustCompile(`nonce="[0-9a-z]{60}"`)

func TestAChallengeSaysWhatIsConfigured(t *testing.T) {
	for _, tt := range []struct {
		name   string
		config digest.Config
		opt    digest.Options
		want   []string
	}{
		{"by default MD5 and auth", digest.Config{}, digest.Options{},
			[]string{`Digest realm="sipbin", NONCE, algorithm=MD5, qop="auth"`}},
		{"stale comes before the algorithm", digest.Config{}, digest.Options{Stale: true},
			[]string{`Digest realm="sipbin", NONCE, stale=true, algorithm=MD5, qop="auth"`}},
		{"one value an algorithm, in the order given, known or not",
			digest.Config{Algorithms: []digest.Algorithm{"SHA3-512", digest.SHA512256, digest.SHA256, digest.MD5}}, digest.Options{},
			[]string{
				`Digest realm="sipbin", NONCE, algorithm=SHA3-512, qop="auth"`,
				`Digest realm="sipbin", NONCE, algorithm=SHA-512-256, qop="auth"`,
				`Digest realm="sipbin", NONCE, algorithm=SHA-256, qop="auth"`,
				`Digest realm="sipbin", NONCE, algorithm=MD5, qop="auth"`,
			}},
		{"both kinds of protection", digest.Config{QOP: []string{"auth", "auth-int"}}, digest.Options{},
			[]string{`Digest realm="sipbin", NONCE, algorithm=MD5, qop="auth,auth-int"`}},
		{"none at all, as in RFC 2069", digest.Config{QOP: []string{"none"}}, digest.Options{},
			[]string{`Digest realm="sipbin", NONCE, algorithm=MD5`}},
		{"a realm with quotes and backslashes", digest.Config{Realm: `the "lab" \ 2`}, digest.Options{},
			[]string{`Digest realm="the \"lab\" \\ 2", NONCE, algorithm=MD5, qop="auth"`}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			for i, got := range digest.New(tt.config).Challenge(401, noon, tt.opt) {
				if got = nonceForm.ReplaceAllString(got, "NONCE"); got != tt.want[i] {
					t.Errorf("value %d:\n got %s\nwant %s", i, got, tt.want[i])
				}
			}
		})
	}
}

func TestTheChallengesOfOneResponseShareTheirNonceAndNoOthersDo(t *testing.T) {
	s := digest.New(digest.Config{Algorithms: []digest.Algorithm{digest.SHA256, digest.MD5}})
	first, second := s.Challenge(401, noon, digest.Options{}), s.Challenge(407, noon, digest.Options{})
	if nonce(t, first[0]) != nonce(t, first[1]) {
		t.Error("two nonces in one response")
	}
	if nonce(t, first[0]) == nonce(t, second[0]) {
		t.Error("two responses of the same millisecond have the same nonce")
	}
}

func TestHeaderNamesFollowTheCode(t *testing.T) {
	for code, want := range map[int]string{
		401: "WWW-Authenticate Authorization",
		407: "Proxy-Authenticate Proxy-Authorization",
	} {
		if got := digest.ChallengeHeader(code) + " " + digest.CredentialsHeader(code); got != want {
			t.Errorf("%d: %s, want %s", code, got, want)
		}
	}
}

func TestAlgorithmsAreKnownByName(t *testing.T) {
	for _, known := range strings.Fields("MD5 MD5-sess SHA-256 SHA-256-sess SHA-512-256 SHA-512-256-sess md5 sha-256-SESS") {
		if !digest.Algorithm(known).Known() {
			t.Errorf("%s is not known", known)
		}
	}
	for _, unknown := range []string{"", "SHA-512", "SHA256", "-sess", "AKAv1-MD5"} {
		if digest.Algorithm(unknown).Known() {
			t.Errorf("%q is known", unknown)
		}
	}
}

func nonce(t *testing.T, challenge string) string {
	c, err := icholy.ParseChallenge(challenge)
	if err != nil {
		t.Fatal(err)
	}
	return c.Nonce
}
