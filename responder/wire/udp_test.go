package wire_test

import (
	"bytes"
	"errors"
	"net"
	"net/netip"
	"strings"
	"testing"

	"github.com/sipbin/sipbin/responder/message"
	"github.com/sipbin/sipbin/responder/wire"
)

func TestEveryFamilyAndTransportIsAnsweredFromTheAddressThatWasAsked(t *testing.T) {
	for _, c := range []struct{ listen, ask, from string }{
		{"127.0.0.1", "127.0.0.1", "127.0.0.1"},
		{"127.0.0.11", "127.0.0.11", "127.0.0.1"},
		{"0.0.0.0", "127.0.0.1", "127.0.0.1"},
		{"0.0.0.0", "127.0.0.5", "127.0.0.9"},
		{"[::1]", "::1", "::1"},
		{"[::]", "::1", "::1"},
		{"", "127.0.0.5", "127.0.0.1"},
	} {
		for _, transport := range both() {
			t.Run(string(transport)+" on "+c.listen+" asked at "+c.ask, func(t *testing.T) {
				if strings.Contains(c.listen, "[") {
					needIPv6(t)
				}
				r := serve(t, wire.Config{
					Listeners: listeners(t, "s1="+transport.Param()+"://"+c.listen+":0"),
					Advertise: "pbx.example",
				}, echo)
				asked := r.at(c.ask)
				question := options("alice", 5)
				var peer netip.AddrPort
				if transport == message.UDP {
					conn := udpFrom(t, c.from)
					peer = conn.LocalAddr().(*net.UDPAddr).AddrPort()
					sendUDP(t, conn, asked, question)
					buf := make([]byte, 2000)
					n, src, err := conn.ReadFromUDPAddrPort(buf)
					if err != nil {
						t.Fatal(err)
					}
					if got := netip.AddrPortFrom(src.Addr().Unmap(), src.Port()); got != asked {
						t.Errorf("the answer came from %s, asked was %s", got, asked)
					}
					if !bytes.Equal(buf[:n], question) {
						t.Errorf("answered %q", buf[:n])
					}
				} else {
					conn := dialTCP(t, c.from, asked)
					peer = conn.LocalAddr().(*net.TCPAddr).AddrPort()
					write(t, conn, question)
					if got := readN(t, conn, len(question)); !bytes.Equal(got, question) {
						t.Errorf("answered %q", got)
					}
				}
				p := r.next()
				want := message.Flow{
					Transport: transport, Local: asked, Remote: netip.AddrPortFrom(peer.Addr().Unmap(), peer.Port()),
					Listener: "s1", Advertised: "pbx.example", Conn: p.Flow.Conn,
				}
				if p.Flow != want {
					t.Errorf("flow %+v, want %+v", p.Flow, want)
				}
				if (p.Flow.Conn == 0) != (transport == message.UDP) {
					t.Errorf("connection %d over %s", p.Flow.Conn, transport)
				}
				if !bytes.Equal(p.Data, question) || p.At.IsZero() || p.Broken != nil || p.Closed {
					t.Errorf("received %+v", p)
				}
			})
		}
	}
}

func TestAListenerWithoutANameIsCalledByTheURLItWasBoundTo(t *testing.T) {
	r := serve(t, wire.Config{Listeners: listeners(t, "udp://127.0.0.1:0")}, echo)
	conn := udpFrom(t, "127.0.0.1")
	sendUDP(t, conn, r.at("127.0.0.1"), options("alice", 0))
	want := "udp://" + r.Addrs()[0].Addr.String()
	if got := r.next().Flow.Listener; got != want || r.Addrs()[0].Listener != want {
		t.Errorf("flow says %s, Addrs says %s, want %s", got, r.Addrs()[0].Listener, want)
	}
}

func TestOnlyAllowedSourcesAreReceived(t *testing.T) {
	for _, transport := range both() {
		t.Run(string(transport), func(t *testing.T) {
			allow, err := wire.ParseAllow([]string{"127.0.0.9/32"})
			if err != nil {
				t.Fatal(err)
			}
			type refusal struct {
				src   netip.Addr
				first bool
			}
			refusals := make(chan refusal, 10)
			r := serve(t, wire.Config{
				Listeners: listeners(t, "s1="+transport.Param()+"://127.0.0.1:0"),
				Allow:     allow,
				OnRefused: func(src netip.Addr, listener string, first bool) {
					if listener != "s1" {
						t.Errorf("refused at %q", listener)
					}
					refusals <- refusal{src, first}
				},
			}, echo)
			asked := r.at("127.0.0.1")
			ask := func(from string) net.Conn {
				if transport == message.UDP {
					conn := udpFrom(t, from)
					sendUDP(t, conn, asked, options("alice", 0))
					return conn
				}
				conn := dialTCP(t, from, asked)
				conn.Write(options("alice", 0)) // may meet the RST of a refusal
				return conn
			}
			ask("127.0.0.1")
			refused := ask("127.0.0.1")
			ask("127.0.0.8")
			welcome := ask("127.0.0.9")
			if _, err := welcome.Read(make([]byte, 2000)); err != nil {
				t.Errorf("the allowed source: %v", err)
			}
			if p := r.next(); p.Flow.Remote.Addr() != netip.MustParseAddr("127.0.0.9") {
				t.Errorf("received from %s", p.Flow.Remote)
			}
			r.quiet()
			for _, want := range []refusal{
				{netip.MustParseAddr("127.0.0.1"), true},
				{netip.MustParseAddr("127.0.0.1"), false},
				{netip.MustParseAddr("127.0.0.8"), true},
			} {
				if got := <-refusals; got != want {
					t.Errorf("told %v, want %v", got, want)
				}
			}
			r.stop() // Out is counted when the answer has left, which its reader may see sooner
			if s := r.Stats(); s.Refused != 3 || s.RefusedSources != 2 || s.In != 1 || s.Out != 1 {
				t.Errorf("counted %+v", s)
			}
			if transport == message.TCP {
				if _, err := refused.Read(make([]byte, 1)); err == nil {
					t.Error("a refused connection is answered")
				}
			}
		})
	}
}

func TestKeepAlivesOverUDPAreSwallowed(t *testing.T) {
	r := serve(t, wire.Config{Listeners: listeners(t, "udp://127.0.0.1:0")}, echo)
	conn := udpFrom(t, "127.0.0.1")
	for _, ping := range []string{"", "\x00", "\r\n", "abc", "\r\n\r\n", "\r\n\r\n\r\n"} {
		sendUDP(t, conn, r.at("127.0.0.1"), []byte(ping))
	}
	want := "\r\n\r\nOPTIONS sip:alice@127.0.0.1 SIP/2.0\r\n\r\n"
	sendUDP(t, conn, r.at("127.0.0.1"), []byte(want))
	if got := r.next(); string(got.Data) != want {
		t.Errorf("received %q", got.Data)
	}
	if s := r.Stats(); s.KeepAlives != 6 || s.In != 1 {
		t.Errorf("counted %+v", s)
	}
}

func TestTheLongestDatagramComesWholeAndGoesWhole(t *testing.T) {
	const longest = 65507 // what 65,535 bytes of IPv4 leave
	r := serve(t, wire.Config{Listeners: listeners(t, "udp://127.0.0.1:0")}, echo)
	conn := udpFrom(t, "127.0.0.1")
	want := bytes.Repeat([]byte("0123456"), longest/7+1)[:longest]
	sendUDP(t, conn, r.at("127.0.0.1"), want)
	if p := r.next(); !bytes.Equal(p.Data, want) {
		t.Errorf("received %d bytes, want %d", len(p.Data), len(want))
	}
	buf := make([]byte, 70000)
	if n, err := conn.Read(buf); err != nil || !bytes.Equal(buf[:n], want) {
		t.Errorf("answered %d bytes, %v", n, err)
	}
	if err := r.Send(message.Flow{Transport: message.UDP, Listener: r.Addrs()[0].Listener, Remote: conn.LocalAddr().(*net.UDPAddr).AddrPort()},
		make([]byte, longest+1)); err == nil || r.Stats().SendErrors != 1 {
		t.Errorf("a datagram that is too long: %v, counted %d", err, r.Stats().SendErrors)
	}
}

func TestAPanicOfTheReceiverCostsOneMessage(t *testing.T) {
	for _, transport := range both() {
		t.Run(string(transport), func(t *testing.T) {
			stacks := make(chan string, 10)
			r := serve(t, wire.Config{
				Listeners: listeners(t, transport.Param()+"://127.0.0.1:0"),
				OnPanic:   func(v any, stack []byte) { stacks <- v.(string) + "\n" + string(stack) },
			}, func(w *wire.Wire, p wire.Packet) {
				if bytes.Contains(p.Data, []byte("sip:mallory@")) {
					panic("a step went wrong")
				}
				echo(w, p)
			})
			var conn net.Conn = udpFrom(t, "127.0.0.1")
			if transport == message.TCP {
				conn = dialTCP(t, "127.0.0.1", r.at("127.0.0.1"))
			}
			for _, user := range []string{"mallory", "mallory", "alice"} {
				if u, ok := conn.(*net.UDPConn); ok {
					sendUDP(t, u, r.at("127.0.0.1"), options(user, 0))
				} else {
					write(t, conn, options(user, 0))
				}
			}
			if got := readN(t, conn, len(options("alice", 0))); !bytes.Equal(got, options("alice", 0)) {
				t.Errorf("answered %q", got)
			}
			if got := r.Stats().Panics; got != 2 {
				t.Errorf("counted %d panics, want 2", got)
			}
			if len(stacks) != 1 {
				t.Fatalf("told of %d panics, want the first one", len(stacks))
			}
			if got := <-stacks; !strings.Contains(got, "a step went wrong") || !strings.Contains(got, "udp_test.go") {
				t.Errorf("the stack does not lead to the panic: %s", got)
			}
		})
	}
}

func TestSendToWhatIsNoMore(t *testing.T) {
	r := serve(t, wire.Config{Listeners: listeners(t, "udp://127.0.0.1:0", "tcp://127.0.0.1:0")}, silence)
	conn := udpFrom(t, "127.0.0.1")
	sendUDP(t, conn, r.at("127.0.0.1"), options("alice", 0))
	f := r.next().Flow
	other := f
	other.Listener = "udp://127.0.0.1:1"
	if err := r.Send(other, []byte("x")); !errors.Is(err, wire.ErrGone) {
		t.Errorf("another listener: %v, want ErrGone", err)
	}
	other = f
	other.Transport, other.Conn = message.TCP, 7
	if err := r.Send(other, []byte("x")); !errors.Is(err, wire.ErrGone) {
		t.Errorf("a connection that never was: %v, want ErrGone", err)
	}
	r.CloseConn(other, true)
	r.stop()
	if err := r.Send(f, []byte("x")); !errors.Is(err, wire.ErrClosed) {
		t.Errorf("after Close: %v, want ErrClosed", err)
	}
	if got := r.Stats().SendErrors; got != 3 {
		t.Errorf("counted %d errors, want 3", got)
	}
}

func TestWithoutALocalAddressTheKernelChooses(t *testing.T) {
	r := serve(t, wire.Config{Listeners: listeners(t, "s1=udp://0.0.0.0:0")}, echo)
	conn := udpFrom(t, "127.0.0.1")
	f := message.Flow{Transport: message.UDP, Listener: "s1", Remote: conn.LocalAddr().(*net.UDPAddr).AddrPort()}
	if err := r.Send(f, []byte("a request of ours")); err != nil {
		t.Fatal(err)
	}
	_, src, err := conn.ReadFromUDPAddrPort(make([]byte, 100))
	if err != nil || src != r.at("127.0.0.1") {
		t.Errorf("it came from %s, %v", src, err)
	}
}

func TestTheSystemKnowsWhichAddressFacesAHost(t *testing.T) {
	if got := wire.Facing(netip.MustParseAddr("127.0.0.1")); got != netip.MustParseAddr("127.0.0.1") {
		t.Errorf("127.0.0.1 is faced by %s", got)
	}
}
