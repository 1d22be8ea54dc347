package catalog

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

// ours is what a responder usually knows of itself.
var ours = Own{
	To: "<sip:486@10.0.0.1>;tag=b2", Reach: here{},
	Allow: []string{"INVITE", "ACK", "BYE", "CANCEL", "OPTIONS"}, Supported: []string{"100rel", "timer"},
	Accept: []string{"application/sdp"}, AllowEvents: []string{"presence"}, Expires: 600, ETag: "e1", RSeq: 1,
	Bindings: []string{"<sip:alice@10.0.0.7>;expires=600"}, Date: time.Date(2026, 5, 4, 3, 2, 1, 0, time.UTC),
	Challenges: []string{`Digest realm="sipbin", nonce="n1", qop="auth", algorithm=SHA-256`},
}

type here struct{}

func (here) Contact() string { return "sip:486@10.0.0.1:5060" }
func (here) Face() string    { return "10.0.0.1:5060" }

func mustBuild(t *testing.T, req Request, d Draft, own Own) Response {
	t.Helper()
	r, err := Build(req, &d, &own)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestEveryCodeCanBeDialledWithEveryMethod(t *testing.T) {
	for code := 100; code <= 699; code++ {
		for _, method := range append(MethodNames(), "FOO") {
			mustBuild(t, ask(method), Draft{Code: code, Dialled: true}, ours)
			mustBuild(t, ask(method), Draft{Code: code, Dialled: true}, Own{To: ours.To})
		}
	}
}

func TestBuildFills(t *testing.T) {
	const sip200 = "<sip:200@10.0.0.1:5060>"
	for _, c := range []struct {
		name   string
		req    *request
		draft  Draft
		header string
		want   []string
	}{
		{"Via is copied line by line", ask("INVITE"), Draft{Code: 486}, "Via", []string{"SIP/2.0/UDP 10.0.0.9:5060;branch=z9hG4bK-2;rport", "SIP/2.0/TCP 10.0.0.7;branch=z9hG4bK-1"}},
		{"CSeq keeps its spelling", ask("INVITE"), Draft{Code: 486}, "CSeq", []string{"7  INVITE"}},
		{"To gets our tag", ask("INVITE"), Draft{Code: 486}, "To", []string{ours.To}},
		{"a 100 has no tag of ours", ask("INVITE"), Draft{Code: 100}, "To", []string{"<sip:486@10.0.0.1>"}},
		{"a 100 copies Timestamp", ask("INVITE", Header{"Timestamp", "54"}), Draft{Code: 100}, "Timestamp", []string{"54"}},
		{"others do not", ask("INVITE", Header{"Timestamp", "54"}), Draft{Code: 180}, "Timestamp", nil},
		{"a 180 copies Record-Route in order", ask("INVITE", Header{"Record-Route", "<sip:p1;lr>,<sip:p2;lr>"}, Header{"record-route", "<sip:p3;lr>"}), Draft{Code: 180}, "Record-Route", []string{"<sip:p1;lr>,<sip:p2;lr>", "<sip:p3;lr>"}},
		{"a 486 does not", ask("INVITE", Header{"Record-Route", "<sip:p1;lr>"}), Draft{Code: 486}, "Record-Route", nil},
		{"nor a 200 to REGISTER", ask("REGISTER", Header{"Record-Route", "<sip:p1;lr>"}), Draft{Code: 200}, "Record-Route", nil},
		{"a 200 to NOTIFY does", ask("NOTIFY", Header{"Record-Route", "<sip:p1;lr>"}), Draft{Code: 200}, "Record-Route", []string{"<sip:p1;lr>"}},
		{"Contact is ours", ask("INVITE"), Draft{Code: 180}, "Contact", []string{"<sip:486@10.0.0.1:5060>"}},
		{"Contact is sips when that was asked", ask("INVITE").to("sips:486@10.0.0.1"), Draft{Code: 180}, "Contact", []string{"<sips:486@10.0.0.1:5060>"}},
		{"Contact of a REGISTER are the bindings", ask("REGISTER"), Draft{Code: 200}, "Contact", ours.Bindings},
		{"an author's Contact stands instead", ask("INVITE"), Draft{Code: 200, Headers: head("m", "<sip:a@b>")}, "Contact", []string{"<sip:a@b>"}},
		{"several values are several lines", ask("INVITE"), Draft{Code: 302, Headers: head("Contact", "<sip:a@b>", "X", "1", "Contact", "<sip:c@d>")}, "Contact", []string{"<sip:a@b>", "<sip:c@d>"}},
		{"Expires of SUBSCRIBE is what was granted", ask("SUBSCRIBE", Header{"Expires", "3600"}), Draft{Code: 200}, "Expires", []string{"600"}},
		{"but not more than was asked", ask("SUBSCRIBE", Header{"Expires", "0"}), Draft{Code: 200}, "Expires", []string{"0"}},
		{"Unsupported is what is required and not supported", ask("INVITE", Header{"Require", "timer, foo"}, Header{"Require", "bar"}), Draft{Code: 420}, "Unsupported", []string{"foo, bar"}},
		{"or all of it, when the author wants none", ask("INVITE", Header{"Require", "timer"}), Draft{Code: 420}, "Unsupported", []string{"timer"}},
		{"a reliable 183 says 100rel", ask("INVITE", Header{"Supported", "100rel"}), Draft{Code: 183, Reliable: true}, "Require", []string{"100rel"}},
		{"and counts", ask("INVITE", Header{"Supported", "100rel"}), Draft{Code: 183, Reliable: true}, "RSeq", []string{"1"}},
		{"405 lists what is allowed", ask("INFO"), Draft{Code: 405}, "Allow", []string{"INVITE, ACK, BYE, CANCEL, OPTIONS"}},
		{"401 challenges", ask("INVITE"), Draft{Code: 401}, "WWW-Authenticate", ours.Challenges},
		{"423 asks for more than was asked", ask("REGISTER", Header{"Expires", "60"}), Draft{Code: 423}, "Min-Expires", []string{"120"}},
		{"423 goes by the shortest Contact", ask("REGISTER", Header{"Contact", "<sip:c@d>;expires=30"}, Header{"Expires", "60"}), Draft{Code: 423}, "Min-Expires", []string{"60"}},
		{"422 asks for 90 s", ask("INVITE", Header{"x", "60"}, Header{"Supported", "timer"}), Draft{Code: 422}, "Min-SE", []string{"90"}},
		{"Content-Length counts", ask("INVITE"), Draft{Code: 486, Body: []byte("busy"), ContentType: "text/plain"}, "Content-Length", []string{"4"}},
		{"and the type stands before it", ask("INVITE"), Draft{Code: 486, Body: []byte("busy"), ContentType: "text/plain"}, "Content-Type", []string{"text/plain"}},
		{"a header taken away is gone", ask("OPTIONS"), Draft{Code: 200, Without: []string{"ALLOW"}}, "Allow", nil},

		{"dialled 302 names a Contact of ours", ask("INVITE").to("sip:302@10.0.0.1"), Draft{Code: 302, Dialled: true}, "Contact", []string{sip200}},
		{"and who diverts", ask("INVITE").to("sip:302@10.0.0.1"), Draft{Code: 302, Dialled: true}, "Diversion", []string{"<sip:302@10.0.0.1:5060>;reason=unconditional"}},
		{"but nobody is redirected to himself", ask("INVITE").to("sip:200@10.0.0.1:5060"), Draft{Code: 305, Dialled: true}, "Contact", []string{"<sip:180*200@10.0.0.1:5060>"}},
		{"dialled 503 says when", ask("INVITE"), Draft{Code: 503, Dialled: true}, "Retry-After", []string{"5"}},
		{"written 503 does not", ask("INVITE"), Draft{Code: 503}, "Retry-After", nil},
		{"dialled 423 asks for an hour", ask("REGISTER", Header{"Expires", "60"}), Draft{Code: 423, Dialled: true}, "Min-Expires", []string{"3600"}},
		{"or twice what was asked", ask("REGISTER", Header{"Expires", "7200"}), Draft{Code: 423, Dialled: true}, "Min-Expires", []string{"14400"}},
		{"within 32 bits", ask("REGISTER", Header{"Expires", "4294967295"}), Draft{Code: 423, Dialled: true}, "Min-Expires", []string{"4294967295"}},
		{"dialled 422 likewise", ask("INVITE", Header{"x", "1800"}), Draft{Code: 422, Dialled: true}, "Min-SE", []string{"3600"}},
		{"dialled 420 lists what is required", ask("INVITE", Header{"Require", "foo"}), Draft{Code: 420, Dialled: true}, "Unsupported", []string{"foo"}},
		{"but nothing that is no option tag", ask("INVITE", Header{"Require", "a b, foo, 0\n0"}), Draft{Code: 420}, "Unsupported", []string{"foo"}},
		{"or a sample", ask("INVITE"), Draft{Code: 420, Dialled: true}, "Unsupported", []string{"sipbin-sample"}},
		{"dialled 421 requires what is lacking", ask("INVITE", Header{"k", "timer"}), Draft{Code: 421, Dialled: true}, "Require", []string{"100rel"}},
		{"dialled 580 answers the offer with port 0", withOffer(ask("INVITE")), Draft{Code: 580, Dialled: true}, "Content-Type", []string{"application/sdp"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := mustBuild(t, c.req, c.draft, ours)
			if got := linesOf(r, c.header); !slices.Equal(got, c.want) {
				t.Errorf("%s: %q, want %q", c.header, got, c.want)
			}
		})
	}
}

func withOffer(r *request) *request {
	r.body = "v=0\r\nm=audio 4000 RTP/AVP 0 8\r\na=x\r\nm=video 4002/2 RTP/AVP 31\r\n"
	return r
}

func TestDialled580HasTheMediaOfTheOffer(t *testing.T) {
	r := mustBuild(t, withOffer(ask("INVITE")), Draft{Code: 580, Dialled: true}, ours)
	for _, line := range []string{"m=audio 0 RTP/AVP 0 8\r\na=des:qos failure e2e sendrecv\r\n", "m=video 0 RTP/AVP 31\r\n", "c=IN IP4 10.0.0.1\r\n"} {
		if !strings.Contains(string(r.Body), line) {
			t.Errorf("%q is not in %q", line, r.Body)
		}
	}
}

func TestMarksNameSamplesAndMisplacedCodes(t *testing.T) {
	for _, c := range []struct {
		req   *request
		draft Draft
		marks string
	}{
		{ask("INVITE"), Draft{Code: 486, Dialled: true}, ""},
		{ask("INVITE"), Draft{Code: 423, Dialled: true}, "423 is not for INVITE; 423 is only for what was asked above 0, below an hour and below its Min-Expires"},
		{ask("INVITE"), Draft{Code: 421, Dialled: true}, "sample Require"},
		{ask("INVITE"), Draft{Code: 302, Dialled: true}, "sample Contact; sample Diversion"},
		{ask("INVITE"), Draft{Code: 380, Dialled: true}, "sample body"},
		{ask("INVITE"), Draft{Code: 305, Breaks: []string{"Contact"}}, "breaks Contact"},
	} {
		r := mustBuild(t, c.req, c.draft, ours)
		if got := strings.Join(r.Marks, "; "); got != c.marks {
			t.Errorf("%d: marks %q, want %q", c.draft.Code, got, c.marks)
		}
	}
}

func TestReasonIsTheDraftsOrTheCodes(t *testing.T) {
	for code, want := range map[int]string{486: "Busy Here", 499: "Bad Request", 150: "Session Progress", 299: "OK", 699: "Busy Everywhere"} {
		if r := mustBuild(t, ask("INVITE"), Draft{Code: code}, ours); r.Reason != want {
			t.Errorf("%d %s, want %s", code, r.Reason, want)
		}
	}
	if r := mustBuild(t, ask("INVITE"), Draft{Code: 486, Reason: "On the phone"}, ours); r.Reason != "On the phone" {
		t.Errorf("reason %q", r.Reason)
	}
}

func TestWhatATemplateBreaksIsRefusedWhateverIsAllowed(t *testing.T) {
	for _, c := range []struct {
		draft Draft
		text  string
	}{
		{Draft{Code: 99}, "99 is no response code (RFC 3261 25.1)"},
		{Draft{Code: 700}, "700 is no response code (RFC 3261 25.1)"},
		{Draft{Code: 486, Reason: "Busy\r\nX: y"}, "the reason phrase is not one line (RFC 3261 25.1)"},
		{Draft{Code: 486, Headers: head("Subject", "a\nb")}, "the value of Subject is not one line (RFC 3261 25.1)"},
		{Draft{Code: 486, Headers: head("Sub ject", "a")}, `"Sub ject" is no header name (RFC 3261 25.1)`},
		{Draft{Code: 486, Headers: head("", "a")}, `"" is no header name (RFC 3261 25.1)`},
		{Draft{Code: 486, Body: []byte("x"), ContentType: "text/plain\r\n"}, "the value of Content-Type is not one line (RFC 3261 25.1)"},
	} {
		c.draft.Breaks, c.draft.Dialled = Words(), true
		_, err := Build(ask("INVITE"), &c.draft, &ours)
		var p *Problem
		if !errors.As(err, &p) || err.Error() != c.text || p.Word != "" || p.Hint == "" {
			t.Errorf("got %v, want %s", err, c.text)
		}
		if problems, _ := CheckDraft("INVITE", c.draft); len(problems) == 0 || problems[0].Error() != c.text {
			t.Errorf("at load %v, want %s", problems, c.text)
		}
	}
}

func TestProblemsSayWhatWhereAndHowToMend(t *testing.T) {
	problems, _ := CheckDraft("INVITE", Draft{Code: 421})
	if len(problems) != 1 {
		t.Fatal(problems)
	}
	p := problems[0]
	if got, want := p.Error(), "421 must carry Require (RFC 3261 21.4.16)"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if got, want := p.Hint, "add  headers: {Require: timer}  or, to send it broken on purpose,  breaks: [Require]"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	problems, _ = CheckDraft("REGISTER", Draft{Code: 180})
	if got, want := problems[0].Error(), "180 is not for REGISTER (RFC 4320 4.1)"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestABreaksThatBreaksNothingIsAWarning(t *testing.T) {
	for word, hint := range map[string]string{"Contact": "take the word out", "contcat": "no rule has that word; did you mean Contact?", "method": "take the word out"} {
		problems, _ := CheckDraft("INVITE", Draft{Code: 486, Breaks: []string{word}})
		if len(problems) != 1 || problems[0].Severity != IsWarning || !strings.HasPrefix(problems[0].Hint, hint) {
			t.Errorf("%s: %+v", word, problems)
		}
	}
	if problems, _ := CheckDraft("INVITE", Draft{Code: 180, Without: []string{"Contact"}, Breaks: []string{"Contact"}}); problems != nil {
		t.Errorf("%v", problems)
	}
}

// RFC 8876 section 5.2 calls the text message, RFC 6442 section 4.3 calls it code.
func TestSamplesAndExamplesOfErrorsNameTheTextAsTheirRFCsDo(t *testing.T) {
	for name, want := range map[string]string{
		"AlertMsg-Error":    `100;message="Cannot process the alert payload"`,
		"Geolocation-Error": `100;code="Cannot Process Location"`,
	} {
		if got := new(look).sample(name); got != want {
			t.Errorf("the sample is %s, want %s", got, want)
		}
		if got := strings.Trim(examples[name], "'"); got != want {
			t.Errorf("the example is %s, want %s", got, want)
		}
	}
}

func TestTemplatesWaitForTheRequest(t *testing.T) {
	d := Draft{Code: 183, Headers: head("RSeq", "{{.Vars.n}}", "Contact", "<{{.Vars.uri}}>", "To", "{{.Request.To}}", "Content-Length", "{{.Vars.n}}")}
	problems, later := CheckDraft("INVITE", d)
	if problems != nil {
		t.Errorf("%v", problems)
	}
	var words []string
	for _, r := range later {
		words = append(words, r.Word)
	}
	for _, word := range []string{"RSeq", "Contact", "To", "To-tag", "Content-Length"} {
		if !slices.Contains(words, word) {
			t.Errorf("%s does not wait: %v", word, words)
		}
	}
}

func TestARequestWithoutTheGeneralHeadersIsAnsweredWithWhatItHas(t *testing.T) {
	r := mustBuild(t, &request{method: "INVITE", uri: "sip:a@b", headers: head("Via", "SIP/2.0/UDP x")}, Draft{Code: 400}, ours)
	if len(linesOf(r, "Via")) != 1 || len(linesOf(r, "From")) != 0 {
		t.Errorf("%v", r.Headers)
	}
}

func FuzzBuild(f *testing.F) {
	f.Add(486, "Subject", "hello", "Busy", "<sip:a@b>;tag=1")
	f.Add(302, "Contact", `"a,b" <sip:c@d>;x="\`, "", "\"")
	f.Add(200, "Session-Expires", "90;refresher=", "", "<<>;expires=;;")
	f.Add(580, "m", "*", "x\r\ny", "")
	f.Fuzz(func(t *testing.T, code int, name, value, reason, theirs string) {
		req := ask("INVITE", Header{"Contact", theirs}, Header{"x", theirs}, Header{"Require", theirs}, Header{"Expires", theirs})
		d := Draft{Code: code, Reason: reason, Headers: []Header{{name, value}}}
		var problems []Problem
		if problems, d.Later = CheckDraft("INVITE", d); problemWords(problems) != nil {
			return // does not load
		}
		r, err := Build(req, &d, &ours)
		if err != nil {
			return
		}
		for _, h := range r.Headers {
			if strings.ContainsAny(h.Value, "\r\n") && h.Value != theirs || !isToken(h.Name) {
				t.Errorf("%q: %q cannot be sent", h.Name, h.Value)
			}
		}
		d.Later = nil
		if _, err := Build(req, &d, &ours); err != nil {
			t.Errorf("all rules find %v, those left for later did not", err)
		}
	})
}

func BenchmarkBuild(b *testing.B) {
	req := ask("INVITE", Header{"Record-Route", "<sip:p1;lr>"})
	for _, code := range []int{100, 180, 200, 486} {
		d := Draft{Code: code}
		for _, later := range []bool{false, true} {
			if later {
				_, d.Later = CheckDraft("INVITE", d)
			}
			b.Run(fmt.Sprintf("%d/later=%t", code, later), func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					if _, err := Build(req, &d, &ours); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}
