package digest_test

import (
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/sipbin/sipbin/responder/digest"
)

func TestVerdictOnCredentials(t *testing.T) {
	alice := map[string]string{"alice": "secret"}
	s := digest.New(digest.Config{Users: alice, Algorithms: []digest.Algorithm{digest.SHA256, digest.MD5, "SHA3-512"}})
	values := s.Challenge(401, noon, digest.Options{})
	good := answer(t, values[1], sipbin(1))
	foreign := answer(t, challenge(digest.New(digest.Config{Realm: "elsewhere"})), sipbin(1))

	spelt := func(from, to string) string {
		if !strings.Contains(good, from) {
			t.Fatalf("%q is not in %s", from, good)
		}
		return strings.Replace(good, from, to, 1)
	}
	// The spellings that pass use one count of the nonce each.
	count := 1
	next := func() string { count++; return answer(t, values[1], sipbin(count)) }

	for _, tt := range []struct {
		name string
		auth []string
		want digest.Verdict
		user string
	}{
		{"none", nil, digest.NoCredentials, ""},
		{"a scheme that nobody knows is none (RFC 4475 regaut01)", []string{"NoOneKnowsThisScheme opaque-data=here"}, digest.NoCredentials, ""},
		{"Basic is none", []string{"Basic c2lwYmluOnNpcGJpbg=="}, digest.NoCredentials, ""},
		{"an empty line is none", []string{""}, digest.NoCredentials, ""},
		{"a first REGISTER of an IMS phone", []string{`Digest username="alice", realm="sipbin", nonce="", uri="sip:example.org", response=""`}, digest.NoCredentials, "alice"},
		{"right", []string{good}, digest.Passed, "sipbin"},
		{"right by the preferred algorithm", []string{answer(t, values[0], sipbin(60))}, digest.Passed, "sipbin"},
		{"right among others", []string{"Basic x", foreign, "Digest nonsense", next()}, digest.Passed, "sipbin"},
		{"the scheme in capitals", []string{strings.Replace(next(), "Digest", "DIGEST", 1)}, digest.Passed, "sipbin"},
		{"names in capitals, white space, empty elements", []string{"digest\t," + strings.NewReplacer("realm=", "REALM = ", "nc=", ",NC\t=").Replace(next()[7:])}, digest.Passed, "sipbin"},
		{"tokens in quotes", []string{strings.NewReplacer("qop=auth", `qop="auth"`, "algorithm=MD5", `algorithm="md5"`).Replace(next())}, digest.Passed, "sipbin"},
		{"unknown parameters", []string{next() + `, auts="x,y", x=1`}, digest.Passed, "sipbin"},
		{"only of another realm", []string{foreign, foreign}, digest.WrongRealm, "sipbin"},
		{"of another realm, though malformed", []string{`Digest realm="elsewhere"`}, digest.WrongRealm, ""},
		{"the first of our realm counts", []string{foreign, spelt("response=\"", "response=\"0"), "Digest x"}, digest.WrongResponse, "sipbin"},
		{"nobody of that name", []string{spelt(`username="sipbin"`, `username="mallory"`)}, digest.WrongUser, "mallory"},
		{"names are case-sensitive", []string{spelt(`username="sipbin"`, `username="Sipbin"`)}, digest.WrongUser, "Sipbin"},
		{"an algorithm that was not offered", []string{spelt("algorithm=MD5", "algorithm=SHA-512-256")}, digest.WrongAlgorithm, "sipbin"},
		{"a qop that was not offered", []string{spelt("qop=auth", "qop=auth-int")}, digest.WrongQOP, "sipbin"},
		{"an algorithm that was offered but cannot be", []string{spelt("algorithm=MD5", "algorithm=SHA3-512")}, digest.WrongAlgorithm, "sipbin"},
		{"the response of another user", []string{spelt(`username="sipbin"`, `username="alice"`)}, digest.WrongResponse, "alice"},
		{"two of one parameter", []string{good + ", nc=00000001"}, digest.Malformed, "sipbin"},
		{"a quote that does not end", []string{good + `, opaque="x`}, digest.Malformed, "sipbin"},
		{"a lone quote", []string{good + `, opaque="`}, digest.Malformed, "sipbin"},
		{"a parameter without a value", []string{good + ", opaque"}, digest.Malformed, "sipbin"},
		{"a parameter whose name is no token", []string{good + ", @=1"}, digest.Malformed, "sipbin"},
		{"no parameters", []string{"Digest"}, digest.Malformed, ""},
		{"no realm", []string{spelt(`realm="sipbin", `, "")}, digest.Malformed, "sipbin"},
		{"no uri", []string{spelt(`uri="`+target+`", `, "")}, digest.Malformed, "sipbin"},
		{"no cnonce", []string{spelt("cnonce=", "cannonce=")}, digest.Malformed, "sipbin"},
		{"no response", []string{spelt(`response=`, "respond=")}, digest.Malformed, "sipbin"},
		{"no nonce", []string{spelt(` nonce=`, " nince=")}, digest.Malformed, "sipbin"},
		{"no nc", []string{spelt(", nc=00000001", "")}, digest.Malformed, "sipbin"},
		{"an nc that is no number", []string{spelt("nc=00000001", "nc=one")}, digest.Malformed, "sipbin"},
		{"an nc of zero", []string{spelt("nc=00000001", "nc=00000000")}, digest.Malformed, "sipbin"},
		{"an nc of nine digits", []string{spelt("nc=00000001", "nc=100000001")}, digest.Malformed, "sipbin"},
		{"a qop that does not exist", []string{spelt("qop=auth", "qop=auth-conf")}, digest.Malformed, "sipbin"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			v, user := s.Verify(invite(t, tt.auth...), 401, noon)
			if v != tt.want || user != tt.user {
				t.Errorf("%v, user %q; want %v, user %q", v, user, tt.want, tt.user)
			}
		})
	}
}

func TestSipbinPassesUnlessUsersSaysOtherwise(t *testing.T) {
	for _, tt := range []struct {
		name  string
		users map[string]string
		want  digest.Verdict
	}{
		{"no users", nil, digest.Passed},
		{"other users", map[string]string{"alice": "secret"}, digest.Passed},
		{"another password", map[string]string{"sipbin": "other"}, digest.WrongResponse},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := digest.New(digest.Config{Users: tt.users})
			if v, _ := s.Verify(invite(t, answer(t, challenge(s), sipbin(1))), 401, noon); v != tt.want {
				t.Errorf("%v, want %v", v, tt.want)
			}
		})
	}
}

func TestEachCodeHasItsHeader(t *testing.T) {
	s := digest.New(digest.Config{})
	m := request(t, "INVITE", target, "", "Proxy-Authorization: "+answer(t, challenge(s), sipbin(1)))
	if v, _ := s.Verify(m, 401, noon); v != digest.NoCredentials {
		t.Errorf("Proxy-Authorization for a 401: %v", v)
	}
	if v, user := s.Verify(m, 407, noon); v != digest.Passed || user != "sipbin" {
		t.Errorf("Proxy-Authorization for a 407: %v, user %q", v, user)
	}
}

func TestTheMethodIsTheRequestsOwn(t *testing.T) {
	s := digest.New(digest.Config{})
	m := request(t, "BYE", target, "", "Authorization: "+answer(t, challenge(s), sipbin(1)))
	if v, _ := s.Verify(m, 401, noon); v != digest.WrongResponse {
		t.Errorf("credentials of an INVITE in a BYE: %v", v)
	}
}

func TestTheURINeedNotBeTheRequestURI(t *testing.T) {
	s := digest.New(digest.Config{})
	for _, tt := range []struct {
		name, requestURI, uri string
		want                  digest.Verdict
	}{
		{"the same, and no URI at all", "/dir/index.html", "/dir/index.html", digest.Passed},
		{"a proxy put another host in", "sip:486@10.0.0.9:5070;transport=tcp", target, digest.Passed},
		{"a proxy put another user in", "sip:busy@10.0.0.9", target, digest.Passed},
		{"the user is escaped", "sip:180%2A486@example.org", "sip:180*486@example.org", digest.Passed},
		{"sips for sip", target, "sips:486@example.org", digest.Passed},
		{"a registrar's, without a user", "sip:example.org", "sip:example.org:5060", digest.Passed},
		{"of somebody else", target, "sip:487@example.org", digest.WrongURI},
		{"without a user, as sipp sends it", target, "sip:example.org", digest.Passed},
		{"no URI", target, "486", digest.WrongURI},
	} {
		t.Run(tt.name, func(t *testing.T) {
			o := sipbin(1)
			o.URI = tt.uri
			m := request(t, "INVITE", tt.requestURI, "", "Authorization: "+answer(t, challenge(s), o))
			if v, _ := s.Verify(m, 401, noon); v != tt.want {
				t.Errorf("%v, want %v", v, tt.want)
			}
		})
	}
}

func TestTheURIOfAnotherHostIsTold(t *testing.T) {
	s := digest.New(digest.Config{})
	foreign := digest.New(digest.Config{Realm: "elsewhere"})
	for _, tt := range []struct {
		name, requestURI, uri string
		of                    *digest.Server
		want                  string
	}{
		{"the same", target, target, s, ""},
		{"the same in capitals, with a port and parameters", target, "sip:486@EXAMPLE.org:5060;transport=tcp", s, ""},
		{"another host", target, "sip:486@elsewhere.example", s, "sip:486@elsewhere.example"},
		{"another domain without a user", target, "sip:elsewhere.example", s, "sip:elsewhere.example"},
		{"the domain, where a proxy put an address in", "sip:486@10.0.0.9", target, s, target},
		{"another host, for another realm", target, "sip:486@elsewhere.example", foreign, ""},
		{"no URI", target, "486", s, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			o := sipbin(1)
			o.URI = tt.uri
			m := request(t, "INVITE", tt.requestURI, "", "Authorization: "+answer(t, challenge(tt.of), o))
			if got := s.Elsewhere(m, 401); got != tt.want {
				t.Errorf("%q, want %q", got, tt.want)
			}
		})
	}
	if got := s.Elsewhere(invite(t, "Basic x", "Digest x"), 401); got != "" {
		t.Errorf("without credentials %q", got)
	}
}

func TestANonceIsGoodForItsLife(t *testing.T) {
	s := digest.New(digest.Config{NonceLife: time.Minute})
	value := challenge(s)
	for _, tt := range []struct {
		name  string
		count int
		after time.Duration
		want  digest.Verdict
	}{
		{"at once", 1, 0, digest.Passed},
		{"to the millisecond", 2, time.Minute, digest.Passed},
		{"and no longer", 3, time.Minute + time.Millisecond, digest.StaleNonce},
		{"a clock set back harms nobody", 4, -time.Hour, digest.Passed},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if v, _ := s.Verify(invite(t, answer(t, value, sipbin(tt.count))), 401, noon.Add(tt.after)); v != tt.want {
				t.Errorf("%v, want %v", v, tt.want)
			}
		})
	}
	wrong := sipbin(5)
	wrong.Password = "guess"
	if v, _ := s.Verify(invite(t, answer(t, value, wrong)), 401, noon.Add(time.Hour)); v != digest.WrongResponse {
		t.Errorf("a wrong password with an old nonce: %v; stale=true would tell the client to try it again", v)
	}
}

func TestANonceOfSomebodyElseIsNotOurs(t *testing.T) {
	secret := []byte("a secret")
	s := digest.New(digest.Config{Secret: secret})
	forged := answer(t, strings.Replace(challenge(s), `nonce="0`, `nonce="1`, 1), sipbin(1))
	for _, tt := range []struct {
		name string
		auth string
		want digest.Verdict
	}{
		{"of a server with another secret", answer(t, challenge(digest.New(digest.Config{})), sipbin(1)), digest.WrongNonce},
		{"of the same server before a restart", answer(t, challenge(digest.New(digest.Config{Secret: secret})), sipbin(1)), digest.Passed},
		{"with a later time put in", forged, digest.WrongNonce},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if v, _ := s.Verify(invite(t, tt.auth), 401, noon); v != tt.want {
				t.Errorf("%v, want %v", v, tt.want)
			}
		})
	}
}

func TestACountIsUsedOnce(t *testing.T) {
	s := digest.New(digest.Config{})
	value := challenge(s)
	for _, step := range []struct {
		count int
		want  digest.Verdict
	}{
		{1, digest.Passed}, {1, digest.ReplayedNC}, {3, digest.Passed}, {2, digest.Passed}, {2, digest.ReplayedNC},
		{70, digest.Passed}, {7, digest.Passed}, {7, digest.ReplayedNC}, {6, digest.ReplayedNC},
		{1 << 30, digest.Passed}, {70, digest.ReplayedNC}, {1<<30 - 63, digest.Passed}, {1<<30 - 64, digest.ReplayedNC},
	} {
		if v, _ := s.Verify(invite(t, answer(t, value, sipbin(step.count))), 401, noon); v != step.want {
			t.Errorf("nc %d: %v, want %v", step.count, v, step.want)
		}
	}
}

func TestAskingAgainAboutARequestIsNoReplay(t *testing.T) {
	s := digest.New(digest.Config{})
	auth := answer(t, challenge(s), sipbin(1))
	m := invite(t, auth)
	for range 2 {
		if v, _ := s.Verify(m, 401, noon); v != digest.Passed {
			t.Errorf("the same message: %v", v)
		}
	}
	if v, _ := s.Verify(invite(t, auth), 401, noon); v != digest.ReplayedNC {
		t.Errorf("a message that says the same: %v", v)
	}
}

func TestWhatFailsUsesNoCount(t *testing.T) {
	s := digest.New(digest.Config{})
	value := challenge(s)
	wrong := sipbin(1)
	wrong.Password = "guess"
	s.Verify(invite(t, answer(t, value, wrong)), 401, noon)
	if v, _ := s.Verify(invite(t, answer(t, value, sipbin(1))), 401, noon); v != digest.Passed {
		t.Errorf("the right password after a wrong one: %v", v)
	}
}

func TestAFullMemoryMakesOldNoncesStaleAndNoneFresh(t *testing.T) {
	s := digest.New(digest.Config{MaxNonces: 2})
	values := make([]string, 4)
	for i := range values {
		values[i] = challenge(s)
	}
	for i, want := range []digest.Verdict{digest.Passed, digest.Passed, digest.Passed, digest.Passed} {
		if v, _ := s.Verify(invite(t, answer(t, values[i], sipbin(1))), 401, noon); v != want {
			t.Errorf("nonce %d: %v, want %v", i, v, want)
		}
	}
	for i, want := range []digest.Verdict{digest.StaleNonce, digest.StaleNonce, digest.ReplayedNC, digest.ReplayedNC} {
		if v, _ := s.Verify(invite(t, answer(t, values[i], sipbin(1))), 401, noon); v != want {
			t.Errorf("nonce %d again: %v, want %v", i, v, want)
		}
	}
}

func TestAScenariosChallengeDiffersOnlyInWhatItSays(t *testing.T) {
	s := digest.New(digest.Config{Users: map[string]string{"alice": "secret"}})
	other := s.With(digest.Config{Realm: "lab", Algorithms: []digest.Algorithm{digest.SHA256}, QOP: []string{"auth-int"}, NonceLife: time.Second})
	value := challenge(other)
	if got, want := nonceForm.ReplaceAllString(value, "NONCE"), `Digest realm="lab", NONCE, algorithm=SHA-256, qop="auth-int"`; got != want {
		t.Errorf("got %s\nwant %s", got, want)
	}
	o := sipbin(1)
	o.Username, o.Password = "alice", "secret"
	auth := answer(t, value, o)
	for _, step := range []struct {
		name string
		s    *digest.Server
		want digest.Verdict
	}{
		{"the server itself", s, digest.WrongRealm},
		{"one that has other users", other.With(digest.Config{Users: map[string]string{"bob": "x"}}), digest.WrongUser},
		{"one that has another secret", other.With(digest.Config{Secret: []byte("x")}), digest.WrongNonce},
		{"one that offers another protection", s.With(digest.Config{Realm: "lab", Algorithms: []digest.Algorithm{digest.SHA256}}), digest.WrongQOP},
		{"a like one", s.With(digest.Config{Realm: "lab", Algorithms: []digest.Algorithm{digest.SHA256}, QOP: []string{"auth-int"}}), digest.Passed},
		{"the one that asked, after a like one", other, digest.ReplayedNC},
	} {
		if v, _ := step.s.Verify(invite(t, auth), 401, noon); v != step.want {
			t.Errorf("%s: %v, want %v", step.name, v, step.want)
		}
	}
	if v, _ := other.Verify(invite(t, auth), 401, noon.Add(2*time.Second)); v != digest.StaleNonce {
		t.Errorf("after its own life: %v", v)
	}
}

func TestOfManyAtOnceOneUsesTheCount(t *testing.T) {
	s := digest.New(digest.Config{})
	auth := answer(t, challenge(s), sipbin(1))
	verdicts := make([]digest.Verdict, 16)
	var wg sync.WaitGroup
	for i := range verdicts {
		m := invite(t, auth)
		wg.Go(func() {
			s.Challenge(401, noon, digest.Options{})
			verdicts[i], _ = s.Verify(m, 401, noon)
		})
	}
	wg.Wait()
	passed := 0
	for _, v := range verdicts {
		switch v {
		case digest.Passed:
			passed++
		case digest.ReplayedNC:
		default:
			t.Errorf("%v", v)
		}
	}
	if passed != 1 {
		t.Errorf("%d passed, want 1", passed)
	}
}

func TestVerdictsHaveWords(t *testing.T) {
	seen := map[string]digest.Verdict{}
	for v := digest.Passed; v <= digest.ReplayedNC; v++ {
		if other, taken := seen[v.String()]; taken || v.String() == "" {
			t.Errorf("verdicts %d and %d are both %q", v, other, v)
		}
		seen[v.String()] = v
		if want := v >= digest.WrongNonce; v.Stale() != want {
			t.Errorf("%v: stale %v", v, v.Stale())
		}
	}
	if _, taken := seen[digest.Verdict(-1).String()]; taken {
		t.Error("what is no verdict has the word of one")
	}
}
