package digest_test

import (
	"strings"
	"testing"

	"github.com/sipbin/sipbin/responder/digest"
)

// The offer of draft-smith-sipping-auth-examples-01 section 3, which is to SIP
// what the examples of RFC 2617 are to HTTP.
var offer = strings.Join([]string{
	"v=0",
	"o=bob 2890844526 2890844526 IN IP4 media.biloxi.com",
	"s=-",
	"c=IN IP4 media.biloxi.com",
	"t=0 0",
	"m=audio 49170 RTP/AVP 0",
	"a=rtpmap:0 PCMU/8000",
	"m=video 51372 RTP/AVP 31",
	"a=rtpmap:31 H261/90000",
	"m=video 53000 RTP/AVP 32",
	"a=rtpmap:32 MPV/90000",
	"",
}, "\r\n")

// The published examples carry nonces of their own making. A verdict of
// WrongNonce says that everything but the nonce was right, and a changed
// password has to be noticed before that.
func TestPublishedExamplesVerify(t *testing.T) {
	mufasa := `username="Mufasa", realm="http-auth@example.org", uri="/dir/index.html", ` +
		`nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", nc=00000001, ` +
		`cnonce="f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ", qop=auth, ` +
		`opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS", `
	bob := `username="bob", realm="biloxi.com", uri="sip:bob@biloxi.com", ` +
		`nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", opaque="5ccc069c403ebaf9f0171e9517f40e41", `
	bobCount := bob + `nc=00000001, cnonce="0a4f113b", `

	for _, tt := range []struct {
		name                  string
		method, uri, body     string
		realm, user, password string
		credentials           string
	}{
		{"RFC 2617 3.5", "GET", "/dir/index.html", "", "testrealm@host.com", "Mufasa", "Circle Of Life",
			`username="Mufasa", realm="testrealm@host.com", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", ` +
				`uri="/dir/index.html", qop=auth, nc=00000001, cnonce="0a4f113b", ` +
				`response="6629fae49393a05397450978507c4ef1", opaque="5ccc069c403ebaf9f0171e9517f40e41"`},
		{"RFC 7616 3.9.1, MD5", "GET", "/dir/index.html", "", "http-auth@example.org", "Mufasa", "Circle of Life",
			mufasa + `algorithm=MD5, response="8ca523f5e9506fed4657c9700eebdbec"`},
		{"RFC 7616 3.9.1, SHA-256", "GET", "/dir/index.html", "", "http-auth@example.org", "Mufasa", "Circle of Life",
			mufasa + `algorithm=SHA-256, response="753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"`},
		{"RFC 7616 3.9.2 as its errata correct it, with the user's name in the clear, SHA-512-256", "GET", "/doe.json", "",
			"api@example.org", "Jäsøn Doe", "Secret, or not?",
			`username="Jäsøn Doe", realm="api@example.org", uri="/doe.json", algorithm=SHA-512-256, ` +
				`nonce="5TsQWLVdgBdmrQ0XsxbDODV+57QdFR34I9HAbC/RVvkK", nc=00000001, ` +
				`cnonce="NTg6RKcb9boFIAS3KrFK9BGeh+iDa/sm6jUMp2wds69v", qop=auth, ` +
				`response="3798d4131c277846293534c3edc11bd8a5e4cdcbff78b05db9d95eeb1cec68a5"`},
		{"SIP, neither algorithm nor qop", "INVITE", "sip:bob@biloxi.com", offer, "biloxi.com", "bob", "zanzibar",
			bob + `response="bf57e4e0d0bffc0fbaedce64d59add5e"`},
		{"SIP, auth without algorithm", "INVITE", "sip:bob@biloxi.com", offer, "biloxi.com", "bob", "zanzibar",
			bobCount + `qop=auth, response="89eb0059246c02b2f6ee02c7961d5ea3"`},
		{"SIP, auth and MD5-sess", "INVITE", "sip:bob@biloxi.com", offer, "biloxi.com", "bob", "zanzibar",
			bobCount + `qop=auth, algorithm=MD5-sess, response="e4e4ea61d186d07a92c9e1f6919902e9"`},
		{"SIP, auth-int and MD5", "INVITE", "sip:bob@biloxi.com", offer, "biloxi.com", "bob", "zanzibar",
			bobCount + `qop=auth-int, algorithm=MD5, response="bdbeebb2da6adb6bca02599c2239e192"`},
		{"SIP, auth-int and MD5-sess", "INVITE", "sip:bob@biloxi.com", offer, "biloxi.com", "bob", "zanzibar",
			bobCount + `qop=auth-int, algorithm=MD5-sess, response="91984da2d8663716e91554859c22ca70"`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			verdict := func(password, body string) digest.Verdict {
				s := digest.New(digest.Config{
					Realm:      tt.realm,
					Users:      map[string]string{tt.user: password},
					Algorithms: []digest.Algorithm{digest.MD5, digest.MD5Sess, digest.SHA256, digest.SHA512256},
					QOP:        []string{"auth", "auth-int"},
				})
				m := request(t, tt.method, tt.uri, body, "Authorization: Digest "+tt.credentials)
				v, user := s.Verify(m, 401, noon)
				if user != tt.user {
					t.Errorf("user %q, want %q", user, tt.user)
				}
				return v
			}
			if v := verdict(tt.password, tt.body); v != digest.WrongNonce {
				t.Errorf("with the right password: %v", v)
			}
			if v := verdict(tt.password+"x", tt.body); v != digest.WrongResponse {
				t.Errorf("with a wrong password: %v", v)
			}
			if v := verdict(tt.password, tt.body+"x"); strings.Contains(tt.credentials, "auth-int") != (v == digest.WrongResponse) {
				t.Errorf("with another body: %v", v)
			}
		})
	}
}
