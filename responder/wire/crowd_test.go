//go:build unix

package wire_test

import (
	"context"
	"crypto/tls"
	"fmt"
	"net"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/coder/websocket"

	"github.com/sipbin/sipbin/responder/message"
	"github.com/sipbin/sipbin/responder/wire"
)

// slowly is what a client that never comes to its end writes over a transport,
// a byte at a time.
var slowly = map[message.Transport]string{
	message.TCP: "INVITE sip:alice@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/TCP 127.0.0.1\r\nX: ",
	message.TLS: "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
	message.WS:  "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX: ",
	message.WSS: "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
}

func TestAThousandSlowWritersKeepNobodyWaiting(t *testing.T) {
	var files syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &files); err != nil || files.Cur < 3000 {
		t.Skipf("this process may have %d files open, and 1,000 connections with two ends need more: raise ulimit -n", files.Cur)
	}
	ours, theirs := lab(t)
	for transport, bytes := range slowly {
		t.Run(string(transport), func(t *testing.T) {
			r := serve(t, wire.Config{
				Listeners: listeners(t, transport.Param()+"://127.0.0.1:0"), TLS: ours,
				Limits: wire.Limits{Handshake: time.Minute, FirstByte: time.Minute},
			}, echo)
			crowd(t, r, []byte(bytes))
			// One of many shows what the crowd costs; the others, what else the
			// machine has to do.
			const figure = 100 * time.Millisecond
			best := time.Hour
			for end := time.Now().Add(patience); best > figure && time.Now().Before(end); {
				start := time.Now()
				visit(t, transport, r, theirs)
				best = min(best, time.Since(start))
			}
			if best > figure {
				t.Errorf("a normal client is answered after %s at best", best)
			}
			if s := r.Stats(); s.Connections < 1000 || s.OverLimit != 0 {
				t.Errorf("counted %+v", s)
			}
		})
	}
}

// crowd opens a thousand connections of four sources and writes slowly to each
// until the test ends.
func crowd(t *testing.T, r *running, bytes []byte) {
	t.Helper()
	var conns []net.Conn
	for i := range 1000 {
		conns = append(conns, dialTCP(t, fmt.Sprintf("127.0.0.%d", 2+i/250), r.at("127.0.0.1")))
	}
	ctx, cancel := context.WithCancel(t.Context())
	var writing sync.WaitGroup
	writing.Go(func() {
		pace := time.NewTicker(20 * time.Millisecond)
		defer pace.Stop()
		for i := range bytes {
			for _, c := range conns {
				c.Write(bytes[i : i+1])
			}
			select {
			case <-pace.C:
			case <-ctx.Done():
				return
			}
		}
	})
	t.Cleanup(func() {
		cancel()
		writing.Wait()
	})
}

// visit is a client that connects, is answered and leaves.
func visit(t *testing.T, transport message.Transport, r *running, trust *tls.Config) {
	t.Helper()
	msg := options("alice", 0)
	if transport == message.WS || transport == message.WSS {
		ws := dialWS(t, transport.Param()+"://"+r.at("127.0.0.1").String(), "", trust)
		tell(t, ws, websocket.MessageText, msg)
		hear(t, ws)
		ws.CloseNow()
		return
	}
	conn := net.Conn(dialTCP(t, "127.0.0.1", r.at("127.0.0.1")))
	if transport == message.TLS {
		conn = tls.Client(conn, trust)
	}
	write(t, conn, msg)
	readN(t, conn, len(msg))
	conn.Close()
}
