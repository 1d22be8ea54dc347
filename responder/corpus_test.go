package responder_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"

	"github.com/sipbin/sipbin/responder"
	"github.com/sipbin/sipbin/responder/journal"
	"github.com/sipbin/sipbin/responder/media"
	"github.com/sipbin/sipbin/responder/message"
	"github.com/sipbin/sipbin/responder/wire"
	"github.com/sipbin/sipbin/responder/wire/certificate"
	"github.com/sipbin/sipbin/scenarios"
)

// expected is a line of a corpus's table: what a UAS answers to a message.
type expected struct {
	file     string
	overUDP  string // a code, or a word for no answer
	also     string // codes that will do as well
	onStream string // "same", or as overUDP
}

// corpusIn reads the table of a folder of messages; SIPBIN_CORPUS names it.
func corpusIn(t *testing.T, dir string) (list []expected) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(dir, "expected.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range strings.Split(strings.TrimSpace(string(text)), "\n")[1:] {
		f := strings.Split(line, "\t")
		list = append(list, expected{file: f[0], overUDP: f[5], also: f[6], onStream: f[7]})
	}
	return list
}

// codesOf are the codes that a cell of the table names.
func codesOf(text string) (codes []int) {
	for _, word := range strings.FieldsFunc(text, func(r rune) bool { return r < '0' || r > '9' }) {
		if code, err := strconv.Atoi(word); err == nil && code >= 200 && code < 700 && len(word) == 3 {
			codes = append(codes, code)
		}
	}
	return codes
}

const answersAll = `
scenario: answers-all
match: {method: [INVITE, OPTIONS, MESSAGE], source: 127.0.0.0/8}
on:
  INVITE:
    - {when: 'Request.Body contains "G726"', do: [{respond: 200, sdp: none}], else: [200]}
  OPTIONS: [200]
  MESSAGE: [200]
`

// corpusElsewise are answers that differ from the table, for a reason.
var corpusElsewise = map[string]int{
	// It has a To tag: a request in a dialog that we do not know (RFC 3261
	// section 12.2.2), and no scenario is asked about those.
	"udp rfc4475/wsinv.dat": 481, "tcp rfc4475/wsinv.dat": 481, "tls rfc4475/wsinv.dat": 481, "ws rfc4475/wsinv.dat": 481,
	// It has a body and no Content-Length, which over a stream has to be there
	// (RFC 3261 sections 18.3 and 20.14): nobody can know where it ends.
	"tcp rfc4475/inv2543.dat": 400, "tls rfc4475/inv2543.dat": 400,
}

// TestTheCorpusIsAnsweredAsItsTableSays sends every message of the folder that
// SIPBIN_CORPUS names over every transport, each from a source of its own.
func TestTheCorpusIsAnsweredAsItsTableSays(t *testing.T) {
	dir := os.Getenv("SIPBIN_CORPUS")
	if dir == "" {
		t.Skip("SIPBIN_CORPUS names no folder of messages")
	}
	list := corpusIn(t, dir)
	lab, err := certificate.OpenLab(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	set := loadYAML(t, answersAll)
	for n, transport := range []string{"udp", "tcp", "tls", "ws"} {
		t.Run(transport, func(t *testing.T) {
			for i, x := range list {
				c := newCorpusServer(t, transport, lab, set) // some messages share what tells transactions apart
				data, err := os.ReadFile(filepath.Join(dir, x.file))
				if err != nil {
					t.Fatal(err)
				}
				want := x.overUDP
				if (transport == "tcp" || transport == "tls") && x.onStream != "same" {
					want = x.onStream
				}
				source := fmt.Sprintf("127.%d.0.%d", n+10, i+1)
				codes := append(codesOf(want), codesOf(x.also)...)
				if strings.HasPrefix(x.also, "any scenario answer") {
					codes = append(codes, 200)
				}
				got := c.ask(t, source, data, len(codes) > 0 && !strings.HasPrefix(want, "ignore") && !strings.Contains(want, "wait") && !strings.HasPrefix(want, "no crash"))
				if !fitsCorpus(want, codes, got) && got != corpusElsewise[transport+" "+x.file] {
					t.Errorf("%s: answered %d, the table says %q, %q", x.file, got, want, x.also)
				}
			}
		})
	}
}

// fitsCorpus holds an answer, 0 for none, against what the table says.
func fitsCorpus(want string, codes []int, got int) bool {
	if strings.HasPrefix(want, "no crash") || got == 0 && strings.Contains(want, "wait") || got == 0 && (len(codes) == 0 || strings.HasPrefix(want, "ignore") || strings.HasPrefix(want, "wait")) {
		return true
	}
	for _, code := range codes {
		if code == got {
			return true
		}
	}
	return false
}

// corpusServer is a responder on one transport, and how to reach it.
type corpusServer struct {
	*responder.Responder
	transport string
	at        netip.AddrPort
	trust     *tls.Config
}

func newCorpusServer(t *testing.T, transport string, lab *certificate.Lab, set *scenarios.Set) *corpusServer {
	t.Helper()
	listener, err := wire.ParseListener(transport + "://127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AddCert(lab.Root())
	r, err := responder.Listen(responder.Config{Scenarios: set, Journal: journal.New(journal.Config{Bytes: 1 << 20, Records: 1 << 10, Calls: 100})},
		wire.Config{Listeners: []wire.Listener{listener}, TLS: &tls.Config{GetCertificate: lab.Get}}, new(media.Ports))
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	served := make(chan error, 1)
	go func() { served <- r.Serve(ctx, 0) }()
	t.Cleanup(func() {
		stop()
		if err := <-served; err != nil {
			t.Error(err)
		}
	})
	return &corpusServer{Responder: r, transport: transport, at: r.Addrs()[0].Addr, trust: &tls.Config{RootCAs: roots, ServerName: "127.0.0.1"}}
}

// ask sends a message from a source and returns the code of the first answer, 0
// for none. Whether there is to be one says how long to wait.
func (c *corpusServer) ask(t *testing.T, source string, data []byte, waits bool) int {
	t.Helper()
	from := c.Journal().Next()
	c.send(t, source, data)
	if !waits {
		c.send(t, source, corpusSentinel(c.transport, source)) // what comes before its answer is the answer
	}
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
	defer cancel()
	for next := from; c.Journal().Await(ctx, next) == nil; {
		var entries []journal.Entry
		entries, next, _ = c.Journal().Read(next, 256, journal.Sent)
		for _, e := range entries {
			if e.Flow.Remote.Addr().String() != source {
				continue
			}
			m, err := message.Parse(e.Data)
			switch {
			case err != nil, m.IsRequest():
			case m.CallID() == "sentinel-"+source:
				return 0
			default:
				return m.Code()
			}
		}
	}
	return 0
}

func corpusSentinel(transport, source string) []byte {
	return fmt.Appendf(nil, "OPTIONS sip:200@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/%s %s;branch=z9hG4bK-s-%s;rport\r\nMax-Forwards: 70\r\n"+
		"From: <sip:s@127.0.0.1>;tag=s\r\nTo: <sip:200@127.0.0.1>\r\nCall-ID: sentinel-%s\r\nCSeq: 1 OPTIONS\r\nContent-Length: 0\r\n\r\n",
		strings.ToUpper(transport), source, source, source)
}

// send sends a message over a connection of its own, which stays open until the
// test ends.
func (c *corpusServer) send(t *testing.T, source string, data []byte) {
	t.Helper()
	local := net.ParseIP(source)
	dialer := &net.Dialer{LocalAddr: &net.TCPAddr{IP: local}, Timeout: 5 * time.Second}
	var err error
	switch c.transport {
	case "udp":
		var conn *net.UDPConn
		if conn, err = net.DialUDP("udp", &net.UDPAddr{IP: local}, net.UDPAddrFromAddrPort(c.at)); err == nil {
			t.Cleanup(func() { conn.Close() })
			_, err = conn.Write(data)
		}
	case "tcp", "tls":
		var conn net.Conn
		if conn, err = dialer.Dial("tcp", c.at.String()); err == nil {
			t.Cleanup(func() { conn.Close() })
			if c.transport == "tls" {
				conn = tls.Client(conn, c.trust)
			}
			_, err = conn.Write(data)
		}
	case "ws":
		client := &http.Client{Transport: &http.Transport{DialContext: dialer.DialContext}}
		var ws *websocket.Conn
		ws, _, err = websocket.Dial(t.Context(), "ws://"+c.at.String(), &websocket.DialOptions{Subprotocols: []string{"sip"}, HTTPClient: client})
		if err == nil {
			t.Cleanup(func() { ws.CloseNow() })
			err = ws.Write(t.Context(), websocket.MessageBinary, data)
		}
	}
	if err != nil {
		t.Fatal(err)
	}
}
