package message

import (
	"net/netip"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

func itoa(n int) string { return strconv.Itoa(n) }

const invite = "INVITE sip:bob@example.com SIP/2.0\r\n" +
	"v: SIP/2.0/UDP 10.0.0.5:5066 ; branch=z9hG4bKabc;rport , SIP/2.0/TCP relay\r\n" +
	"Via: SIP/2.0/UDP second\r\n" +
	"f: \"Bob, \\\"the\\\" <Builder>\" <sip:bob@example.com;x=y>;Tag=\"f1\"\r\n" +
	"TO : sip:alice@example.com\r\n\t;q=1\r\n" +
	"i: 77@here\r\n" +
	"CSeq:   42    INVITE\r\n" +
	"k: timer, 100rel\r\n" +
	"Supported: replaces\r\n" +
	"l: 3\r\n\r\nabcdef"

func TestParseKeepsWhatTheClientWrote(t *testing.T) {
	m, err := Parse([]byte(invite))
	if err != nil || m.Defect() != nil {
		t.Fatal(err, m.Defect())
	}
	checks := []struct{ what, got, want string }{
		{"method", m.Method(), "INVITE"},
		{"Request-URI", m.RequestURI(), "sip:bob@example.com"},
		{"branch", m.Via().Branch, "z9hG4bKabc"},
		{"sent-by", m.Via().SentBy, "10.0.0.5:5066"},
		{"From tag, whatever its case", m.FromTag(), "f1"},
		{"To, unfolded", m.To(), "sip:alice@example.com ;q=1"},
		{"Call-ID", m.CallID(), "77@here"},
		{"CSeq", m.CSeq().String(), "42 INVITE"},
		{"Supported", strings.Join(m.List("Supported"), "|"), "timer|100rel|replaces"},
		{"Vias", strings.Join(m.List("Via"), "|"), "SIP/2.0/UDP 10.0.0.5:5066 ; branch=z9hG4bKabc;rport|SIP/2.0/TCP relay|SIP/2.0/UDP second"},
		{"body, cut to Content-Length", string(m.Body()), "abc"},
		{"the top Via with received and rport", m.Via().Received(netip.MustParseAddrPort("10.0.0.9:6000")), "SIP/2.0/UDP 10.0.0.5:5066 ; branch=z9hG4bKabc;rport=6000;received=10.0.0.9"},
	}
	for _, c := range checks {
		if c.got != c.want {
			t.Errorf("%s: got %q, want %q", c.what, c.got, c.want)
		}
	}
	if !m.Via().RPort {
		t.Error("rport was not seen")
	}
}

func TestParseSaysWhatIsWrong(t *testing.T) {
	good := "OPTIONS sip:a@b SIP/2.0\r\nVia: SIP/2.0/UDP c;branch=z9hG4bK1\r\nFrom: <sip:x@y>;tag=1\r\nTo: <sip:a@b>\r\nCall-ID: 1\r\nCSeq: 1 OPTIONS\r\nContent-Length: 0\r\n\r\n"
	with := func(old, new string) string { return strings.Replace(good, old, new, 1) }
	tests := []struct {
		name string
		text string
		code int // 0 and no text: valid
		says string
	}{
		{"valid", good, 0, ""},
		{"bare line feeds are taken", strings.ReplaceAll(good, "\r\n", "\n"), 0, ""},
		{"an unknown version", with("SIP/2.0\r", "SIP/7.0\r"), 505, "Version Not Supported"},
		{"two spaces in the Request-Line", with("OPTIONS sip", "OPTIONS  sip"), 400, "White space"},
		{"a space at the end of the Request-Line", with("SIP/2.0\r", "SIP/2.0 \r"), 400, "White space"},
		{"a Request-URI in brackets", with("sip:a@b SIP", "<sip:a@b> SIP"), 400, "brackets"},
		{"no Via cannot be answered", with("Via", "Vai"), 0, "No Via"},
		{"no From", with("From", "Form"), 400, "No From"},
		{"no To", with("To:", "Ot:"), 400, "No To"},
		{"no Call-ID", with("Call-ID", "Call"), 400, "No Call-ID"},
		{"no CSeq", with("CSeq", "Seq"), 400, "No CSeq"},
		{"two To", with("To:", "To: <sip:c@d>\r\nTo:"), 400, "Two To"},
		{"a CSeq beyond 2^31", with("1 OPTIONS", "2147483648 OPTIONS"), 400, "CSeq"},
		{"another method in CSeq", with("1 OPTIONS", "1 INVITE"), 400, "CSeq method differs"},
		{"an open quote in To", with("<sip:a@b>\r\nCall", "\"A <sip:a@b>\r\nCall"), 400, "To that cannot be read"},
		{"a bracket that is not closed", with("<sip:a@b>\r\nCall", "<sip:a@b\r\nCall"), 400, "To that cannot be read"},
		{"a comma in a display name", with("<sip:a@b>\r\nCall", "Bell, A <sip:a@b>\r\nCall"), 400, "To that cannot be read"},
		{"a header without a colon", with("Call-ID: 1", "Call-ID: 1\r\nnonsense"), 400, "colon"},
		{"a Content-Length beyond the datagram", with("Length: 0", "Length: 10"), 400, "larger"},
		{"a negative Content-Length", with("Length: 0", "Length: -1"), 400, "no number"},
		{"two different Content-Lengths", with("Content-Length: 0", "Content-Length: 0\r\nl: 1"), 400, "Two different"},
		{"a Via of separators only", with("SIP/2.0/UDP c;branch=z9hG4bK1", "SIP/2.0/UDP c;;,;,,"), 400, "Via"},
		{"no empty line", strings.TrimSuffix(good, "\r\n"), 400, "No empty line"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			m, err := Parse([]byte(test.text))
			if err != nil {
				t.Fatal(err)
			}
			d := m.Defect()
			if d == nil {
				d = &Defect{}
			}
			if d.Code != test.code || !strings.Contains(d.Text, test.says) || test.says == "" && d.Text != "" {
				t.Errorf("got %d %q, want %d %q", d.Code, d.Text, test.code, test.says)
			}
		})
	}
}

func TestWhatIsNotSIPIsNotParsed(t *testing.T) {
	for _, text := range []string{"", "\r\n", "garbage", "GET / HTTP/1.1\r\n\r\n", "\x00\x01\x00\x00", "SIP/2.0 4294967301 x\r\n\r\n", "SIP/2.0 99 x\r\n\r\n", "INVITE sip:a@b\r\n\r\n"} {
		if m, err := Parse([]byte(text)); err == nil {
			t.Errorf("%q was read as %q", text, m.StartLine())
		}
	}
}

func TestURIs(t *testing.T) {
	tests := []struct {
		text, scheme, user, host, hostport string
		bad                                bool
	}{
		{text: "sip:180*5*486@10.0.0.1", scheme: "sip", user: "180*5*486", host: "10.0.0.1", hostport: "10.0.0.1"},
		{text: "sips:a%40b@[2001:db8::1]:5061;transport=tcp", scheme: "sips", user: "a@b", host: "2001:db8::1", hostport: "[2001:db8::1]:5061"},
		{text: "tel:+1-212-555;phone-context=x", scheme: "tel", user: "+1-212-555"},
		{text: "sip:example.com", scheme: "sip", host: "example.com", hostport: "example.com"},
		{text: "nobodyKnowsThis:opaque", scheme: "nobodyknowsthis"},
		{text: "sip:2001:db8::10", bad: true},
		{text: "noscheme", bad: true},
	}
	for _, test := range tests {
		u, err := ParseURI(test.text)
		if (err != nil) != test.bad {
			t.Errorf("%s: %v", test.text, err)
			continue
		}
		if test.bad {
			continue
		}
		if u.Scheme != test.scheme || u.User != test.user || u.Host != test.host || test.hostport != "" && u.HostPort() != test.hostport {
			t.Errorf("%s: read as %+v", test.text, u)
		}
	}
}

// FuzzParse holds that nothing panics, that what is asked of every message can
// be asked, and that a valid message rendered anew reads the same.
func FuzzParse(f *testing.F) {
	f.Add([]byte(invite))
	f.Add([]byte(framed))
	f.Add([]byte("SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP x;branch=z9hG4bK\r\nFrom: <sip:a@b>;tag=1\r\nTo: \"x\\\"\" <sip:c@d>\r\nCall-ID: 1\r\nCSeq: 1 BYE\r\n\r\n"))
	corpus, _ := filepath.Glob("../../../shared/corpus/rfc*/*.dat")
	for _, name := range corpus {
		if data, err := os.ReadFile(name); err == nil {
			f.Add(data)
		}
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		m, err := Parse(data)
		if err != nil {
			return
		}
		m.FromTag()
		m.List("Via")
		m.Via().Received(netip.MustParseAddrPort("127.0.0.1:1"))
		ParseURI(m.RequestURI())
		ParseAddress(m.To())
		if m.Defect() != nil || !m.IsRequest() {
			return
		}
		again, err := Parse(AppendRequest(nil, m.Method(), m.RequestURI(), m.Headers(), m.Body()))
		if err != nil || again.Defect() != nil {
			t.Fatalf("rendered anew: %v %v\n%q", err, again.Defect(), data)
		}
		if again.To() != m.To() || again.CSeq() != m.CSeq() || string(again.Body()) != string(m.Body()) {
			t.Fatalf("rendered anew it differs:\n%q\n%q", m.Raw(), again.Raw())
		}
	})
}
