package control_test

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"os"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/sipbin/sipbin/responder"
	"github.com/sipbin/sipbin/responder/control"
	"github.com/sipbin/sipbin/responder/journal"
	"github.com/sipbin/sipbin/responder/transaction"
	"github.com/sipbin/sipbin/responder/wire"
	"github.com/sipbin/sipbin/scenarios"
)

// TestMain asks in the end whether every answer that is described was seen.
func TestMain(m *testing.M) {
	flag.Parse()
	goleak.VerifyTestMain(m, goleak.Cleanup(func(code int) {
		all := flag.Lookup("test.run").Value.String() == "" && flag.Lookup("test.fuzz").Value.String() == ""
		if d, err := read(); code == 0 && all && err == nil {
			for _, answer := range d.everyAnswer() {
				fmt.Printf("%s is described, and no test has seen it\n", answer)
				code = 1
			}
		}
		os.Exit(code)
	}))
}

// patience is how long a test waits for what has to come.
const patience = 30 * time.Second

// stage is a responder on loopback with its API, a client of that, and a phone.
type stage struct {
	testing.TB
	responder *responder.Responder
	control   *control.Control
	url       string
	sip       netip.AddrPort
	client    *http.Client
	calls     atomic.Int64
	// drain makes the responder shut down.
	drain func()
}

func newStage(t *testing.T, yaml string, change ...func(*control.Config)) *stage {
	t.Helper()
	return newStageOf(t, yaml, change...)
}

func newStageOf(t testing.TB, yaml string, change ...func(*control.Config)) *stage {
	t.Helper()
	set, problems := scenarios.Parse("mine.yaml", []byte(yaml))
	if yaml != "" && problems.Err() != nil {
		t.Fatal(problems.Err())
	}
	if yaml == "" {
		set = nil
	}
	listener, err := wire.ParseListener("udp://127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	r, err := responder.Listen(responder.Config{
		Scenarios: set,
		Timing:    transaction.Timing{T1: 2 * time.Second}, // in which an ACK comes on a busy machine, too
		Journal:   journal.New(journal.Config{Records: 1 << 17, Bytes: 16 << 20, Calls: 20_000}),
	}, wire.Config{Listeners: []wire.Listener{listener}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	cfg := control.Config{Responder: r}
	for _, f := range change {
		f(&cfg)
	}
	s := &stage{TB: t, responder: r, control: control.New(cfg), sip: r.Addrs()[0].Addr}
	ctx, stop := context.WithCancel(context.Background())
	served := make(chan error, 1)
	go func() { served <- r.Serve(ctx, -1) }()
	s.drain = stop
	server := httptest.NewServer(s.control)
	s.url, s.client = server.URL, server.Client()
	t.Cleanup(func() {
		s.control.Close()
		server.Close()
		stop()
		if err := <-served; err != nil {
			t.Error(err)
		}
	})
	return s
}

// reply is an answer of the API.
type reply struct {
	t      testing.TB
	status int
	header http.Header
	body   []byte
}

// do sends a request and holds the answer to openapi.yaml. Headers are "Name:
// value"; a body of which none is said is JSON.
func (s *stage) do(method, path, body string, headers ...string) *reply {
	s.Helper()
	r := s.send(method, path, body, headers...)
	described(s).hold(s, method, path, r)
	return r
}

func (s *stage) send(method, path, body string, headers ...string) *reply {
	s.Helper()
	req, err := http.NewRequest(method, s.url+path, strings.NewReader(body))
	if err != nil {
		s.Fatal(err)
	}
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	for _, h := range headers {
		name, value, _ := strings.Cut(h, ": ")
		if name == "Host" {
			req.Host = value
			continue
		}
		req.Header.Del(name)
		if value != "" {
			req.Header.Set(name, value)
		}
	}
	res, err := s.client.Do(req)
	if err != nil {
		s.Fatal(err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		s.Fatal(err)
	}
	return &reply{t: s, status: res.StatusCode, header: res.Header, body: text}
}

// is holds the answer to a status.
func (r *reply) is(status int) *reply {
	r.t.Helper()
	if r.status != status {
		r.t.Fatalf("status %d, want %d:\n%s", r.status, status, r.body)
	}
	return r
}

// at is the value in an answer of JSON, "calls.0.end.acked".
func (r *reply) at(path string) any {
	r.t.Helper()
	var v any
	if err := json.Unmarshal(r.body, &v); err != nil {
		r.t.Fatalf("%v in\n%s", err, r.body)
	}
	for name := range strings.SplitSeq(path, ".") {
		switch in := v.(type) {
		case map[string]any:
			v = in[name]
		case []any:
			i, err := strconv.Atoi(name)
			if err != nil || i >= len(in) {
				return nil
			}
			v = in[i]
		default:
			return nil
		}
	}
	return v
}

// says holds values of an answer to what they are printed as.
func (r *reply) says(want map[string]string) *reply {
	r.t.Helper()
	for path, value := range want {
		if got := fmt.Sprint(r.at(path)); got != value {
			r.t.Errorf("%s is %q, want %q, in\n%s", path, got, value, r.body)
		}
	}
	return r
}

// contains holds the answer to a piece of text.
func (r *reply) contains(texts ...string) *reply {
	r.t.Helper()
	for _, text := range texts {
		if !strings.Contains(string(r.body), text) {
			r.t.Errorf("it does not say %q:\n%s", text, r.body)
		}
	}
	return r
}

// phone is a caller over UDP, from a port of its own.
type phone struct {
	*stage
	conn *net.UDPConn
}

func (s *stage) phone() *phone {
	s.Helper()
	conn, err := net.DialUDP("udp", nil, net.UDPAddrFromAddrPort(s.sip))
	if err != nil {
		s.Fatal(err)
	}
	s.Cleanup(func() { conn.Close() })
	return &phone{s, conn}
}

// call sends a request that begins something, acknowledges a final response and
// returns its code.
func (s *stage) call(method, user string, headers ...string) int {
	s.Helper()
	return s.phone().call(method, user, headers...)
}

func (p *phone) call(method, user string, headers ...string) int {
	p.Helper()
	id := fmt.Sprintf("call-%d-%d", p.conn.LocalAddr().(*net.UDPAddr).Port, p.calls.Add(1))
	p.write(method, user, id, "", headers...)
	for {
		answer := p.read()
		code, _ := strconv.Atoi(string(answer[8:11]))
		if code < 200 {
			continue
		}
		if method == "INVITE" {
			p.write("ACK", user, id, header(answer, "To"))
		}
		if method == "INVITE" && code < 300 {
			p.write("BYE", user, id, header(answer, "To"))
			p.read()
		}
		return code
	}
}

func (p *phone) write(method, user, id, to string, headers ...string) {
	p.Helper()
	if to == "" {
		to = "<sip:" + user + "@" + p.sip.String() + ">"
	}
	branch, seq, of := id, 1, method
	if method == "ACK" {
		of = "INVITE"
	}
	if method == "BYE" {
		seq = 2
	}
	local := p.conn.LocalAddr().String()
	fmt.Fprintf(p.conn, "%s sip:%s@%s SIP/2.0\r\nVia: SIP/2.0/UDP %s;branch=z9hG4bK%s%s;rport\r\nMax-Forwards: 70\r\n"+
		"From: <sip:alice@example.com>;tag=%s\r\nTo: %s\r\nCall-ID: %s\r\nCSeq: %d %s\r\nContact: <sip:alice@%s>\r\n%sContent-Length: 0\r\n\r\n",
		method, user, p.sip, local, branch, of, id, to, id, seq, method, local, strings.Join(append(headers, ""), "\r\n"))
}

func (p *phone) read() []byte {
	p.Helper()
	p.conn.SetReadDeadline(time.Now().Add(patience))
	packet := make([]byte, 64<<10)
	n, err := p.conn.Read(packet)
	if err != nil {
		p.Fatal(err)
	}
	return packet[:n]
}

func header(message []byte, name string) string {
	_, rest, _ := bytes.Cut(message, []byte("\r\n"+name+": "))
	value, _, _ := bytes.Cut(rest, []byte("\r\n"))
	return string(value)
}

// settled waits until no call is in progress.
func (s *stage) settled() {
	s.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	j := s.responder.Journal()
	for next := uint64(1); s.responder.Playing() > 0; {
		_, next, _ = j.Read(next, 1000)
		if err := j.Await(ctx, next); err != nil {
			s.Fatalf("%d calls are still in progress", s.responder.Playing())
		}
	}
}
