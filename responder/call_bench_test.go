package responder_test

import (
	"fmt"
	"net/netip"
	"testing"
	"time"

	"github.com/sipbin/sipbin/responder"
	"github.com/sipbin/sipbin/responder/message"
	"github.com/sipbin/sipbin/responder/wire"
)

// BenchmarkCall is a whole call as sipp -sn uac makes it: INVITE, 180, 200,
// ACK, BYE, 200, in virtual time, with transactions living their 32 seconds.
func BenchmarkCall(b *testing.B) {
	flow := message.Flow{
		Transport: message.UDP, Listener: "udp://127.0.0.1:5060",
		Local: netip.MustParseAddrPort("127.0.0.1:5060"), Remote: netip.MustParseAddrPort("127.0.0.2:5080"),
	}
	var to string
	engine, err := responder.New(responder.Config{
		Secret: []byte("secret"),
		Send: func(_ message.Flow, data []byte) error {
			if to == "" {
				m, _ := message.Parse(data)
				to = m.To()
			}
			return nil
		},
	})
	if err != nil {
		b.Fatal(err)
	}
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	const head = "%s sip:180*200@127.0.0.1:5060 SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.2:5080;branch=z9hG4bK-%d-%s\r\n" +
		"From: sipp <sip:sipp@127.0.0.2:5080>;tag=%d\r\nTo: %s\r\nCall-ID: %d@127.0.0.2\r\nCSeq: %d %s\r\n" +
		"Contact: sip:sipp@127.0.0.2:5080\r\nMax-Forwards: 70\r\n"
	fresh := "service <sip:180*200@127.0.0.1:5060>"
	var buf []byte
	send := func(n int, method, to string, seq int, rest string) {
		cseq := method
		buf = fmt.Appendf(buf[:0], head, method, n, cseq, n, to, n, seq, cseq)
		buf = append(buf, rest...)
		engine.Receive(wire.Packet{Flow: flow, Data: buf}, now)
	}
	body := fmt.Sprintf("Content-Type: application/sdp\r\nContent-Length: %d\r\n\r\n%s", len(offer), offer)
	b.ReportAllocs()
	for n := 1; b.Loop(); n++ {
		to = ""
		send(n, "INVITE", fresh, 1, body)
		send(n, "ACK", to, 1, "Content-Length: 0\r\n\r\n")
		send(n, "BYE", to, 2, "Content-Length: 0\r\n\r\n")
		now = now.Add(100 * time.Microsecond)
		engine.Advance(now)
	}
	if engine.Playing() != 0 {
		b.Fatalf("%d calls are still in progress", engine.Playing())
	}
}
