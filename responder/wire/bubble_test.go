package wire

import (
	"context"
	"errors"
	"io"
	"net"
	"net/netip"
	"slices"
	"sync"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/sipbin/sipbin/responder/message"
)

// What takes minutes, or what a kernel does only on a bad day, is tested here
// in a bubble, without sockets.

// turn is what one call of a scripted listener or socket returns.
type turn struct {
	conn net.Conn
	data string
	err  error
}

// script is a net.Listener and a datagrams: each call takes a turn, and after
// the last one waits for Close.
type script struct {
	turns  []turn
	at     []time.Time // of the calls
	closed chan struct{}
	once   sync.Once
}

func (s *script) turn() turn {
	s.at = append(s.at, time.Now())
	if len(s.turns) == 0 {
		<-s.closed
		return turn{err: net.ErrClosed}
	}
	next := s.turns[0]
	s.turns = s.turns[1:]
	return next
}

func (s *script) Accept() (net.Conn, error) {
	next := s.turn()
	return next.conn, next.err
}

func (s *script) ReadMsgUDPAddrPort(b, _ []byte) (n, oobn, flags int, addr netip.AddrPort, err error) {
	next := s.turn()
	return copy(b, next.data), 0, 0, netip.MustParseAddrPort("127.0.0.9:5060"), next.err
}

func (s *script) Close() error {
	s.once.Do(func() { close(s.closed) })
	return nil
}

func (s *script) Addr() net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 5060} }

// scripted is a Wire with one door and one socket that play the script.
func scripted(cfg Config, accepts, reads []turn) (w *Wire, door0, socket0 *script) {
	cfg.Listeners = []Listener{}
	w, err := Listen(cfg)
	if err != nil {
		panic(err)
	}
	door0 = &script{turns: accepts, closed: make(chan struct{})}
	socket0 = &script{turns: reads, closed: make(chan struct{})}
	w.doors = []*door{{w: w, in: door0, flow: message.Flow{Transport: message.TCP, Listener: "s1"}, trouble: &trouble{listener: "s1"}}}
	w.sockets[socketKey{"s1", false}] = &socket{w: w, in: socket0, flow: message.Flow{Transport: message.UDP, Listener: "s1"}, trouble: &trouble{listener: "s1"}}
	return w, door0, socket0
}

// pipe is a connection of 127.0.0.9 without a kernel: what is not read by one
// end blocks the write of the other.
func pipe() (ours net.Conn, peer net.Conn) {
	ours, peer = net.Pipe()
	return addressed{ours}, peer
}

type addressed struct{ net.Conn }

func (addressed) LocalAddr() net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 5060} }
func (addressed) RemoteAddr() net.Addr {
	return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 9), Port: 40000}
}

func serveInBubble(w *Wire, receive func(Packet)) (stop func()) {
	ended := make(chan error)
	go func() { ended <- w.Serve(context.Background(), receive) }()
	return func() {
		w.Close()
		if err := <-ended; err != nil {
			panic(err)
		}
	}
}

const request = "OPTIONS sip:alice@127.0.0.1 SIP/2.0\r\nl: 0\r\n\r\n"

func TestErrorsThatPassAreWaitedOutLongerEachTime(t *testing.T) {
	bad := []turn{
		{err: syscall.EMFILE}, {err: syscall.ENFILE}, {err: syscall.ENOBUFS}, {err: syscall.ENOMEM}, {err: syscall.ECONNABORTED},
		{err: syscall.ECONNREFUSED}, {err: syscall.EPERM}, {err: syscall.EHOSTUNREACH}, {err: errors.New("anything else")}, {err: syscall.EMFILE},
	}
	waits := []time.Duration{5, 10, 20, 40, 80, 160, 320, 640, 1000, 1000} // ms
	check := func(t *testing.T, at []time.Time) {
		t.Helper()
		for i, want := range waits {
			if got := at[i+1].Sub(at[i]); got != want*time.Millisecond {
				t.Errorf("wait %d is %s, want %s", i, got, want*time.Millisecond)
			}
		}
		last := len(at) - 1
		if got := at[last].Sub(at[last-1]); got != 5*time.Millisecond {
			t.Errorf("after a success the wait is %s, want 5ms again", got)
		}
	}
	synctest.Test(t, func(t *testing.T) {
		ours, peer := pipe()
		accepts := append(slices.Clone(bad), turn{conn: ours}, turn{err: syscall.EMFILE})
		reads := append(slices.Clone(bad), turn{data: request}, turn{err: syscall.ENOBUFS})
		var told []error
		w, door0, _ := scripted(Config{OnTrouble: func(listener string, err error) {
			if listener != "s1" {
				t.Errorf("told of %q", listener)
			}
			told = append(told, err)
		}}, accepts, nil)
		var got []Packet
		stop := serveInBubble(w, func(p Packet) { got = append(got, p) })
		time.Sleep(time.Minute)
		synctest.Wait()
		check(t, door0.at)
		peer.Write([]byte(request))
		synctest.Wait()
		if len(got) != 1 {
			t.Errorf("received %d packets over the connection that came at last, want 1", len(got))
		}
		if len(told) != 1 || told[0] != syscall.EMFILE {
			t.Errorf("told %v in these four seconds, want the first error", told)
		}
		peer.Close()
		stop()
		if n := w.Stats().AcceptErrors; n != 11 {
			t.Errorf("counted %d accept errors, want 11", n)
		}

		w, _, socket0 := scripted(Config{}, nil, reads)
		got = nil
		stop = serveInBubble(w, func(p Packet) { got = append(got, p) })
		time.Sleep(time.Minute)
		stop()
		check(t, socket0.at)
		if len(got) != 1 || w.Stats().ReadErrors != 11 {
			t.Errorf("received %d packets, want 1; counted %d read errors, want 11", len(got), w.Stats().ReadErrors)
		}
	})
}

func TestCloseDoesNotWaitForABackoff(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		bad := slices.Repeat([]turn{{err: syscall.EMFILE}}, 1000)
		w, _, _ := scripted(Config{}, bad, bad)
		stop := serveInBubble(w, func(Packet) {})
		time.Sleep(time.Minute)
		synctest.Wait()
		start := time.Now()
		stop()
		if took := time.Since(start); took != 0 {
			t.Errorf("Close took %s", took)
		}
	})
}

func TestTroubleIsToldOnceInTenSeconds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var told []time.Duration
		start := time.Now()
		w, _, _ := scripted(Config{OnTrouble: func(string, error) {
			told = append(told, time.Since(start).Truncate(time.Second))
		}}, slices.Repeat([]turn{{err: syscall.EMFILE}}, 1000), nil)
		stop := serveInBubble(w, func(Packet) {})
		time.Sleep(31 * time.Second)
		stop()
		if want := []time.Duration{0, 10 * time.Second, 20 * time.Second, 30 * time.Second}; !slices.EqualFunc(told, want, func(a, b time.Duration) bool {
			return a-b <= time.Second && b <= a
		}) {
			t.Errorf("told after %v, want about %v", told, want)
		}
	})
}

// over plays one connection through cfg; packets are kept in the order of
// their coming.
func over(t *testing.T, cfg Config, answer func(*Wire, Packet), peer func(net.Conn, func() []Packet)) {
	t.Helper()
	overAny(t, message.TCP, cfg, answer, peer)
}

func overAny(t *testing.T, transport message.Transport, cfg Config, answer func(*Wire, Packet), peer func(net.Conn, func() []Packet)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		ours, theirs := pipe()
		w, _, _ := scripted(cfg, []turn{{conn: ours}}, nil)
		w.doors[0].flow.Transport = transport
		var mu sync.Mutex
		var got []Packet
		stop := serveInBubble(w, func(p Packet) {
			mu.Lock()
			got = append(got, p)
			mu.Unlock()
			answer(w, p)
		})
		peer(theirs, func() []Packet {
			synctest.Wait()
			mu.Lock()
			defer mu.Unlock()
			return slices.Clone(got)
		})
		theirs.Close()
		stop()
	})
}

func ignore(*Wire, Packet) {}

func TestASilentConnectionIsClosedAfterTenSeconds(t *testing.T) {
	over(t, Config{}, ignore, func(peer net.Conn, got func() []Packet) {
		start := time.Now()
		if _, err := peer.Read(make([]byte, 1)); err != io.EOF {
			t.Errorf("the peer sees %v", err)
		}
		if took := time.Since(start) - farewell; took != 10*time.Second {
			t.Errorf("closed after %s, want 10s", took)
		}
		if last := got(); len(last) != 1 || !last[0].Closed || last[0].Why != ErrIdle {
			t.Errorf("received %+v", last)
		}
	})
}

func TestAnIdleConnectionIsClosedAfterFifteenMinutesWithoutAByte(t *testing.T) {
	over(t, Config{}, ignore, func(peer net.Conn, got func() []Packet) {
		peer.Write([]byte(request))
		for range 3 {
			time.Sleep(14 * time.Minute)
			peer.Write([]byte("\r\n\r\n"))
			if n, err := peer.Read(make([]byte, 2)); n != 2 || err != nil {
				t.Fatalf("a ping is answered by %d bytes, %v", n, err)
			}
		}
		start := time.Now()
		if _, err := peer.Read(make([]byte, 1)); err != io.EOF {
			t.Errorf("the peer sees %v", err)
		}
		if took := time.Since(start) - farewell; took != 15*time.Minute {
			t.Errorf("closed after %s, want 15m", took)
		}
		if last := got(); len(last) != 2 || !last[1].Closed || last[1].Why != ErrIdle {
			t.Errorf("received %+v", last)
		}
	})
}

func TestLimitsThatAreSwitchedOff(t *testing.T) {
	off := Limits{Connections: -1, PerSource: -1, Queue: -1, FirstByte: -1, Idle: -1, Write: -1}
	over(t, Config{Limits: off}, func(w *Wire, p Packet) {
		if !p.Closed {
			w.Send(p.Flow, make([]byte, 8<<20))
		}
	}, func(peer net.Conn, got func() []Packet) {
		time.Sleep(24 * time.Hour)
		peer.Write([]byte(request))
		time.Sleep(24 * time.Hour)
		if n, err := io.ReadFull(peer, make([]byte, 8<<20)); err != nil {
			t.Errorf("read %d bytes, %v", n, err)
		}
		if packets := got(); len(packets) != 1 || packets[0].Closed {
			t.Errorf("received %+v", packets)
		}
	})
}

func TestAPeerThatLeavesAMessageUnreadForFiveSecondsIsClosed(t *testing.T) {
	over(t, Config{}, func(w *Wire, p Packet) {
		if !p.Closed {
			w.Send(p.Flow, []byte("SIP/2.0 100 Trying"))
		}
	}, func(peer net.Conn, got func() []Packet) {
		peer.Write([]byte(request))
		time.Sleep(5*time.Second - 1)
		if packets := got(); len(packets) != 1 {
			t.Errorf("closed too early: %+v", packets)
		}
		time.Sleep(time.Nanosecond)
		if packets := got(); len(packets) != 2 || !packets[1].Closed || packets[1].Why != ErrSlow {
			t.Errorf("received %+v", packets)
		}
	})
}

func TestEachSendIsAWriteOfItsOwn(t *testing.T) {
	over(t, Config{}, func(w *Wire, p Packet) {
		data := []byte("SIP/2.0 1")
		w.Send(p.Flow, data)
		copy(data, "changed..") // Send has copied it
		w.Send(p.Flow, []byte("00 Trying"))
	}, func(peer net.Conn, _ func() []Packet) {
		peer.Write([]byte(request))
		for _, want := range []string{"SIP/2.0 1", "00 Trying"} {
			buf := make([]byte, 100)
			if n, err := peer.Read(buf); string(buf[:n]) != want {
				t.Errorf("read %q, %v, want %q", buf[:n], err, want)
			}
		}
	})
}

func TestCloseGivesAPeerThatDoesNotReadOneSecond(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ours, theirs := pipe()
		w, _, _ := scripted(Config{}, []turn{{conn: ours}}, nil)
		var last Packet
		stop := serveInBubble(w, func(p Packet) {
			last = p
			for range 3 {
				w.Send(p.Flow, []byte("SIP/2.0 100 Trying"))
			}
		})
		theirs.Write([]byte(request))
		synctest.Wait()
		start := time.Now()
		stop()
		if took := time.Since(start); took != time.Second {
			t.Errorf("Close took %s, want 1s", took)
		}
		if !last.Closed || last.Why != ErrClosed {
			t.Errorf("at the end %+v", last)
		}
	})
}

type panicking struct{ net.Conn }

func (panicking) Read([]byte) (int, error) { panic("a fault of ours") }

func TestAPanicWhileReadingEndsItsConnection(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ours, _ := pipe()
		w, _, _ := scripted(Config{}, nil, nil)
		last := make(chan Packet, 1)
		w.receive = func(p Packet) { last <- p }
		c := newConn(w, panicking{ours}, message.Flow{Remote: netip.MustParseAddrPort("127.0.0.9:5060")}, &trouble{})
		w.serving = true
		if err := w.enter(c); err != nil {
			t.Fatal(err)
		}
		if p := <-last; !p.Closed || p.Why == nil {
			t.Errorf("at the end %+v", p)
		}
		w.Close()
		if s := w.Stats(); s.Panics == 0 || s.Connections != 0 {
			t.Errorf("counted %+v", s)
		}
	})
}

func TestStrangersAreRememberedUpToALimit(t *testing.T) {
	var r refusedSources
	addr := netip.MustParseAddr("198.18.0.0")
	for i := range maxRefused {
		if !r.add(addr) || r.add(addr) {
			t.Fatalf("source %d is not new once", i)
		}
		addr = addr.Next()
	}
	if r.add(addr) || r.size() != maxRefused {
		t.Errorf("source %d is remembered, size %d", maxRefused, r.size())
	}
}
