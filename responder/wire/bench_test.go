package wire_test

import (
	"context"
	"net"
	"net/netip"
	"testing"

	"github.com/sipbin/sipbin/responder/message"
	"github.com/sipbin/sipbin/responder/wire"
)

// BenchmarkRoundTripUDP is a datagram of 450 bytes there and back, one at a
// time and 64 under way, on an address and on the wildcard. The peer is in the
// same process: half of the time is its own.
func BenchmarkRoundTripUDP(b *testing.B) {
	for _, c := range []struct {
		name, host string
		window     int
	}{
		{"address, one at a time", "127.0.0.1", 1},
		{"address, 64 under way", "127.0.0.1", 64},
		{"wildcard, 64 under way", "0.0.0.0", 64},
	} {
		b.Run(c.name, func(b *testing.B) {
			w, err := wire.Listen(wire.Config{Listeners: []wire.Listener{
				{Transport: message.UDP, Addr: netip.AddrPortFrom(netip.MustParseAddr(c.host), 0)},
			}})
			if err != nil {
				b.Fatal(err)
			}
			ctx, cancel := context.WithCancel(b.Context())
			done := make(chan error)
			go func() {
				done <- w.Serve(ctx, func(p wire.Packet) { w.Send(p.Flow, p.Data) })
			}()
			peer, err := net.DialUDP("udp4", nil, net.UDPAddrFromAddrPort(
				netip.AddrPortFrom(netip.MustParseAddr("127.0.0.1"), w.Addrs()[0].Addr.Port())))
			if err != nil {
				b.Fatal(err)
			}
			data, buf := make([]byte, 450), make([]byte, 1<<16)
			copy(data, "OPTIONS sip:a@127.0.0.1 SIP/2.0\r\n")
			b.ReportAllocs()
			b.SetBytes(int64(2 * len(data)))
			for b.Loop() {
				for range c.window {
					if _, err := peer.Write(data); err != nil {
						b.Fatal(err)
					}
				}
				for range c.window {
					if _, err := peer.Read(buf); err != nil {
						b.Fatal(err)
					}
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*c.window), "ns/trip")
			peer.Close()
			cancel()
			if err := <-done; err != nil {
				b.Fatal(err)
			}
		})
	}
}
