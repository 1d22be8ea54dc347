package wire_test

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"

	"github.com/sipbin/sipbin/responder/message"
	"github.com/sipbin/sipbin/responder/wire"
)

// dialWS is a WebSocket of a page of the given origin, "" for none.
func dialWS(t *testing.T, url, origin string, trust *tls.Config) *websocket.Conn {
	t.Helper()
	ws, answer, err := tryWS(t, url, origin, trust, "sip")
	if err != nil {
		t.Fatalf("%v, %v", answer, err)
	}
	return ws
}

func tryWS(t *testing.T, url, origin string, trust *tls.Config, protocols ...string) (*websocket.Conn, *http.Response, error) {
	t.Helper()
	transport := &http.Transport{TLSClientConfig: trust}
	t.Cleanup(transport.CloseIdleConnections)
	opts := &websocket.DialOptions{HTTPClient: &http.Client{Transport: transport}, Subprotocols: protocols, HTTPHeader: http.Header{}}
	if origin != "" {
		opts.HTTPHeader.Set("Origin", origin)
	}
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	ws, answer, err := websocket.Dial(ctx, url, opts)
	if err == nil {
		ws.SetReadLimit(-1)
		t.Cleanup(func() { ws.CloseNow() })
	}
	return ws, answer, err
}

func tell(t *testing.T, ws *websocket.Conn, kind websocket.MessageType, data []byte) {
	t.Helper()
	if err := ws.Write(t.Context(), kind, data); err != nil {
		t.Fatal(err)
	}
}

func hear(t *testing.T, ws *websocket.Conn) (websocket.MessageType, []byte) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	kind, data, err := ws.Read(ctx)
	if err != nil {
		t.Fatal(err)
	}
	return kind, data
}

func serveWS(t *testing.T, cfg wire.Config, answer func(*wire.Wire, wire.Packet)) (r *running, url string) {
	t.Helper()
	cfg.Listeners = listeners(t, "ws://127.0.0.1:0")
	r = serve(t, cfg, answer)
	return r, "ws://" + r.at("127.0.0.1").String()
}

func TestMessagesOverWebSocket(t *testing.T) {
	server, client := lab(t)
	for _, transport := range []message.Transport{message.WS, message.WSS} {
		t.Run(string(transport), func(t *testing.T) {
			scheme := transport.Param() + "://"
			r := serve(t, wire.Config{Listeners: listeners(t, scheme+"127.0.0.1:0"), TLS: server}, echo)
			ws := dialWS(t, scheme+r.at("127.0.0.1").String()+"/any/path", "", client)
			if ws.Subprotocol() != "sip" {
				t.Errorf("the subprotocol is %q", ws.Subprotocol())
			}
			for _, kind := range []websocket.MessageType{websocket.MessageText, websocket.MessageBinary, websocket.MessageText} {
				for _, msg := range [][]byte{options("alice", 0), options("bob", 60_000)} {
					tell(t, ws, kind, msg)
					if got, data := hear(t, ws); got != kind || !bytes.Equal(data, msg) {
						t.Errorf("%v answered by %v %q", kind, got, data)
					}
				}
			}
			if p := r.next(); p.Flow.Transport != transport || p.Flow.Conn == 0 || p.Flow.Local != r.at("127.0.0.1") {
				t.Errorf("came over %+v", p.Flow)
			}
		})
	}
}

func TestAMessageInFragmentsIsOneMessage(t *testing.T) {
	r, url := serveWS(t, wire.Config{}, echo)
	ws := dialWS(t, url, "", nil)
	want := options("alice", 500)
	w, err := ws.Writer(t.Context(), websocket.MessageText)
	if err != nil {
		t.Fatal(err)
	}
	for len(want) > 0 {
		n := min(len(want), 97)
		w.Write(want[:n])
		want = want[n:]
	}
	w.Close()
	hear(t, ws)
	if p := r.next(); !bytes.Equal(p.Data, options("alice", 500)) {
		t.Errorf("received %q", p.Data)
	}
}

func TestWhatIsNoTextGoesInBinary(t *testing.T) {
	_, url := serveWS(t, wire.Config{}, func(w *wire.Wire, p wire.Packet) {
		if !p.Closed {
			w.Send(p.Flow, []byte("SIP/2.0 200 \xff\xfe"))
		}
	})
	ws := dialWS(t, url, "", nil)
	tell(t, ws, websocket.MessageText, options("alice", 0))
	if kind, data := hear(t, ws); kind != websocket.MessageBinary || !bytes.HasSuffix(data, []byte("\xff\xfe")) {
		t.Errorf("heard %v %q", kind, data)
	}
}

func TestWebSocketKeepAlives(t *testing.T) {
	r, url := serveWS(t, wire.Config{}, echo)
	ws := dialWS(t, url, "", nil)
	tell(t, ws, websocket.MessageText, []byte("\r\n"))
	tell(t, ws, websocket.MessageText, []byte("\r\n\r\n"))
	if _, data := hear(t, ws); string(data) != "\r\n" {
		t.Errorf("a ping of SIP is answered by %q", data)
	}
	ponged := make(chan error, 1)
	go func() { ponged <- ws.Ping(t.Context()) }()
	go ws.Read(t.Context())
	if err := <-ponged; err != nil {
		t.Errorf("a ping of WebSocket: %v", err)
	}
	r.quiet()
	if got := r.Stats().KeepAlives; got != 3 {
		t.Errorf("counted %d", got)
	}
}

func TestWhatIsNoWebSocketOfSIPIsToldWhy(t *testing.T) {
	_, url := serveWS(t, wire.Config{}, echo)
	get := func(t *testing.T, method, path string) *http.Response {
		request, err := http.NewRequestWithContext(t.Context(), method, "http"+strings.TrimPrefix(url, "ws")+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		request.Close = true
		answer, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
		return answer
	}
	if a := get(t, "GET", "/"); a.StatusCode != http.StatusUpgradeRequired || a.Header.Get("Upgrade") != "websocket" {
		t.Errorf("a browser gets %s, %v", a.Status, a.Header)
	}
	if a := get(t, "POST", "/ws"); a.StatusCode != http.StatusUpgradeRequired {
		t.Errorf("a POST gets %s", a.Status)
	}
	for name, c := range map[string]struct {
		protocols []string
		code      int
	}{"no subprotocol": {nil, 400}, "another one": {[]string{"xmpp", "sipx"}, 400}, "sip among others": {[]string{"xmpp", "SIP"}, 101}} {
		if _, a, err := tryWS(t, url, "", nil, c.protocols...); a == nil || a.StatusCode != c.code {
			t.Errorf("%s: %v, %v", name, a, err)
		}
	}
}

func TestPagesOfWhichOriginsAreLetIn(t *testing.T) {
	for _, c := range []struct {
		name, origin string
		origins      []string
		in           bool
	}{
		{"of this machine", "http://localhost:3000", nil, true},
		{"of this machine by its address", "http://127.0.0.1:3000", nil, true},
		{"of the host that is called", "https://127.0.0.1", nil, true},
		{"of a private address", "http://192.168.1.20", nil, true},
		{"of a private address of IPv6", "http://[fd00::1]:8000", nil, true},
		{"of no page at all", "", nil, true},
		{"of anybody", "https://evil.example", nil, false},
		{"of somebody who looks like us", "https://localhost.evil.example", nil, false},
		{"of a public address", "http://203.0.113.7", nil, false},
		{"of a file or a sandbox", "null", nil, false},
		{"of a file, allowed", "null", []string{"null"}, true},
		{"of a host that is allowed", "https://Phone.Example", []string{"phone.example"}, true},
		{"of a host that fits a pattern", "https://a.phone.example:8443", []string{"x", "*.phone.example"}, true},
		{"of any host", "https://evil.example", []string{"*"}, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			r, url := serveWS(t, wire.Config{Origins: c.origins}, echo)
			_, answer, err := tryWS(t, url, c.origin, nil, "sip")
			if (err == nil) != c.in {
				t.Fatalf("let in: %v", err)
			}
			if !c.in && answer.StatusCode != http.StatusForbidden {
				t.Errorf("told %s", answer.Status)
			}
			r.stop()
			if s := r.Stats(); (s.Foreign == 1) == c.in || s.Unready != 0 {
				t.Errorf("counted %d origins and %d handshakes", s.Foreign, s.Unready)
			}
		})
	}
}

func TestWebSocketsCloseWithACode(t *testing.T) {
	for name, c := range map[string]struct {
		do   func(*testing.T, *running, *websocket.Conn)
		code websocket.StatusCode
		why  error
	}{
		"by the scenario": {func(t *testing.T, _ *running, ws *websocket.Conn) {
			tell(t, ws, websocket.MessageText, options("close", 0))
		}, websocket.StatusNormalClosure, nil},
		"when we stop": {func(_ *testing.T, r *running, _ *websocket.Conn) { r.Close() }, websocket.StatusGoingAway, wire.ErrClosed},
		"after too long a message": {func(t *testing.T, _ *running, ws *websocket.Conn) {
			ws.Write(t.Context(), websocket.MessageText, options("big", 70_000))
		}, websocket.StatusMessageTooBig, message.ErrLostFraming},
		"by the peer": {func(_ *testing.T, _ *running, ws *websocket.Conn) { go ws.Close(websocket.StatusGoingAway, "") }, 0, io.EOF},
	} {
		t.Run(name, func(t *testing.T) {
			r, url := serveWS(t, wire.Config{}, func(w *wire.Wire, p wire.Packet) {
				if bytes.Contains(p.Data, []byte("sip:close@")) {
					w.CloseConn(p.Flow, false)
					return
				}
				echo(w, p)
			})
			ws := dialWS(t, url, "", nil)
			tell(t, ws, websocket.MessageText, options("alice", 0))
			hear(t, ws)
			r.next()
			c.do(t, r, ws)
			if c.code != 0 {
				if _, _, err := ws.Read(t.Context()); websocket.CloseStatus(err) != c.code {
					t.Errorf("the peer sees %v, want %v", err, c.code)
				}
			}
			p := r.next()
			for !p.Closed {
				p = r.next()
			}
			if !errors.Is(p.Why, c.why) {
				t.Errorf("closed by %v, want %v", p.Why, c.why)
			}
		})
	}
}

func TestASilentWebSocketClientKeepsNobodyWaiting(t *testing.T) {
	r, url := serveWS(t, wire.Config{Limits: wire.Limits{Handshake: time.Minute, FirstByte: time.Minute}}, echo)
	for range 20 {
		dialTCP(t, "127.0.0.1", r.at("127.0.0.1"))
	}
	half := dialTCP(t, "127.0.0.1", r.at("127.0.0.1"))
	write(t, half, []byte("GET / HTTP/1.1\r\nHost: x\r\nUpgra"))
	start := time.Now()
	ws := dialWS(t, url, "", nil)
	tell(t, ws, websocket.MessageText, options("alice", 0))
	hear(t, ws)
	if took := time.Since(start); took > patience {
		t.Errorf("it took %s", took)
	}
}

func TestAnEndlessUpgradeIsGivenUp(t *testing.T) {
	r, _ := serveWS(t, wire.Config{}, echo)
	conn := dialTCP(t, "127.0.0.1", r.at("127.0.0.1"))
	conn.Write([]byte("GET / HTTP/1.1\r\n"))
	var err error
	for range 100 {
		if _, err = conn.Write([]byte("X-Padding: " + strings.Repeat("x", 1000) + "\r\n")); err != nil {
			break
		}
	}
	if err == nil {
		_, err = io.Copy(io.Discard, conn)
	}
	if ne := net.Error(nil); errors.As(err, &ne) && ne.Timeout() {
		t.Errorf("it goes on: %v", err)
	}
	conn.Close()
	r.stop()
	if got := r.Stats().Unready; got != 1 {
		t.Errorf("counted %d", got)
	}
}
