package responder_test

import (
	"flag"
	"fmt"
	"net/netip"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sipbin/sipbin/responder"
	"github.com/sipbin/sipbin/responder/journal"
	"github.com/sipbin/sipbin/responder/ladder"
	"github.com/sipbin/sipbin/responder/media"
	"github.com/sipbin/sipbin/responder/message"
	"github.com/sipbin/sipbin/responder/wire"
	"github.com/sipbin/sipbin/scenarios"
)

var update = flag.Bool("update", false, "write the golden ladders anew")

// caller is a client that steps an engine by hand, in virtual time.
type caller struct {
	t      *testing.T
	engine *responder.Engine
	now    time.Time
	flow   message.Flow
	from   string
	callID string
	seq    int
	branch int
	// toUs are the messages the engine sent, oldest first.
	toUs []*message.Message
	// invite is the last INVITE sent, as text.
	invite string
	// rtp counts the RTP ports that are open.
	rtp *openPorts
}

type openPorts struct{ open int }

type fakeStream struct{ ports *openPorts }

func (s fakeStream) Port() int                 { return 40000 }
func (s fakeStream) Agree(media.Line) error    { return nil }
func (s fakeStream) Play(media.Playback) error { return nil }
func (s fakeStream) Quality() media.Quality    { return media.Quality{} }
func (s fakeStream) Close()                    { s.ports.open-- }

// newCaller makes an engine with the given scenarios in YAML ("" for none).
func newCaller(t *testing.T, yaml string, change ...func(*responder.Config)) *caller {
	t.Helper()
	c := &caller{
		t: t, now: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC), from: "alice", callID: "call-1", rtp: &openPorts{},
		flow: message.Flow{
			Transport: message.UDP, Listener: "udp://127.0.0.1:5060",
			Local: netip.MustParseAddrPort("127.0.0.1:5060"), Remote: netip.MustParseAddrPort("127.0.0.2:5080"),
		},
	}
	cfg := responder.Config{
		Secret: []byte("secret"),
		Send: func(_ message.Flow, data []byte) error {
			m, err := message.Parse(data)
			if err != nil || m.Defect() != nil && m.Code() != 400 {
				t.Errorf("the engine sent what is not SIP: %v %v\n%s", err, m.Defect(), data)
			}
			c.toUs = append(c.toUs, m)
			return nil
		},
		OpenRTP: func(netip.Addr, media.Events) (responder.Stream, error) {
			c.rtp.open++
			return fakeStream{c.rtp}, nil
		},
	}
	if yaml != "" {
		cfg.Scenarios = loadYAML(t, yaml)
	}
	for _, f := range change {
		if f != nil {
			f(&cfg)
		}
	}
	engine, err := responder.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	c.engine = engine
	return c
}

func loadYAML(t *testing.T, yaml string) *scenarios.Set {
	t.Helper()
	t.Chdir(t.TempDir())
	if err := os.WriteFile("scenario.yaml", []byte(yaml), 0o600); err != nil {
		t.Fatal(err)
	}
	set, problems := scenarios.Load([]string{"scenario.yaml"})
	if err := problems.Err(); err != nil {
		t.Fatal(err)
	}
	return set
}

// over makes the caller use a transport.
func (c *caller) over(t message.Transport) *caller {
	c.flow.Transport, c.flow.Conn, c.flow.Listener = t, 1, strings.ToLower(string(t))+"://127.0.0.1:5060"
	return c
}

const offer = "v=0\r\no=- 1 1 IN IP4 127.0.0.2\r\ns=-\r\nc=IN IP4 127.0.0.2\r\nt=0 0\r\nm=audio 6000 RTP/AVP 0\r\na=rtpmap:0 PCMU/8000\r\n"

// raw hands bytes to the engine.
func (c *caller) raw(text string) {
	c.engine.Receive(wire.Packet{Flow: c.flow, Data: []byte(text)}, c.now)
}

// request sends a request that begins something; more are header lines, and a
// body behind an empty one.
func (c *caller) request(method, user string, more ...string) {
	c.seq++
	c.branch++
	c.raw(c.compose(method, "sip:"+user+"@127.0.0.1", "<sip:"+user+"@127.0.0.1>", c.seq, more...))
}

func (c *caller) compose(method, uri, to string, seq int, more ...string) string {
	body := ""
	for i, line := range more {
		if strings.HasPrefix(line, "Content-Type: ") {
			body = more[i+1]
			more = append(append([]string{}, more[:i+1]...), more[i+2:]...)
			break
		}
		if strings.HasPrefix(line, "v=0") {
			body = line
			more = append(append([]string{}, more[:i]...), more[i+1:]...)
			more = append(more, "Content-Type: application/sdp")
			break
		}
	}
	lines := []string{
		method + " " + uri + " SIP/2.0",
		fmt.Sprintf("Via: SIP/2.0/%s 127.0.0.2:5080;branch=z9hG4bKb%d;rport", c.flow.Transport, c.branch),
		"Max-Forwards: 70",
		"From: <sip:" + c.from + "@127.0.0.2>;tag=a1",
		"To: " + to,
		"Call-ID: " + c.callID,
		fmt.Sprintf("CSeq: %d %s", seq, method),
		"Contact: <sip:" + c.from + "@127.0.0.2:5080>",
	}
	lines = append(lines, more...)
	lines = append(lines, fmt.Sprintf("Content-Length: %d", len(body)), "", body)
	return strings.Join(lines, "\r\n")
}

// dial sends an INVITE with an offer.
func (c *caller) dial(user string, more ...string) {
	c.seq++
	c.branch++
	c.invite = c.compose("INVITE", "sip:"+user+"@127.0.0.1", "<sip:"+user+"@127.0.0.1>", c.seq, append(more, offer)...)
	c.raw(c.invite)
}

// again retransmits the INVITE.
func (c *caller) again() { c.raw(c.invite) }

// cancel cancels the INVITE.
func (c *caller) cancel() { c.raw(c.about("CANCEL", "")) }

// ack acknowledges a 3xx-6xx in the INVITE's transaction.
func (c *caller) ack() { c.raw(c.about("ACK", c.final().To())) }

// about is an ACK or CANCEL in the INVITE's transaction.
func (c *caller) about(method, to string) string {
	m, _ := message.Parse([]byte(c.invite))
	if to == "" {
		to = m.To()
	}
	return strings.Join([]string{
		method + " " + m.RequestURI() + " SIP/2.0", "Via: " + m.Via().Text, "Max-Forwards: 70", "From: " + m.From(),
		"To: " + to, "Call-ID: " + m.CallID(), "CSeq: " + strconv.Itoa(int(m.CSeq().Number)) + " " + method,
		"Content-Length: 0", "", "",
	}, "\r\n")
}

// inside sends a request in the dialog that the last 2xx or 18x made. An ACK
// carries the CSeq number of the INVITE.
func (c *caller) inside(method string, more ...string) {
	m := c.tagged()
	target, _ := m.Header("Contact")
	c.branch++
	seq := int(m.CSeq().Number)
	if method != "ACK" {
		c.seq++
		seq = c.seq
	}
	text := c.compose(method, message.AddrSpec(target), m.To(), seq, more...)
	if method == "INVITE" {
		c.invite = text
	}
	c.raw(text)
}

// tagged is the last response to an INVITE that made a dialog.
func (c *caller) tagged() *message.Message {
	for i := len(c.toUs) - 1; i >= 0; i-- {
		if m := c.toUs[i]; m.Code() > 100 && m.ToTag() != "" && m.CSeq().Method != "REGISTER" {
			if _, ok := m.Header("Contact"); ok {
				return m
			}
		}
	}
	c.t.Fatal("no response made a dialog")
	return nil
}

// last is the last message the engine sent.
func (c *caller) last() *message.Message {
	if len(c.toUs) == 0 {
		c.t.Fatal("nothing was sent")
	}
	return c.toUs[len(c.toUs)-1]
}

func (c *caller) final() *message.Message {
	for i := len(c.toUs) - 1; i >= 0; i-- {
		if m := c.toUs[i]; m.Code() >= 200 && m.CSeq().Method == "INVITE" {
			return m
		}
	}
	c.t.Fatal("no final response to an INVITE was sent")
	return nil
}

// answer answers the last request of the engine.
func (c *caller) answer(code int, more ...string) {
	for i := len(c.toUs) - 1; i >= 0; i-- {
		m := c.toUs[i]
		if !m.IsRequest() || m.Method() == "ACK" {
			continue
		}
		lines := []string{
			fmt.Sprintf("SIP/2.0 %d Whatever", code), "Via: " + m.Via().Text, "From: " + m.From(), "To: " + m.To(),
			"Call-ID: " + m.CallID(), "CSeq: " + m.CSeq().String(),
		}
		lines = append(lines, more...)
		c.raw(strings.Join(append(lines, "Content-Length: 0", "", ""), "\r\n"))
		return
	}
	c.t.Fatal("the engine sent no request")
}

// wait lets virtual time pass, from deadline to deadline.
func (c *caller) wait(d time.Duration) {
	end := c.now.Add(d)
	for {
		at, due := c.engine.Next()
		if !due || at.After(end) {
			break
		}
		c.now = at
		c.engine.Advance(at)
	}
	c.now = end
}

// codes are the codes of the responses sent, in order.
func (c *caller) codes() (codes []int) {
	for _, m := range c.toUs {
		if !m.IsRequest() {
			codes = append(codes, m.Code())
		}
	}
	return codes
}

// ladder draws all calls, and what belonged to none.
func (c *caller) ladder() string {
	var b strings.Builder
	j := c.engine.Journal()
	entries, _, _ := j.Read(1, 100000)
	drawn := map[uint64]bool{}
	for _, e := range entries {
		if !drawn[e.Call] {
			drawn[e.Call] = true
			b.WriteString(ladder.Text(j.Of(e.Call), ladder.Options{Golden: true}))
			b.WriteString("\n")
		}
	}
	return b.String()
}

// golden holds the ladders of a test against testdata/ladders.
func (c *caller) golden(root string) {
	c.t.Helper()
	name := strings.Map(func(r rune) rune {
		if strings.ContainsRune("abcdefghijklmnopqrstuvwxyz0123456789-", r) {
			return r
		}
		return '_'
	}, strings.ToLower(filepath.Base(c.t.Name())))
	path := filepath.Join(root, "testdata", "ladders", name+".golden")
	got := c.ladder()
	if *update {
		os.MkdirAll(filepath.Dir(path), 0o755)
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			c.t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		c.t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		c.t.Errorf("ladder differs (-want +got):\n%s", diff)
	}
}

// entries of a kind in the whole journal.
func (c *caller) entries(kind journal.Kind) []journal.Entry {
	list, _, _ := c.engine.Journal().Read(1, 100000, kind)
	return list
}
