package main

import (
	"strings"
	"testing"
)

func packet(lines ...string) []byte { return []byte(strings.Join(lines, "\r\n") + "\r\n\r\n") }

func TestScan(t *testing.T) {
	for _, test := range []struct {
		name   string
		packet []byte
		want   response
		tag    string
		ok     bool
	}{
		{
			name:   "a 180 as sipp writes it",
			packet: packet("SIP/2.0 180 Ringing", "Via: SIP/2.0/UDP 127.0.0.1:5080;branch=z9hG4bK-7-invite", "From: bench <sip:bench@127.0.0.1:5080>;tag=7bench", "To: 180*200 <sip:180*200@127.0.0.1:5070>;tag=12SIPpTag017", "Call-ID: 7@127.0.0.1:5080", "CSeq: 1 INVITE", "Content-Length: 0"),
			want:   response{status: 180, call: 7, method: invite}, tag: "12SIPpTag017", ok: true,
		},
		{
			name:   "short names, other case, spaces and parameters after the tag",
			packet: packet("SIP/2.0 200 OK", "t : <sip:a@b;tag=no>;tag=yes;x=y", "I:  123456@host", "cseq:  2   BYE "),
			want:   response{status: 200, call: 123456, method: bye}, tag: "yes", ok: true,
		},
		{
			name:   "lines that end in a bare LF",
			packet: []byte("SIP/2.0 404 Not Found\nCall-ID: 1@h\nCSeq: 1 INVITE\n\n"),
			want:   response{status: 404, call: 1, method: invite}, ok: true,
		},
		{
			name:   "what looks like a header in the body is not one",
			packet: packet("SIP/2.0 200 OK", "Call-ID: 1@h", "CSeq: 1 INVITE", "", "Call-ID: 2@h", "CSeq: 2 BYE"),
			want:   response{status: 200, call: 1, method: invite}, ok: true,
		},
		{name: "a request", packet: packet("BYE sip:bench@127.0.0.1 SIP/2.0", "Call-ID: 1@h", "CSeq: 1 BYE")},
		{name: "a Call-ID that is not ours", packet: packet("SIP/2.0 200 OK", "Call-ID: x1@h", "CSeq: 1 INVITE")},
		{name: "a Call-ID with more digits than a number holds", packet: packet("SIP/2.0 200 OK", "Call-ID: 99999999999999999999@h", "CSeq: 1 INVITE")},
		{name: "no Call-ID", packet: packet("SIP/2.0 200 OK", "CSeq: 1 INVITE")},
		{name: "a CSeq of a method we never send", packet: packet("SIP/2.0 200 OK", "Call-ID: 1@h", "CSeq: 1 OPTIONS")},
		{name: "a status of four digits", packet: packet("SIP/2.0 2000 OK", "Call-ID: 1@h", "CSeq: 1 INVITE")},
		{name: "a status of no class", packet: packet("SIP/2.0 700 Odd", "Call-ID: 1@h", "CSeq: 1 INVITE")},
		{name: "nothing"},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, ok := scan(test.packet)
			if ok != test.ok {
				t.Fatalf("ok is %v", ok)
			}
			if !ok {
				return
			}
			if got.status != test.want.status || got.call != test.want.call || got.method != test.want.method || string(got.toTag) != test.tag {
				t.Errorf("got %+v with tag %q, want %+v with tag %q", got, got.toTag, test.want, test.tag)
			}
		})
	}
}

func FuzzScan(f *testing.F) {
	f.Add(packet("SIP/2.0 180 Ringing", "To: <sip:a@b>;tag=c", "Call-ID: 7@h", "CSeq: 1 INVITE"))
	f.Add(packet("SIP/2.0 200 OK", "t: a;tag=b", "i: 18446744073709551616", "CSeq: 2 BYE"))
	f.Add([]byte("SIP/2.0 200 \n:\nCall-ID\nTo:>;tag=\n"))
	f.Add([]byte("\r\n\r\n"))
	f.Fuzz(func(t *testing.T, packet []byte) {
		r, ok := scan(packet)
		if !ok {
			return
		}
		if r.status < 100 || r.status > 699 || (r.method != invite && r.method != bye) {
			t.Errorf("took %+v for a response", r)
		}
		if strings.ContainsAny(string(r.toTag), "; \t\n") {
			t.Errorf("tag %q", r.toTag)
		}
	})
}
