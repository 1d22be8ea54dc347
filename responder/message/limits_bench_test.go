package message_test

import (
	"testing"

	"github.com/sipbin/sipbin/responder/message"
)

func BenchmarkLimits(b *testing.B) {
	data := []byte("INVITE sip:486@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.2:5080;branch=z9hG4bK1;rport\r\nMax-Forwards: 70\r\n" +
		"From: <sip:a@b>;tag=1\r\nTo: <sip:486@127.0.0.1>\r\nCall-ID: 1\r\nCSeq: 1 INVITE\r\nContact: <sip:a@127.0.0.2:5080>\r\n" +
		"Allow: INVITE, ACK, BYE, CANCEL\r\nSupported: 100rel\r\nContent-Type: application/sdp\r\nContent-Length: 0\r\n\r\n")
	limits := message.Limits{Size: 64 << 10, Headers: 256, Line: 8 << 10}
	b.ReportAllocs()
	for b.Loop() {
		if err := limits.Check(data); err != nil {
			b.Fatal(err)
		}
	}
}
