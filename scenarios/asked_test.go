package scenarios

import (
	"net/netip"
	"strings"
	"testing"
	"unicode/utf8"
)

// asked is a request with what a test says of it.
type asked struct {
	method, user, domain, from, to, source, listener, transport, body string
	headers                                                           [][2]string
}

// call is a request for a user that has all else in order.
func call(method, user string) asked {
	return asked{
		method: method, user: user, domain: "Lab.Example", from: `"Alice" <sip:alice@Home.example:5070;x=1>;tag=1`, to: "<sip:bob@lab.example>",
		source: "10.0.0.5", listener: "s1", transport: "udp",
	}
}

func (a asked) with(name, value string) asked {
	a.headers = append(a.headers[:len(a.headers):len(a.headers)], [2]string{name, value})
	return a
}

func (a asked) Method() string    { return a.method }
func (a asked) User() string      { return a.user }
func (a asked) Domain() string    { return a.domain }
func (a asked) From() string      { return a.from }
func (a asked) To() string        { return a.to }
func (a asked) Listener() string  { return a.listener }
func (a asked) Transport() string { return a.transport }
func (a asked) Body() []byte      { return []byte(a.body) }

func (a asked) Source() netip.Addr {
	addr, _ := netip.ParseAddr(a.source)
	return addr
}

func (a asked) Header(name string) (string, bool) {
	if values := a.HeaderValues(name); len(values) > 0 {
		return values[0], true
	}
	return "", false
}

func (a asked) HeaderValues(name string) (values []string) {
	for _, h := range a.headers {
		if strings.EqualFold(h[0], name) {
			values = append(values, h[1])
		}
	}
	return values
}

func TestAnAddressIsHeldAsUserAtHost(t *testing.T) {
	for value, want := range map[string]string{
		`"Alice" <sip:alice@Home.example:5070;transport=tcp>;tag=1`: "alice@home.example",
		`sip:alice@home.example;tag=1`:                              "alice@home.example",
		`"a <b> \" c" <sips:Alice@h>`:                               "Alice@h",
		`<sip:al%69ce@h?Subject=x>`:                                 "alice@h",
		`<sip:alice:secret@h>`:                                      "alice@h",
		`<sip:alice@[2001:DB8::1]:5060>`:                            "alice@2001:db8::1",
		`<sip:home.example>`:                                        "@home.example",
		`<tel:+1-555;phone-context=x>`:                              "+1-555",
		`<sip:alice@h`:                                              "alice@h",
		`Anonymous`:                                                 "Anonymous",
		``:                                                          "",
	} {
		if got := addressOf(value); got != want {
			t.Errorf("%s is %q, want %q", value, got, want)
		}
	}
}

func TestWhatASessionDescriptionIs(t *testing.T) {
	with := func(method, kind, body string) asked {
		a := call(method, "x").with("Content-Type", kind)
		a.body = body
		return a
	}
	for _, tt := range []struct {
		name string
		r    asked
		want SDP
		also SDP
	}{
		{"none without a body", call("INVITE", "x").with("Content-Type", "application/sdp"), SDPNone, ""},
		{"none in text", with("INVITE", "text/plain", "v=0"), SDPNone, ""},
		{"an INVITE offers", with("INVITE", "application/SDP;x=1", "v=0"), SDPOffer, ""},
		{"an ACK answers", with("ACK", "application/sdp", "v=0"), SDPAnswer, ""},
		{"a PRACK does either", with("PRACK", "application/sdp", "v=0"), SDPOffer, SDPAnswer},
		{"one part of several counts", with("INVITE", "multipart/mixed;boundary=b", "--b\r\nContent-Type: application/sdp\r\n\r\nv=0\r\n--b--"), SDPOffer, ""},
	} {
		q := &question{Asked: tt.r}
		for _, s := range []SDP{SDPNone, SDPOffer, SDPAnswer} {
			if got := q.carries(s); got != (s == tt.want || s == tt.also) {
				t.Errorf("%s: %s is %v", tt.name, s, got)
			}
		}
	}
}

func FuzzAddress(f *testing.F) {
	for _, s := range []string{`"A" <sip:a@b:1;c>;d`, "tel:+1;x", `"<`, "<sip:a@[::1]>", "<sip:%zz@b>"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, value string) {
		if got := addressOf(value); utf8.RuneCountInString(got) > utf8.RuneCountInString(value)+1 {
			t.Fatalf("%q is %q", value, got)
		}
	})
}
