package wire_test

import (
	"bytes"
	"errors"
	"io"
	"net"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/sipbin/sipbin/responder/message"
	"github.com/sipbin/sipbin/responder/wire"
)

func readN(t *testing.T, c net.Conn, n int) []byte {
	t.Helper()
	buf := make([]byte, n)
	if _, err := io.ReadFull(c, buf); err != nil {
		t.Fatalf("after %q: %v", buf, err)
	}
	return buf
}

func serveTCP(t *testing.T, cfg wire.Config, answer func(*wire.Wire, wire.Packet)) *running {
	t.Helper()
	cfg.Listeners = listeners(t, "tcp://127.0.0.1:0")
	return serve(t, cfg, answer)
}

func TestMessagesAreFoundInAStreamHoweverItIsCut(t *testing.T) {
	want := [][]byte{options("alice", 0), options("bob", 300), options("carol", 7)}
	stream := slices.Concat(want...)
	for _, c := range []struct {
		name string
		size int
	}{{"all in one segment", len(stream)}, {"in segments of one byte", 1}, {"in segments of 97 bytes", 97}} {
		t.Run(c.name, func(t *testing.T) {
			r := serveTCP(t, wire.Config{}, echo)
			conn := dialTCP(t, "127.0.0.1", r.at("127.0.0.1"))
			for segment := range slices.Chunk(stream, c.size) {
				write(t, conn, segment)
			}
			for i := range want {
				if got := r.next(); !bytes.Equal(got.Data, want[i]) {
					t.Errorf("message %d: %q, want %q", i, got.Data, want[i])
				}
			}
			if got := readN(t, conn, len(stream)); !bytes.Equal(got, stream) {
				t.Errorf("answered %q", got)
			}
		})
	}
}

func TestAPingIsAnsweredByItself(t *testing.T) {
	r := serveTCP(t, wire.Config{}, echo)
	conn := dialTCP(t, "127.0.0.1", r.at("127.0.0.1"))
	write(t, conn, []byte("\r\n\r\n"))
	if got := readN(t, conn, 2); string(got) != "\r\n" {
		t.Errorf("answered %q", got)
	}
	r.quiet()
	if got := r.Stats().KeepAlives; got != 1 {
		t.Errorf("counted %d", got)
	}
}

func TestLostFramingIsReportedAnsweredAndClosed(t *testing.T) {
	head := "OPTIONS sip:alice@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/TCP 127.0.0.1;branch=z9hG4bK1\r\n"
	for name, c := range map[string]struct{ sent, data string }{
		"no Content-Length":            {head + "\r\n", head + "\r\n"},
		"a Content-Length of letters":  {head + "Content-Length: x\r\n\r\n", head + "Content-Length: x\r\n\r\n"},
		"two that differ":              {head + "l: 1\r\nl: 2\r\n\r\nab", head + "l: 1\r\nl: 2\r\n\r\n"},
		"a negative one":               {head + "l: -1\r\n\r\n", head + "l: -1\r\n\r\n"},
		"more than the limit":          {head + "l: 70000\r\n\r\n", head + "l: 70000\r\n\r\n"},
		"a bad one, and much after it": {head + "l: x\r\n\r\n" + strings.Repeat("x", 300<<10), head + "l: x\r\n\r\n"},
	} {
		t.Run(name, func(t *testing.T) {
			r := serveTCP(t, wire.Config{}, func(w *wire.Wire, p wire.Packet) {
				if !p.Closed {
					w.Send(p.Flow, []byte("400"))
				}
			})
			conn := dialTCP(t, "127.0.0.1", r.at("127.0.0.1"))
			write(t, conn, []byte(c.sent))
			if got, err := io.ReadAll(conn); string(got) != "400" || err != nil {
				t.Errorf("answered %q, %v", got, err)
			}
			conn.Close()
			p := r.next()
			if !errors.Is(p.Broken, message.ErrLostFraming) || string(p.Data) != c.data {
				t.Errorf("received %q, broken by %v", p.Data, p.Broken)
			}
			if p := r.next(); !p.Closed || !errors.Is(p.Why, message.ErrLostFraming) {
				t.Errorf("at the end %+v", p)
			}
			if got := r.Stats().Broken; got != 1 {
				t.Errorf("counted %d", got)
			}
		})
	}
}

func TestASlowReaderLosesItsOwnConnection(t *testing.T) {
	flood := bytes.Repeat([]byte("x"), 16<<10)
	var cfg wire.Config
	cfg.Limits.Queue = 64 << 10
	slow := make(chan error, 1)
	r := serveTCP(t, cfg, func(w *wire.Wire, p wire.Packet) {
		switch {
		case p.Closed:
		case !bytes.Contains(p.Data, []byte("sip:mallory@")):
			echo(w, p)
		default:
			var err error
			for err == nil {
				err = w.Send(p.Flow, flood)
			}
			slow <- err
		}
	})
	bystander := dialTCP(t, "127.0.0.1", r.at("127.0.0.1"))
	write(t, bystander, options("bob", 0))
	readN(t, bystander, len(options("bob", 0)))
	bob := r.next().Flow

	mallory := dialTCP(t, "127.0.0.1", r.at("127.0.0.1"))
	write(t, mallory, options("mallory", 0))
	if err := <-slow; !errors.Is(err, wire.ErrSlow) {
		t.Errorf("send to a peer that does not read: %v, want ErrSlow", err)
	}
	p := r.next()
	if p.Flow.Conn == bob.Conn {
		t.Fatalf("received %+v", p)
	}
	gone := r.next()
	if !gone.Closed || gone.Flow != p.Flow || !errors.Is(gone.Why, wire.ErrSlow) {
		t.Errorf("at the end %+v", gone)
	}
	if err := r.Send(p.Flow, flood); !errors.Is(err, wire.ErrGone) {
		t.Errorf("afterwards: %v, want ErrGone", err)
	}
	if _, err := io.Copy(io.Discard, mallory); !errors.Is(err, syscall.ECONNRESET) {
		t.Errorf("the slow reader sees %v, want a reset", err)
	}
	write(t, bystander, options("bob", 9))
	readN(t, bystander, len(options("bob", 9)))
	if s := r.Stats(); s.Slow != 1 || s.Connections != 1 || s.Accepted != 2 {
		t.Errorf("counted %+v", s)
	}
}

func TestCloseConn(t *testing.T) {
	t.Run("with a FIN lets out what was queued", func(t *testing.T) {
		big := bytes.Repeat([]byte("x"), 800<<10)
		r := serveTCP(t, wire.Config{}, func(w *wire.Wire, p wire.Packet) {
			if !p.Closed {
				w.Send(p.Flow, big)
				w.CloseConn(p.Flow, false)
				if err := w.Send(p.Flow, big); !errors.Is(err, wire.ErrGone) {
					t.Errorf("send after close: %v, want ErrGone", err)
				}
			}
		})
		conn := dialTCP(t, "127.0.0.1", r.at("127.0.0.1"))
		write(t, conn, slices.Concat(options("alice", 0), options("never", 0)))
		if got, err := io.ReadAll(conn); !bytes.Equal(got, big) || err != nil {
			t.Errorf("read %d bytes, %v, want %d and EOF", len(got), err, len(big))
		}
		conn.Close()
		if p := r.next(); !bytes.Equal(p.Data, options("alice", 0)) {
			t.Errorf("received %q", p.Data)
		}
		if p := r.next(); !p.Closed || p.Why != nil {
			t.Errorf("at the end %+v", p)
		}
	})
	t.Run("with a RST", func(t *testing.T) {
		r := serveTCP(t, wire.Config{}, func(w *wire.Wire, p wire.Packet) { w.CloseConn(p.Flow, true) })
		conn := dialTCP(t, "127.0.0.1", r.at("127.0.0.1"))
		write(t, conn, options("alice", 0))
		if _, err := conn.Read(make([]byte, 1)); !errors.Is(err, syscall.ECONNRESET) {
			t.Errorf("the peer sees %v, want a reset", err)
		}
		r.next()
		if p := r.next(); !p.Closed || p.Why != nil {
			t.Errorf("at the end %+v", p)
		}
	})
}

func TestThePeerCloses(t *testing.T) {
	for _, c := range []struct {
		name  string
		sent  []byte
		close func(*net.TCPConn)
		why   error
	}{
		{"between messages", options("alice", 0), func(c *net.TCPConn) { c.Close() }, io.EOF},
		{"within a message", append(options("alice", 0), "INVITE sip:"...), func(c *net.TCPConn) { c.Close() }, io.ErrUnexpectedEOF},
		{"with a reset", options("alice", 0), func(c *net.TCPConn) { c.SetLinger(0); c.Close() }, syscall.ECONNRESET},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := serveTCP(t, wire.Config{}, silence)
			conn := dialTCP(t, "127.0.0.1", r.at("127.0.0.1"))
			write(t, conn, c.sent)
			p := r.next()
			c.close(conn)
			gone := r.next()
			if !gone.Closed || gone.Flow != p.Flow || !errors.Is(gone.Why, c.why) {
				t.Errorf("at the end %+v, want it closed by %v", gone, c.why)
			}
		})
	}
	t.Run("its own half, and still gets its answer", func(t *testing.T) {
		r := serveTCP(t, wire.Config{}, echo)
		conn := dialTCP(t, "127.0.0.1", r.at("127.0.0.1"))
		write(t, conn, options("alice", 0))
		conn.CloseWrite()
		if got, err := io.ReadAll(conn); !bytes.Equal(got, options("alice", 0)) || err != nil {
			t.Errorf("answered %q, %v", got, err)
		}
	})
}

func TestConnectionsAreLimited(t *testing.T) {
	for _, c := range []struct {
		name             string
		limits           wire.Limits
		first, tooMany   string
		elsewhereAllowed bool
	}{
		{"one source", wire.Limits{PerSource: 1}, "127.0.0.1", "it has 1 open, which is the limit of one source", true},
		{"all sources", wire.Limits{Connections: 1}, "127.0.0.1", "1 are open, which is the limit", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			trouble := make(chan error, 10)
			r := serveTCP(t, wire.Config{
				Limits:    c.limits,
				OnTrouble: func(_ string, err error) { trouble <- err },
			}, echo)
			answered := func(from string) (net.Conn, bool) {
				conn := dialTCP(t, from, r.at("127.0.0.1"))
				conn.Write(options("alice", 0)) // may meet the RST
				_, err := io.ReadFull(conn, make([]byte, len(options("alice", 0))))
				return conn, err == nil
			}
			first, ok := answered(c.first)
			if !ok {
				t.Fatal("the first connection is turned away")
			}
			if _, ok := answered(c.first); ok {
				t.Error("one too many is answered")
			}
			if err := <-trouble; !strings.Contains(err.Error(), c.tooMany) {
				t.Errorf("told %q, want %q in it", err, c.tooMany)
			}
			if _, ok := answered("127.0.0.2"); ok != c.elsewhereAllowed {
				t.Errorf("from another source answered: %v", ok)
			}
			first.Close()
			for !r.next().Closed {
			}
			if _, ok := answered(c.first); ok != true && c.elsewhereAllowed {
				t.Error("still turned away when there is room again")
			}
			if got := r.Stats().OverLimit; got == 0 {
				t.Error("not counted")
			}
		})
	}
}

func TestCloseLetsOutWhatIsQueuedAndWaitsNoLonger(t *testing.T) {
	big := bytes.Repeat([]byte("x"), 1<<20)
	r := serveTCP(t, wire.Config{}, func(w *wire.Wire, p wire.Packet) {
		if !p.Closed {
			w.Send(p.Flow, big)
		}
	})
	reads := dialTCP(t, "127.0.0.1", r.at("127.0.0.1"))
	write(t, reads, options("alice", 0))
	r.next()
	got := make(chan int)
	go func() {
		n, _ := io.Copy(io.Discard, reads)
		got <- int(n)
	}()
	start := time.Now()
	r.stop()
	if n := <-got; n != len(big) {
		t.Errorf("the peer got %d bytes of %d", n, len(big))
	}
	if took := time.Since(start); took > patience/2 {
		t.Errorf("Close took %s", took)
	}
	if p := r.next(); !p.Closed || !errors.Is(p.Why, wire.ErrClosed) {
		t.Errorf("at the end %+v", p)
	}
	if err := r.Serve(t.Context(), nil); !errors.Is(err, wire.ErrClosed) {
		t.Errorf("serve after close: %v, want ErrClosed", err)
	}
}

func TestDescriptorsComeBack(t *testing.T) {
	udpFrom(t, "127.0.0.1").Close() // the runtime's own descriptors are open from here on
	before := descriptors()
	r := serve(t, wire.Config{Listeners: listeners(t, "udp://:0", "tcp://:0")}, echo)
	for _, b := range r.Addrs() {
		if b.Transport != message.TCP || !b.Addr.Addr().Is4() {
			continue
		}
		for range 20 {
			conn, err := net.Dial("tcp", "127.0.0.1:"+b.String()[strings.LastIndexByte(b.String(), ':')+1:])
			if err != nil {
				t.Fatal(err)
			}
			write(t, conn, options("alice", 0))
			readN(t, conn, len(options("alice", 0)))
			conn.Close()
		}
	}
	if s := r.Stats(); s.Accepted != 20 {
		t.Errorf("accepted %d", s.Accepted)
	}
	r.stop()
	if after := descriptors(); after != before {
		t.Errorf("%d descriptors open, %d before", after, before)
	}
}
