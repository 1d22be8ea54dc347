package wire

import (
	"bufio"
	"bytes"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/sipbin/sipbin/responder/message"
	"github.com/sipbin/sipbin/responder/wire/certificate"
)

const upgradeRequest = "GET /ws HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" +
	"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: sip\r\n\r\n"

// frame is a whole frame of a client, masked by zeros, of up to 125 bytes.
func frame(opcode byte, data string) []byte {
	return append([]byte{0x80 | opcode, 0x80 | byte(len(data)), 0, 0, 0, 0}, data...)
}

const text, closing, ping, pong = 1, 8, 9, 10

// upgraded is a WebSocket after the upgrade, as a client reads it.
func upgraded(t *testing.T, peer net.Conn) *bufio.Reader {
	t.Helper()
	if _, err := peer.Write([]byte(upgradeRequest)); err != nil {
		t.Fatal(err)
	}
	in := bufio.NewReader(peer)
	answer, err := http.ReadResponse(in, nil)
	if err != nil || answer.StatusCode != http.StatusSwitchingProtocols {
		t.Fatalf("answered %v, %v", answer, err)
	}
	return in
}

// hears reads one short frame of ours.
func hears(t *testing.T, in *bufio.Reader, opcode byte, want string) {
	t.Helper()
	head := make([]byte, 2)
	if _, err := io.ReadFull(in, head); err != nil {
		t.Fatal(err)
	}
	data := make([]byte, head[1])
	io.ReadFull(in, data)
	if head[0] != 0x80|opcode || string(data) != want {
		t.Errorf("heard opcode %d with %q, want %d with %q", head[0]&15, data, opcode, want)
	}
}

func TestAPeerHasFiveSecondsToGetReady(t *testing.T) {
	for name, c := range map[string]struct {
		transport message.Transport
		do        func(net.Conn)
	}{
		"a TLS client that is silent":       {message.TLS, func(net.Conn) {}},
		"a TLS client that stops half way":  {message.TLS, func(c net.Conn) { c.Write([]byte("\x16\x03\x01\x02\x00\x01")) }},
		"a WebSocket client that is silent": {message.WS, func(net.Conn) {}},
		"one that writes a byte a second": {message.WS, func(c net.Conn) {
			for _, b := range []byte(upgradeRequest) {
				if _, err := c.Write([]byte{b}); err != nil {
					return
				}
				time.Sleep(time.Second)
			}
		}},
	} {
		t.Run(name, func(t *testing.T) {
			var told []error
			cfg := Config{TLS: &tls.Config{}, OnTrouble: func(_ string, err error) { told = append(told, err) }}
			overAny(t, c.transport, cfg, ignore, func(peer net.Conn, got func() []Packet) {
				start := time.Now()
				go c.do(peer)
				_, err := io.Copy(io.Discard, peer)
				if took := time.Since(start) - farewell; took != 5*time.Second || err != nil {
					t.Errorf("closed after %s, %v, want 5s", took, err)
				}
				if packets := got(); len(packets) != 0 {
					t.Errorf("received %+v", packets)
				}
				if len(told) != 1 || !strings.Contains(told[0].Error(), "silent during the handshake for 5s") {
					t.Errorf("told %v", told)
				}
				time.Sleep(time.Hour) // for the one that writes
			})
		})
	}
}

func TestAWebSocketThatStaysSilentIsClosedAfterTenSeconds(t *testing.T) {
	overAny(t, message.WS, Config{}, ignore, func(peer net.Conn, got func() []Packet) {
		in := upgraded(t, peer)
		start := time.Now()
		hears(t, in, closing, "\x03\xe9") // 1001
		if took := time.Since(start); took != 10*time.Second {
			t.Errorf("closed after %s, want 10s", took)
		}
		peer.Write(frame(closing, "\x03\xe9"))
		if _, err := in.ReadByte(); err != io.EOF {
			t.Errorf("then the peer sees %v", err)
		}
		if last := got(); len(last) != 1 || last[0].Why != ErrIdle {
			t.Errorf("received %+v", last)
		}
	})
}

func TestPingsOfAWebSocketAreSignsOfLife(t *testing.T) {
	overAny(t, message.WS, Config{}, ignore, func(peer net.Conn, got func() []Packet) {
		in := upgraded(t, peer)
		for range 3 {
			peer.Write(frame(ping, "are you there"))
			hears(t, in, pong, "are you there")
			time.Sleep(14 * time.Minute)
		}
		peer.Write(frame(text, "\r\n\r\n"))
		hears(t, in, text, "\r\n")
		peer.Write(frame(text, request))
		if packets := got(); len(packets) != 1 || string(packets[0].Data) != request {
			t.Errorf("received %+v", packets)
		}
		start := time.Now()
		hears(t, in, closing, "\x03\xe9")
		if took := time.Since(start); took != 15*time.Minute {
			t.Errorf("closed after %s, want 15m", took)
		}
	})
}

func TestAWebSocketThatLeavesAMessageUnreadForFiveSecondsIsClosed(t *testing.T) {
	overAny(t, message.WS, Config{}, func(w *Wire, p Packet) {
		if !p.Closed {
			w.Send(p.Flow, []byte("SIP/2.0 100 Trying"))
		}
	}, func(peer net.Conn, got func() []Packet) {
		upgraded(t, peer)
		time.Sleep(9 * time.Second) // the time of earlier writes is over
		peer.Write(frame(text, request))
		time.Sleep(5*time.Second - 1)
		if packets := got(); len(packets) != 1 {
			t.Errorf("closed too early: %+v", packets)
		}
		time.Sleep(time.Nanosecond)
		synctest.Wait()
		if packets := got(); len(packets) != 2 || packets[1].Why != ErrSlow {
			t.Errorf("received %+v", packets)
		}
	})
}

func TestAPeerThatBreaksTheRulesOfWebSocketIsClosed(t *testing.T) {
	for name, bytes := range map[string][]byte{
		"no mask":              []byte("\x81\x05hello"),
		"an opcode of nothing": frame(3, "x"),
		"a lost continuation":  frame(0, "x"),
		"a long ping":          append([]byte{0x89, 0xfe, 0, 200, 0, 0, 0, 0}, make([]byte, 200)...),
	} {
		t.Run(name, func(t *testing.T) {
			overAny(t, message.WS, Config{}, ignore, func(peer net.Conn, got func() []Packet) {
				in := upgraded(t, peer)
				go peer.Write(bytes)
				head := make([]byte, 4)
				if _, err := io.ReadFull(in, head); err != nil || head[0] != 0x88 || string(head[2:]) != "\x03\xea" {
					t.Errorf("answered %x, %v, want a Close with 1002", head, err)
				}
				io.Copy(io.Discard, in)
				if last := got(); len(last) != 1 || !errors.Is(last[0].Why, message.ErrLostFraming) {
					t.Errorf("received %+v", last)
				}
			})
		})
	}
}

func TestCloseGivesATLSPeerThatDoesNotReadOneSecond(t *testing.T) {
	for _, queued := range []int{0, 3} {
		synctest.Test(t, func(t *testing.T) {
			lab, err := certificate.OpenLab(t.TempDir())
			if err != nil {
				t.Fatal(err)
			}
			ours, theirs := pipe()
			w, _, _ := scripted(Config{TLS: &tls.Config{GetCertificate: lab.Get}}, []turn{{conn: ours}}, nil)
			w.doors[0].flow.Transport = message.TLS
			stop := serveInBubble(w, func(p Packet) {
				for range queued {
					w.Send(p.Flow, []byte("SIP/2.0 100 Trying"))
				}
			})
			peer := tls.Client(theirs, &tls.Config{InsecureSkipVerify: true, MaxVersion: tls.VersionTLS12})
			if _, err := peer.Write([]byte(request)); err != nil {
				t.Fatal(err)
			}
			synctest.Wait()
			start := time.Now()
			stop()
			if took := time.Since(start); took != time.Second {
				t.Errorf("with %d messages queued Close took %s, want 1s", queued, took)
			}
			theirs.Close()
		})
	}
}

// Whatever a client writes, its connection ends, and nobody else's.
func FuzzUpgrade(f *testing.F) {
	for _, text := range []string{
		upgradeRequest, upgradeRequest + string(frame(text, request)) + string(frame(closing, "")),
		"GET / HTTP/1.1\r\n\r\n", "PRI * HTTP/2.0\r\n\r\n", "POST / HTTP/1.1\r\nContent-Length: 99\r\n\r\n",
		strings.Replace(upgradeRequest, "Host:", "Origin: http://%zz\r\nHost:", 1), request, "\x16\x03\x01\x02\x00",
		upgradeRequest + "\x01\x80\x00\x00\x00\x00" + string(frame(ping, "p")) + "\x80\x80\x00\x00\x00\x00",
		strings.Replace(upgradeRequest, "sip", "sip, sip;q=1,,", 1),
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		w, err := Listen(Config{Listeners: []Listener{}})
		if err != nil {
			t.Fatal(err)
		}
		ours, theirs := net.Pipe()
		var got [][]byte
		last := make(chan struct{})
		go func() {
			io.Copy(io.Discard, theirs)
			close(last)
		}()
		w.serving, w.receive = true, func(p Packet) { got = append(got, bytes.Clone(p.Data)) }
		c := newConn(w, addressed{ours}, message.Flow{Transport: message.WS, Remote: addrPort(addressed{}.RemoteAddr())}, &trouble{})
		if err := w.enter(c); err != nil {
			t.Fatal(err)
		}
		theirs.SetWriteDeadline(time.Now().Add(5 * time.Second))
		if _, err := theirs.Write(data); errors.Is(err, os.ErrDeadlineExceeded) {
			t.Error("it is neither read nor closed")
		}
		theirs.Close()
		<-last
		if err := w.Close(); err != nil {
			t.Error(err)
		}
		if n := w.Stats().Panics; n > 0 {
			t.Errorf("%d panics", n)
		}
		for _, msg := range got {
			if len(msg) > 64<<10 {
				t.Errorf("a message of %d bytes", len(msg))
			}
		}
	})
}
