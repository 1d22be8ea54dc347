package respondertest_test

import (
	"strings"
	"testing"
	"time"
)

// Whatever an engine with faults sends, the caller stays upright and says only
// what is SIP. %via, %from and %id stand for those of its INVITE, so that the
// text reaches beyond the transaction's door.
func FuzzCallerReceives(f *testing.F) {
	const rest = "Via: %via\r\nFrom: %from\r\nTo: <sip:them@x>;tag=them\r\nCall-ID: %id\r\nCSeq: 1 INVITE\r\n"
	for _, text := range []string{
		"SIP/2.0 200 OK\r\n" + rest + "Contact: <sip:them@127.0.0.1>\r\nSession-Expires: 90;refresher=uac\r\nContent-Length: 0\r\n\r\n",
		"SIP/2.0 200 OK\r\n" + rest + "Content-Type: application/sdp\r\nContent-Length: 3\r\n\r\nv=0",
		"SIP/2.0 183 Reliable\r\n" + rest + "Require: 100rel\r\nRSeq: 4294967295\r\nContact: <sip:@>\r\nContent-Length: 0\r\n\r\n",
		"SIP/2.0 407 Who\r\n" + rest + "Proxy-Authenticate: Digest realm=, nonce=\"\r\nContent-Length: 0\r\n\r\n",
		"SIP/2.0 302 There\r\n" + rest + "Contact: *, <sip:a@127.0.0.1:5060>;q=nan\r\nContent-Length: 0\r\n\r\n",
		"SIP/2.0 503 Later\r\n" + rest + "Retry-After: 99999999999\r\nContent-Length: 0\r\n\r\n",
		"BYE sip:phone@x SIP/2.0\r\nVia: SIP/2.0/UDP y;branch=z9hG4bK1\r\nFrom: <sip:them@x>;tag=them\r\nTo: %from\r\nCall-ID: %id\r\nCSeq: 1 BYE\r\nContent-Length: 0\r\n\r\n",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, as := range []string{"ims", "mute"} {
			l := newLine(t, as)
			l.caller.Open("INVITE", "them", l.now)
			invite := l.last("INVITE")
			data := strings.NewReplacer("%via", invite.Via().Text, "%from", invite.From(), "%id", invite.CallID()).Replace(text)
			for range 3 {
				l.caller.Receive([]byte(data), l.now)
				l.wait(40 * time.Second)
			}
			l.wait(20 * time.Minute)
			for _, m := range l.sent {
				if m.IsRequest() && m.CallID() != invite.CallID() {
					t.Errorf("a request of nothing:\n%s", m.Raw())
				}
			}
		}
	})
}
