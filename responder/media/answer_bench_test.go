package media

import (
	"os"
	"strings"
	"testing"
)

func BenchmarkAnswer(b *testing.B) {
	for _, name := range []string{"sipp", "baresip", "linphone", "webrtc", "wrong-order"} {
		offer, err := os.ReadFile("testdata/answers/" + name + ".offer")
		if err != nil {
			b.Fatal(err)
		}
		offer = crlf(offer)
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				_, _ = Answer(offer, us)
			}
		})
	}
	head := "v=0\r\no=- 1 1 IN IP4 10.0.0.9\r\ns=-\r\nc=IN IP4 10.0.0.9\r\nt=0 0\r\n"
	for name, offer := range map[string]string{
		"a million lines":     head + strings.Repeat("m=audio 1 RTP/AVP 0\n", 1_000_000),
		"64 KB of groups":     head + "a=group:BUNDLE" + strings.Repeat(" a", 30000) + "\r\n" + strings.Repeat("m=audio 40000 RTP/AVP 0\r\na=rtcp-mux\r\na=mid:b\r\n", 32),
		"64 KB of keys":       head + "m=audio 40000 RTP/SAVP 0\r\n" + strings.Repeat("a=crypto:1 x inline:AAAA\r\n", 2500),
		"64 KB of attributes": head + "m=audio 40000 RTP/AVP 0\r\n" + strings.Repeat("a=rtpmap:0 PCMU/8000\r\n", 2900),
		"64 KB of formats":    head + "m=audio 40000 RTP/AVP" + strings.Repeat(" 0", 32000) + "\r\n",
		"64 KB, last is junk": head + "m=audio 40000 RTP/AVP 0\r\n" + strings.Repeat("a=rtpmap:0 PCMU/8000\r\n", 2900) + "v=0\r\n",
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			text := []byte(offer)
			for b.Loop() {
				_, _ = Answer(text, us)
			}
		})
	}
}

// BenchmarkAnswerAgain is an offer in a dialog in which something was said.
func BenchmarkAnswerAgain(b *testing.B) {
	offer, err := os.ReadFile("testdata/answers/baresip.offer")
	if err != nil {
		b.Fatal(err)
	}
	own := us
	if own.Last, err = Answer(crlf(offer), us); err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		_, _ = Answer(crlf(offer), own)
	}
}
