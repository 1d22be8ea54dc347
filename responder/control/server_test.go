package control_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/sipbin/sipbin/responder/control"
)

// serving puts the server of the stage around it, and returns its address and
// what ends it.
func (s *stage) serving() (addr string, stop func() error) {
	s.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		s.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	served := make(chan error, 1)
	go func() { served <- s.control.Serve(ctx, l) }()
	return l.Addr().String(), func() error {
		cancel()
		return <-served
	}
}

func TestTheServerEndsAndWithItWhatWaits(t *testing.T) {
	s := newStage(t, "")
	addr, stop := s.serving()
	s.url = "http://" + addr
	s.do("GET", "/metrics", "").is(200)
	answered := make(chan *reply, 1)
	go func() { answered <- s.send("POST", "/api/wait", `{"within": "5m"}`) }()
	s.polling()
	if err := stop(); err != nil {
		t.Error(err)
	}
	(<-answered).is(503).contains("the responder stops") // and is not cut off
	s.client.CloseIdleConnections()
	if _, err := net.Dial("tcp", addr); err == nil {
		t.Error("it is still there")
	}
}

func TestNobodyElseIsServedWithoutAToken(t *testing.T) {
	s := newStage(t, "")
	l, err := net.Listen("tcp", "0.0.0.0:0")
	if err != nil {
		t.Fatal(err)
	}
	if err := s.control.Serve(context.Background(), l); !errors.Is(err, control.ErrNoToken) {
		t.Errorf("on all addresses without a token: %v", err)
	}
	if _, err := l.Accept(); err == nil {
		t.Error("the listener is still open")
	}
}

// Our own address is a name of ours, when that is what the connection came to.
func TestAllAddressesAreServedWithAToken(t *testing.T) {
	s := newStage(t, "", func(cfg *control.Config) { cfg.Token = "secret" })
	l, err := net.Listen("tcp", "0.0.0.0:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	served := make(chan error, 1)
	go func() { served <- s.control.Serve(ctx, l) }()
	s.url = fmt.Sprintf("http://127.0.0.1:%d", l.Addr().(*net.TCPAddr).Port)
	s.do("GET", "/api/calls", "", "Authorization: Bearer secret").is(200)
	s.do("GET", "/api/calls", "", "Authorization: Bearer secret", "Host: 192.0.2.1").is(421)
	s.do("GET", "/api/calls", "").is(401)
	s.client.CloseIdleConnections()
	cancel()
	if err := <-served; err != nil {
		t.Error(err)
	}
}

func TestNobodyHoldsUpTheServer(t *testing.T) {
	s := newStage(t, "")
	addr, stop := s.serving()
	defer stop()
	talk := func(text string) string {
		conn, err := net.Dial("tcp", addr)
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		conn.SetDeadline(time.Now().Add(5 * time.Second))
		if _, err := io.WriteString(conn, text); err != nil {
			return err.Error()
		}
		line, _ := bufio.NewReader(conn).ReadString('\n')
		return strings.TrimSpace(line)
	}
	for want, text := range map[string]string{
		"HTTP/1.1 431 Request Header Fields Too Large":           "GET /api/calls HTTP/1.1\r\nHost: localhost\r\nX: " + strings.Repeat("x", 32<<10) + "\r\n\r\n",
		"HTTP/1.1 400 Bad Request: missing required Host header": "GET /api/calls HTTP/1.1\r\n\r\n",
		"HTTP/1.1 421 Misdirected Request":                       "GET http://attacker.example/api/calls HTTP/1.1\r\nHost: localhost\r\n\r\n",
		"HTTP/1.1 413 Request Entity Too Large":                  "POST /api/reset HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 1048577\r\n\r\n" + strings.Repeat(" ", 1<<20+1),
		"HTTP/1.1 404 Not Found":                                 "OPTIONS * HTTP/1.1\r\nHost: localhost\r\n\r\n",
	} {
		if got := talk(text); got != want {
			t.Errorf("%.40q is answered %q, want %q", text, got, want)
		}
	}
	// Those that begin and never end leave room for others.
	for range 200 {
		conn, err := net.Dial("tcp", addr)
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		io.WriteString(conn, "POST /api/reset HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{")
	}
	s.url = "http://" + addr
	began := time.Now()
	s.do("GET", "/healthz", "").is(200)
	if took := time.Since(began); took > 5*time.Second { // a request has ten to come
		t.Errorf("an answer took %v", took)
	}
	s.client.CloseIdleConnections()
}

// Who waits longer than a request may take to come is not cut off.
func TestWaitingOutlastsTheServersPatience(t *testing.T) {
	s := newStage(t, "")
	var deadlines []string
	w := &deadlined{ResponseWriter: discard{http.Header{}}, set: func(what string, at time.Time) {
		deadlines = append(deadlines, fmt.Sprint(what, " ", at.IsZero() || time.Until(at) > 30*time.Second))
	}}
	r, _ := http.NewRequest("POST", "http://localhost/api/wait", strings.NewReader(`{"within": "50ms"}`))
	r.Header.Set("Content-Type", "application/json")
	s.control.ServeHTTP(w, r)
	if got := strings.Join(deadlines, ", "); got != "read true, write true" {
		t.Errorf("its deadlines: %s", got)
	}
}

type discard struct{ header http.Header }

func (d discard) Header() http.Header         { return d.header }
func (d discard) Write(b []byte) (int, error) { return len(b), nil }
func (d discard) WriteHeader(int)             {}

type deadlined struct {
	http.ResponseWriter
	set func(what string, at time.Time)
}

func (d *deadlined) SetReadDeadline(at time.Time) error  { d.set("read", at); return nil }
func (d *deadlined) SetWriteDeadline(at time.Time) error { d.set("write", at); return nil }

func TestAMistakeOfOursEndsOneRequest(t *testing.T) {
	s := newStage(t, "", func(cfg *control.Config) { cfg.Health = func() []string { panic("oops") } })
	s.do("GET", "/healthz", "").is(500).contains("a mistake of sipbin's")
	s.do("GET", "/readyz", "").is(200)
}
