package catalog

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// grammarCases are values of header fields: those that fit, and those that do not.
var grammarCases = []struct {
	header    string
	good, bad []string
}{
	{"Accept", []string{"application/sdp", "application/sdp;level=1, application/*;q=0.5", "*/*", ""}, []string{"sdp", "a/b c/d", "a/b,"}},
	{"Accept-Language", []string{"da, en-gb;q=0.8, en;q=0.7", "*"}, []string{"da en"}},
	{"Alert-Info", []string{"<http://www.example.com/sounds/moo.wav>", "<file:///a>;x=1, <urn:alert:service:call-waiting>"}, []string{"http://a", "<moo>", ""}},
	{"Allow", []string{"INVITE, ACK,BYE", "INVITE", ""}, []string{"INVITE ACK", "INVITE;ACK", ","}},
	{"Authentication-Info", []string{`nextnonce="47364c23432d2e131a5fb210812c"`, `qop=auth, nc=00000001`}, []string{"nextnonce", ""}},
	{"Contact", []string{"sip:a@b", "<sip:a@b>", "Bob Smith <sip:a@b>", `"Bob, <i>" <sips:[::1]:5061;lr>;q=0.5;expires=60`, "sip:a@b;ob, <tel:+1>", "<sip:a_b.c-d.>", `"Jürgen" <sip:a@b>`, `<sip:a@b>;+sip.instance="<urn:uuid:0>"`, `"a\"b" <sip:a@b>`},
		[]string{"", "*", "<sip:a@b", "Bob Smith, sip:x", "sip:a@b?x=1", "Jürgen <sip:a@b>", "\"M\xfcller\" <sip:a@b>", "<sip:>", "<sip:a@b c>", "<sip:@b>", "<bob>", "<sip:a@b>;", "<sip:a@b> x", "<sip:a@1.2.3.4:99999>", "<sip:a@b:0>", "<sip:a@1.2.3>", "<sip:a@b..c>", "<sip:a@999.1.1.1>", "<sip:a%2@b>", "<sip:a@[::1>", "<sip:a@::1>", `"a <sip:a@b>`}},
	{"Content-Type", []string{"application/sdp", `multipart/mixed; boundary="a b"`}, []string{"sdp", "a/b, c/d", ""}},
	{"Date", []string{"Sat, 13 Nov 2010 23:29:00 GMT"}, []string{"yesterday", "Sat, 13 Nov 2010 23:29:00 CET", "2010-11-13", ""}},
	{"Expires", []string{"0", "4294967295"}, []string{"abc", "-1", "4294967296", "60;x", ""}},
	{"MIME-Version", []string{"1.0"}, []string{"1", "one"}},
	{"Reason", []string{`Q.850;cause=16;text="Terminated", SIP;cause=600`}, []string{"", "Q.850;cause=", "busy because"}},
	{"Record-Route", []string{"<sip:p1;lr>, <sip:p2;lr>;x=1"}, []string{"sip:p1;lr", ""}},
	{"Require", []string{"100rel, timer"}, []string{"100rel timer", ""}},
	{"Retry-After", []string{"18000;duration=3600", "120 (I'm in a meeting)", "4294967296", "1(a (b))"}, []string{"never", "60 soon", "60 (", "-1"}},
	{"Server", []string{"HomeServer v2", "sipbin/1.0 (a \\( b) x", "(only a comment)"}, []string{"a, b", "(open", ""}},
	{"Session-Expires", []string{"1800;refresher=uac", "10"}, []string{"30m", ""}},
	{"Subject", []string{"", "Need more boxes, Jürgen!"}, []string{"\xff"}},
	{"Supported", []string{"", "100rel,timer"}, []string{"a b"}},
	{"Timestamp", []string{"54", "54.21 0.3"}, []string{"now", "54 1 2"}},
	{"Warning", []string{`307 isi.edu "Session parameter 'foo' not understood"`, `399 [::1]:5060 "a, b", 301 x "y"`}, []string{"nonsense", "399 x y", `39 x "y"`, `399 "y"`, ""}},
	{"WWW-Authenticate", []string{`Digest realm="a, b", nonce="n" , qop="auth,auth-int", algorithm=MD5`, `Basic realm="x"`}, []string{"junk", "Digest", `Digest realm="a"`, `Digest realm=a, nonce="n"`, `Basic realm="a", Digest realm="a", nonce="n"`, ""}},
	{"Geolocation-Error", []string{`100;code="Cannot Process Location"`}, []string{"10", "no"}},
	{"Feature-Caps", []string{`*;+g.3gpp.srvcc="<sip:a@b>"`}, []string{"+g.3gpp.srvcc"}},
	{"Session-ID", []string{strings.Repeat("a1", 16) + ";remote=" + strings.Repeat("0", 32)}, []string{"a1"}},
	{"RAck", []string{"1 314159 INVITE"}, []string{"1 INVITE"}},
	{"Refer-Sub", []string{"false"}, []string{"no"}},
}

func TestGrammars(t *testing.T) {
	for _, c := range grammarCases {
		field, ok := LookupHeader(c.header)
		if !ok {
			t.Fatalf("%s is not in the catalog", c.header)
		}
		for _, value := range c.good {
			if !field.Value.Fits(value) {
				t.Errorf("%s: %q is %s", c.header, value, field.Value)
			}
		}
		for _, value := range c.bad {
			if field.Value.Fits(value) {
				t.Errorf("%s: %q is not %s", c.header, value, field.Value)
			}
		}
	}
}

func TestEveryHeaderFieldHasAGrammar(t *testing.T) {
	for _, f := range HeaderFields() {
		if f.Value.text == "" {
			t.Errorf("%s has none", f.Name)
		}
	}
}

// What is said to mend a header with, and what stands in for an author, can be
// sent itself.
func TestExamplesAndSamplesFitTheirGrammar(t *testing.T) {
	for name, value := range examples {
		value = strings.ReplaceAll(strings.Trim(value, `'`), "{{.Local}}", "10.0.0.1:5060")
		if strings.HasPrefix(value, `"`) {
			value = strings.Trim(value, `"`)
		}
		if field, _ := LookupHeader(name); !field.Value.Fits(value) {
			t.Errorf("%s: %s is not %s", name, value, field.Value)
		}
	}
	req := ask("INVITE")
	l := &look{req: req, method: "INVITE", own: &ours, draft: &Draft{Code: 302}}
	for _, f := range HeaderFields() {
		if v := l.sample(f.Name); v != "" && !f.Value.Fits(v) {
			t.Errorf("the sample %q of %s is not %s", v, f.Name, f.Value)
		}
	}
}

// What Build fills by itself is never worse than what an author may write.
func TestWhatIsFilledFitsItsGrammar(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		req, own := drawRequest(t), drawOwn(t)
		r, err := Build(req, &Draft{Code: rapid.IntRange(100, 699).Draw(t, "code"), Dialled: true}, &own)
		if err != nil {
			t.Skip(err)
		}
		for _, h := range r.Headers {
			field, known := LookupHeader(h.Name)
			if known && !slices.Contains(copiedNames, field.Name) && !field.Value.Fits(h.Value) {
				t.Fatalf("%s: %q is not %s", h.Name, h.Value, field.Value)
			}
		}
	})
}

func FuzzGrammars(f *testing.F) {
	for _, c := range grammarCases {
		for _, value := range slices.Concat(c.good, c.bad) {
			f.Add(c.header, value)
		}
	}
	f.Fuzz(func(t *testing.T, header, value string) {
		field, _ := LookupHeader(header)
		fits := field.Value.Fits(value)
		if fits && field.Value.lines && field.Value.reads != nil && value != "" && strings.TrimSpace(value) != "" && !field.Value.Fits(" "+value+"\t") {
			t.Errorf("white space around it makes %q of %s unreadable", value, header)
		}
	})
}
