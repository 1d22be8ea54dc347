package responder_test

import (
	"fmt"
	"strings"
	"testing"
)

// TestBodies holds to RFC 3261 sections 8.2.3 and 20.11: what cannot be read and
// is not optional gets 415 with what can be read, the rest is ignored.
func TestBodies(t *testing.T) {
	const (
		encodings = "Accept-Encoding: identity"
		types     = "Accept: application/sdp"
		sdp       = "Content-Type: application/sdp\r\n\r\n" + offer
		answered  = "m=audio 40000 RTP/AVP 0\r\n"
		offered   = "m=audio 40000 RTP/AVP 0 "
	)
	isup := func(disposition string) string {
		return "Content-Type: application/ISUP\r\n" + disposition + "\r\n\x01\x02"
	}
	parts := func(list ...string) string {
		return "--b\r\n" + strings.Join(list, "\r\n--b\r\n") + "\r\n--b--\r\n"
	}
	const (
		optional = "Content-Disposition: signal; Handling=OPTIONAL\r\n"
		required = "Content-Disposition: signal; handling=required\r\n"
		mixed    = "Content-Type: multipart/mixed;boundary=b"
	)
	for _, test := range []struct {
		name, kind, more, body string
		code                   int
		says                   string // a header of the answer
		sdp                    string // what its SDP has, "" for none
	}{
		{"SDP", "Content-Type: Application/SDP;x=1", "", offer, 200, "", answered},
		{"SDP, not encoded", "Content-Type: application/sdp", "Content-Encoding: Identity", offer, 200, "", answered},
		{"SDP in an encoding we do not know", "Content-Type: application/sdp", "e: gzip", "\x1f\x8b", 415, encodings, ""},
		{"SDP in an encoding we do not know, optional", "Content-Type: application/sdp", "Content-Encoding: gzip\r\nContent-Disposition: session;handling=optional", "\x1f\x8b", 200, "", offered},
		{"another type", "Content-Type: application/foo", "", "x", 415, types, ""},
		{"another type, required", "Content-Type: application/foo", "Content-Disposition: session;handling=required", "x", 415, types, ""},
		{"another type, optional", "Content-Type: application/foo", "Content-Disposition: session;handling=optional", "x", 200, "", offered},
		{"two parts that are read", mixed, "", parts(isup(optional), sdp), 200, "", answered},
		{"a part that is required", mixed, "", parts(sdp, isup(required)), 415, types, ""},
		{"a part that does not say that it is optional", mixed, "", parts(isup(""), sdp), 415, types, ""},
		{"parts of which one is enough", "Content-Type: multipart/alternative;boundary=b", "", parts(isup(""), sdp), 200, "", answered},
		{"parts of which none will do", "Content-Type: multipart/alternative;boundary=b", "", parts(isup(""), isup("")), 415, types, ""},
		{"a part in an encoding we do not know", mixed, "", parts("Content-Encoding: gzip\r\n" + sdp), 415, encodings, ""},
		{"parts inside a part", mixed, "", parts("Content-Type: multipart/mixed;boundary=c\r\n\r\n--c\r\n" + sdp + "\r\n--c--\r\n"), 200, "", answered},
		{"optional as a whole", mixed, "Content-Disposition: session;handling=optional", parts(isup(required)), 200, "", offered},
		{"a part without an end", mixed, "", "--b\r\n" + sdp, 400, "", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			c := newCaller(t, "")
			more := []string{}
			if test.more != "" {
				more = append(more, test.more)
			}
			c.request("INVITE", "200", append(more, test.kind, test.body)...)
			answer := c.answered()
			if answer.Code() != test.code {
				t.Fatalf("answered %d %s, want %d", answer.Code(), answer.Reason(), test.code)
			}
			for _, name := range []string{"Accept", "Accept-Encoding"} {
				value, ok := answer.Header(name)
				if got := name + ": " + value; test.code == 415 && ok != (got == test.says) {
					t.Errorf("the 415 says %q, want %q", got, test.says)
				}
			}
			if got := string(answer.Body()); !strings.Contains(got, test.sdp) || (got == "") != (test.sdp == "") {
				t.Errorf("the SDP is\n%s, want %q in it", got, test.sdp)
			}
		})
	}
}

// TestABodyToIgnoreInAnUPDATE leaves the session as it is: the 200 offers nothing.
func TestABodyToIgnoreInAnUPDATE(t *testing.T) {
	c := newCaller(t, "")
	within("UPDATE", "Content-Disposition: render;handling=optional", "Content-Type: application/foo", "x")(c)
	if m := c.answered(); m.Code() != 200 || m.HasBody() {
		t.Errorf("%d with %q", m.Code(), m.Body())
	}
	c.inside("UPDATE", "Content-Type: application/foo", "x")
	if m := c.answered(); m.Code() != 415 {
		t.Errorf("%d", m.Code())
	}
	c.inside("BYE")
	if got, want := fmt.Sprint(c.codes()), "[200 200 415 200]"; got != want {
		t.Errorf("answered %s, want %s", got, want)
	}
}
