package wire_test

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"net/netip"
	"os"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/sipbin/sipbin/responder/message"
	"github.com/sipbin/sipbin/responder/wire"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// patience is how long a test waits for what has to come.
const patience = 10 * time.Second

// running is a Wire that serves until its test ends, and what it received.
type running struct {
	*wire.Wire
	t       *testing.T
	packets chan wire.Packet
	stop    func()
}

// echo answers every message with its own bytes.
func echo(w *wire.Wire, p wire.Packet) {
	if !p.Closed {
		w.Send(p.Flow, p.Data)
	}
}

// silence answers nothing.
func silence(*wire.Wire, wire.Packet) {}

// serve listens as cfg says, gives each packet to answer and keeps a copy, which
// next has when answer has returned.
func serve(t *testing.T, cfg wire.Config, answer func(*wire.Wire, wire.Packet)) *running {
	t.Helper()
	w, err := wire.Listen(cfg)
	if err != nil {
		t.Fatal(err)
	}
	r := &running{Wire: w, t: t, packets: make(chan wire.Packet, 10_000)}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() {
		ended <- w.Serve(ctx, func(p wire.Packet) {
			kept := p
			kept.Data = bytes.Clone(p.Data)
			defer func() { r.packets <- kept }()
			answer(w, p)
		})
	}()
	stopped := false
	r.stop = func() {
		if stopped {
			return
		}
		stopped = true
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("serve: %v", err)
		}
	}
	t.Cleanup(r.stop)
	return r
}

// next is the packet that comes next.
func (r *running) next() wire.Packet {
	r.t.Helper()
	select {
	case p := <-r.packets:
		return p
	case <-time.After(patience):
		r.t.Fatal("no packet came")
		return wire.Packet{}
	}
}

// quiet fails the test if something was received that it did not ask for.
func (r *running) quiet() {
	r.t.Helper()
	select {
	case p := <-r.packets:
		r.t.Errorf("received %q from %s, closed %v, want nothing", p.Data, p.Flow.Remote, p.Closed)
	default:
	}
}

// at is the address of the first socket bound, on the given host of ours.
func (r *running) at(host string) netip.AddrPort {
	return netip.AddrPortFrom(netip.MustParseAddr(host), r.Addrs()[0].Addr.Port())
}

func listeners(t *testing.T, urls ...string) (list []wire.Listener) {
	t.Helper()
	for _, u := range urls {
		l, err := wire.ParseListener(u)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, l)
	}
	return list
}

// udpFrom is a socket of a peer on the given address.
func udpFrom(t *testing.T, host string) *net.UDPConn {
	t.Helper()
	c, err := net.ListenUDP("udp", &net.UDPAddr{IP: net.ParseIP(host)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	c.SetDeadline(time.Now().Add(patience))
	return c
}

func sendUDP(t *testing.T, c *net.UDPConn, to netip.AddrPort, data []byte) {
	t.Helper()
	if _, err := c.WriteToUDPAddrPort(data, to); err != nil {
		t.Fatal(err)
	}
}

// dialTCP is a connection of a peer from the given address.
func dialTCP(t *testing.T, from string, to netip.AddrPort) *net.TCPConn {
	t.Helper()
	c, err := net.DialTCP("tcp", &net.TCPAddr{IP: net.ParseIP(from)}, net.TCPAddrFromAddrPort(to))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	c.SetDeadline(time.Now().Add(patience))
	return c
}

func write(t *testing.T, c net.Conn, data []byte) {
	t.Helper()
	if _, err := c.Write(data); err != nil {
		t.Fatal(err)
	}
}

// options is a request of n body bytes.
func options(user string, n int) []byte {
	return fmt.Appendf(nil, "OPTIONS sip:%s@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/TCP 127.0.0.1;branch=z9hG4bK%[1]s\r\nContent-Length: %d\r\n\r\n%s",
		user, n, bytes.Repeat([]byte("b"), n))
}

// needIPv6 skips a test on a machine without.
func needIPv6(t *testing.T) {
	t.Helper()
	c, err := net.ListenUDP("udp6", &net.UDPAddr{IP: net.IPv6loopback})
	if err != nil {
		t.Skipf("this machine has no IPv6: %v", err)
	}
	c.Close()
}

// descriptors is how many files this process has open, or 0 if the system does
// not say.
func descriptors() int {
	list, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		return 0
	}
	return len(list)
}

func both() []message.Transport { return []message.Transport{message.UDP, message.TCP} }
