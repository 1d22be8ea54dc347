package wire_test

import (
	"bytes"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/netip"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/sipbin/sipbin/responder/message"
	"github.com/sipbin/sipbin/responder/wire"
)

// server is a peer that waits for one connection.
func server(t *testing.T, cfg *tls.Config) net.Listener {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	if cfg != nil {
		l = tls.NewListener(l, cfg)
	}
	t.Cleanup(func() { l.Close() })
	return l
}

func addrOf(l net.Listener) netip.AddrPort { return netip.MustParseAddrPort(l.Addr().String()) }

func accept(t *testing.T, l net.Listener) net.Conn {
	t.Helper()
	c, err := l.Accept()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	c.SetDeadline(time.Now().Add(patience))
	return c
}

func TestDialSendsWhenItIsConnected(t *testing.T) {
	ours, theirs := lab(t)
	for _, transport := range []message.Transport{message.TCP, message.TLS} {
		t.Run(string(transport), func(t *testing.T) {
			var want *tls.Config
			if transport == message.TLS {
				want = ours
			}
			peer := server(t, want)
			r := serve(t, wire.Config{
				Listeners: listeners(t, "udp://127.0.0.1:0", "tcp://127.0.0.1:0", "tls://127.0.0.1:0"), TLS: ours,
				DialTLS: &tls.Config{RootCAs: theirs.RootCAs},
			}, silence)
			to := wire.Peer{Transport: transport, Addr: addrOf(peer), Host: "localhost"}
			f, err := r.Dial(to)
			if err != nil {
				t.Fatal(err)
			}
			for _, b := range r.Addrs() {
				if b.Transport == transport && (f.Local != b.Addr || f.Listener != b.Listener) {
					t.Errorf("reached at %+v, listens at %v", f, b)
				}
			}
			if err := r.Send(f, options("alice", 0)); err != nil {
				t.Fatal(err)
			}
			conn := accept(t, peer)
			if got := readN(t, conn, len(options("alice", 0))); !bytes.Equal(got, options("alice", 0)) {
				t.Errorf("the peer got %q", got)
			}
			write(t, conn, options("bob", 0))
			if p := r.next(); p.Flow != f || !bytes.Equal(p.Data, options("bob", 0)) {
				t.Errorf("received %+v over %+v, want %+v", p, p.Flow, f)
			}
			if again, err := r.Dial(to); err != nil || again != f {
				t.Errorf("a second dial is %+v, %v, want the connection that is open", again, err)
			}
			conn.Close()
			if p := r.next(); !p.Closed || !errors.Is(p.Why, io.EOF) {
				t.Errorf("at the end %+v", p)
			}
			if again, err := r.Dial(to); err != nil || again.Conn == f.Conn {
				t.Errorf("a dial after the end is %+v, %v", again, err)
			}
			if s := r.Stats(); s.Dialled != 2 || s.Accepted != 0 {
				t.Errorf("counted %+v", s)
			}
		})
	}
}

func TestADialThatFailsClosesItsFlow(t *testing.T) {
	ours, theirs := lab(t)
	_, stranger := lab(t)
	for name, c := range map[string]struct {
		transport message.Transport
		server    *tls.Config
		trust     *tls.Config
		host      string
		want      string
	}{
		"nobody is there":          {message.TCP, nil, nil, "", "connection refused"},
		"the peer is not trusted":  {message.TLS, ours, stranger, "", "certificate signed by unknown authority"},
		"the peer is someone else": {message.TLS, ours, theirs, "pbx.example", "not pbx.example"},
		"the peer has no TLS":      {message.TLS, nil, theirs, "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			peer := server(t, c.server)
			if name == "nobody is there" {
				peer.Close()
			} else {
				go func() {
					if conn, err := peer.Accept(); err == nil {
						conn.Write([]byte("220 mail\r\n"))
						conn.Close()
					}
				}()
			}
			cfg := wire.Config{Listeners: listeners(t, "tcp://127.0.0.1:0", "tls://127.0.0.1:0"), TLS: ours}
			if c.trust != nil {
				cfg.DialTLS = &tls.Config{RootCAs: c.trust.RootCAs}
			}
			r := serve(t, cfg, silence)
			f, err := r.Dial(wire.Peer{Transport: c.transport, Addr: addrOf(peer), Host: c.host})
			if err != nil {
				t.Fatal(err)
			}
			r.Send(f, options("alice", 0))
			if p := r.next(); !p.Closed || p.Flow != f || p.Why == nil || !strings.Contains(p.Why.Error(), c.want) {
				t.Errorf("at the end %+v", p)
			}
			if err := r.Send(f, options("alice", 0)); !errors.Is(err, wire.ErrGone) {
				t.Errorf("afterwards: %v", err)
			}
		})
	}
}

func TestWhomDialDoesNotConnectTo(t *testing.T) {
	r := serve(t, wire.Config{Listeners: listeners(t, "udp://127.0.0.1:0", "tcp://127.0.0.1:0"), Limits: wire.Limits{Connections: 1}}, silence)
	to := func(transport message.Transport, addr, listener string) wire.Peer {
		return wire.Peer{Transport: transport, Addr: netip.MustParseAddrPort(addr), Listener: listener}
	}
	for want, peer := range map[string]wire.Peer{
		"only tcp and tls are connected to":                                      to(message.WS, "127.0.0.1:80", ""),
		"it is outside --allow; --allow 203.0.113.7 lets it in":                  to(message.TCP, "203.0.113.7:5060", ""),
		"no listener could be reached from there; add one with --listen tls://":  to(message.TLS, "127.0.0.1:5061", ""),
		"no listener could be reached from there; add one with --listen tcp://":  to(message.TCP, "127.0.0.1:5060", "s9"),
		"connect to tcp://[::1]:5060: no listener could be reached from there; ": to(message.TCP, "[::1]:5060", ""),
	} {
		if _, err := r.Dial(peer); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %q in it", err, want)
		}
	}
	peer := server(t, nil)
	if _, err := r.Dial(wire.Peer{Transport: message.TCP, Addr: addrOf(peer)}); err != nil {
		t.Fatal(err)
	}
	accept(t, peer)
	if _, err := r.Dial(wire.Peer{Transport: message.TCP, Addr: addrOf(server(t, nil))}); err == nil || !strings.Contains(err.Error(), "which is the limit") {
		t.Errorf("beyond the limit: %v", err)
	}
}

func TestADialBeforeServeWaitsForIt(t *testing.T) {
	peer := server(t, nil)
	for _, serves := range []bool{false, true} {
		w, err := wire.Listen(wire.Config{Listeners: listeners(t, "tcp://127.0.0.1:0")})
		if err != nil {
			t.Fatal(err)
		}
		f, err := w.Dial(wire.Peer{Transport: message.TCP, Addr: addrOf(peer)})
		if err != nil || w.Send(f, options("alice", 0)) != nil {
			t.Fatal(err)
		}
		if serves {
			ended := make(chan error)
			go func() { ended <- w.Serve(t.Context(), func(wire.Packet) {}) }()
			readN(t, accept(t, peer), len(options("alice", 0)))
			defer func() { <-ended }()
		}
		if err := w.Close(); err != nil {
			t.Error(err)
		}
	}
}

func TestClosingDoesNotWaitForADial(t *testing.T) {
	r := serve(t, wire.Config{Listeners: listeners(t, "tcp://127.0.0.1:0"), Limits: wire.Limits{Handshake: time.Minute}}, silence)
	peer := stuck(t)
	f, err := r.Dial(wire.Peer{Transport: message.TCP, Addr: peer})
	if err != nil {
		t.Fatal(err)
	}
	r.Send(f, options("alice", 0))
	start := time.Now()
	r.stop()
	if took := time.Since(start); took > patience {
		t.Errorf("it took %s", took)
	}
	if p := r.next(); !p.Closed || !errors.Is(p.Why, wire.ErrClosed) {
		t.Errorf("at the end %+v", p)
	}
}

// stuck is an address that takes no further connection and refuses none.
func stuck(t *testing.T) netip.AddrPort {
	t.Helper()
	fd, err := syscall.Socket(syscall.AF_INET, syscall.SOCK_STREAM, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { syscall.Close(fd) })
	if err := errors.Join(syscall.Bind(fd, &syscall.SockaddrInet4{Addr: [4]byte{127, 0, 0, 1}}), syscall.Listen(fd, 0)); err != nil {
		t.Fatal(err)
	}
	name, err := syscall.Getsockname(fd)
	if err != nil {
		t.Fatal(err)
	}
	at := netip.AddrPortFrom(netip.AddrFrom4([4]byte{127, 0, 0, 1}), uint16(name.(*syscall.SockaddrInet4).Port))
	for { // fills what the kernel takes by itself
		c, err := net.DialTimeout("tcp", at.String(), 100*time.Millisecond)
		if err != nil {
			return at
		}
		t.Cleanup(func() { c.Close() })
	}
}

func TestAnAnswerWhoseConnectionIsGoneLeavesOverANewOne(t *testing.T) {
	for _, connect := range []bool{false, true} {
		r := serve(t, wire.Config{Listeners: listeners(t, "tcp://127.0.0.1:0"), Connect: connect}, silence)
		peer := server(t, nil)
		conn := dialTCP(t, "127.0.0.1", r.at("127.0.0.1"))
		write(t, conn, options("alice", 0))
		f := r.next().Flow
		conn.Close()
		r.next()
		if err := r.Send(f, []byte("no port to return to")); !errors.Is(err, wire.ErrGone) {
			t.Errorf("got %v, want ErrGone", err)
		}
		f.ReturnPort = addrOf(peer).Port()
		err := r.Send(f, options("first", 0))
		if !connect {
			if !errors.Is(err, wire.ErrGone) {
				t.Errorf("got %v, want ErrGone", err)
			}
			continue
		}
		err = errors.Join(err, r.Send(f, options("second", 0)))
		if err != nil {
			t.Fatal(err)
		}
		want := append(options("first", 0), options("second", 0)...)
		if got := readN(t, accept(t, peer), len(want)); !bytes.Equal(got, want) {
			t.Errorf("the peer got %q", got)
		}
	}
}

func TestFlowToFacesThePeer(t *testing.T) {
	peer := udpFrom(t, "127.0.0.1")
	at := netip.MustParseAddrPort(peer.LocalAddr().String())
	for _, c := range []struct {
		name, from string
		listen     []string
	}{
		{"from the address it would be sent from", "127.0.0.1", []string{"udp://127.0.0.2:0", "udp://127.0.0.1:0"}},
		{"from any address", "127.0.0.1", []string{"udp://[::1]:0", "tcp://127.0.0.1:0", "udp://0.0.0.0:0"}},
		{"from another of the same machine", "127.0.0.2", []string{"udp://127.0.0.2:0"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if strings.Contains(strings.Join(c.listen, ""), "::1") {
				needIPv6(t)
			}
			r := serve(t, wire.Config{Listeners: listeners(t, c.listen...)}, silence)
			f, ok := r.FlowTo(at)
			if !ok || f.Local.Addr() != netip.MustParseAddr(c.from) || f.Remote != at {
				t.Fatalf("it is %+v, %v", f, ok)
			}
			if err := r.Send(f, []byte("hello")); err != nil {
				t.Fatal(err)
			}
			if _, from, err := peer.ReadFromUDPAddrPort(make([]byte, 10)); err != nil || from != f.Local {
				t.Errorf("came from %s, %v, want %s", from, err, f.Local)
			}
		})
	}
	r := serve(t, wire.Config{Listeners: listeners(t, "udp://127.0.0.1:0")}, silence)
	for _, addr := range []string{"203.0.113.7:5060", "[::1]:5060", "10.0.0.1:5060"} {
		if f, ok := r.FlowTo(netip.MustParseAddrPort(addr)); ok {
			t.Errorf("to %s over %+v", addr, f)
		}
	}
}
