package wire_test

import (
	"errors"
	"net"
	"net/netip"
	"syscall"
	"testing"

	"github.com/sipbin/sipbin/responder/message"
	"github.com/sipbin/sipbin/responder/wire"
)

// closedPort is a port of an address at which nobody is.
func closedPort(t *testing.T, host string) netip.AddrPort {
	t.Helper()
	c, err := net.ListenUDP("udp", net.UDPAddrFromAddrPort(netip.AddrPortFrom(netip.MustParseAddr(host), 0)))
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	return netip.MustParseAddrPort(c.LocalAddr().String())
}

func TestADatagramThatReachesNobodyIsTold(t *testing.T) {
	for _, test := range []struct{ listen, host string }{
		{"udp://127.0.0.1:0", "127.0.0.1"}, {"udp://0.0.0.0:0", "127.0.0.1"}, {"udp://[::1]:0", "::1"}, {"udp://[::]:0", "::1"},
	} {
		t.Run(test.listen, func(t *testing.T) {
			if test.host == "::1" {
				needIPv6(t)
			}
			r := serve(t, wire.Config{Listeners: listeners(t, test.listen), TellUnreached: true}, silence)
			to := closedPort(t, test.host)
			f, ok := r.FlowTo(to)
			if !ok {
				t.Fatal("no flow")
			}
			if err := r.Send(f, options("nobody", 0)); err != nil {
				t.Fatal(err)
			}
			p := r.next()
			if !p.Unreached || p.Closed || p.Flow.Remote != to || p.Flow.Conn != 0 || p.Flow.Transport != message.UDP || !errors.Is(p.Why, syscall.ECONNREFUSED) {
				t.Errorf("told %+v", p)
			}

			// What others are sent and send goes on.
			peer, err := net.ListenUDP("udp", net.UDPAddrFromAddrPort(netip.AddrPortFrom(netip.MustParseAddr(test.host), 0)))
			if err != nil {
				t.Fatal(err)
			}
			defer peer.Close()
			there, _ := r.FlowTo(netip.MustParseAddrPort(peer.LocalAddr().String()))
			for range 8 { // fewer than a write is tried again
				if err := errors.Join(r.Send(f, options("nobody", 0)), r.Send(there, options("somebody", 0))); err != nil {
					t.Fatal(err)
				}
			}
			us := netip.AddrPortFrom(to.Addr(), r.Addrs()[0].Addr.Port())
			if _, err := peer.WriteToUDPAddrPort(options("alice", 0), us); err != nil {
				t.Fatal(err)
			}
			for p := r.next(); len(p.Data) == 0; p = r.next() {
				if !p.Unreached {
					t.Errorf("told %+v", p)
				}
			}
			if n := r.Stats().ReadErrors; n != 0 {
				t.Errorf("%d read errors", n)
			}
		})
	}
}

func TestAConnectionThatDoesNotComeAboutHasReachedNobody(t *testing.T) {
	r := serve(t, wire.Config{Listeners: listeners(t, "tcp://127.0.0.1:0")}, silence)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	to := netip.MustParseAddrPort(l.Addr().String())
	l.Close()
	f, err := r.Dial(wire.Peer{Transport: message.TCP, Addr: to})
	if err != nil {
		t.Fatal(err)
	}
	if p := r.next(); !p.Unreached || !p.Closed || p.Flow != f || !errors.Is(p.Why, syscall.ECONNREFUSED) {
		t.Errorf("told %+v", p)
	}
}
