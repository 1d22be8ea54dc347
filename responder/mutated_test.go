package responder_test

import (
	"bytes"
	"flag"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/sipbin/sipbin/responder"
	"github.com/sipbin/sipbin/responder/journal"
	"github.com/sipbin/sipbin/responder/message"
	"github.com/sipbin/sipbin/responder/wire"
)

var mutated = flag.Int("mutated", 20_000, "messages that are damaged by chance; make fuzz sends 400,000")

// whole are messages from which damaged ones are made: those of calls that go on,
// so that damage reaches what is behind a dialog.
func whole() (list [][]byte) {
	add := func(method, user, id string, cseq int, to, more, body string) {
		list = append(list, fmt.Appendf(nil, "%s sip:%s@10.255.255.254 SIP/2.0\r\nVia: SIP/2.0/UDP 10.0.0.1:5060;branch=z9hG4bK%s%d%s;rport\r\nMax-Forwards: 70\r\n"+
			"From: \"A\" <sip:a@10.0.0.1>;tag=t%s\r\nTo: <sip:%s@10.255.255.254>%s\r\nCall-ID: %s\r\nCSeq: %d %s\r\nContact: <sip:a@10.0.0.1>;expires=60\r\n%sContent-Length: %d\r\n\r\n%s",
			method, user, id, cseq, method, id, user, to, id, cseq, method, more, len(body), body))
	}
	const sdp = "v=0\r\no=- 1 1 IN IP4 10.0.0.1\r\ns=-\r\nc=IN IP4 10.0.0.1\r\nt=0 0\r\nm=audio 4000 RTP/AVP 0 8 101\r\na=rtpmap:101 telephone-event/8000\r\n"
	for i, user := range []string{"200", "180*5*486", "401*200", "302", "prack-unanswered", "dnd", "200*10", "echo", "silence"} {
		id := fmt.Sprintf("call%d", i)
		add("INVITE", user, id, 1, "", "Supported: 100rel, timer\r\nSession-Expires: 90\r\nContent-Type: application/sdp\r\n", sdp)
		add("ACK", user, id, 1, ";tag=ours", "", "")
		add("PRACK", user, id, 2, ";tag=ours", "RAck: 1 1 INVITE\r\n", "")
		add("UPDATE", user, id, 3, ";tag=ours", "Content-Type: application/sdp\r\n", sdp)
		add("INFO", user, id, 4, ";tag=ours", "Content-Type: application/dtmf-relay\r\n", "Signal=5\r\nDuration=100\r\n")
		add("REFER", user, id, 5, ";tag=ours", "Refer-To: <sip:b@10.0.0.1?Replaces=x%3Bto-tag%3D1>\r\n", "")
		add("CANCEL", user, id, 1, "", "", "")
		add("BYE", user, id, 6, ";tag=ours", "", "")
	}
	add("REGISTER", "alice", "reg", 1, "", "Path: <sip:p@10.0.0.1;lr>\r\nAuthorization: Digest username=\"sipbin\", realm=\"sipbin\", nonce=\"x\", uri=\"sip:b\", response=\"0\"\r\n", "")
	for _, event := range []string{"presence", "message-summary", "dialog", "reg"} {
		add("SUBSCRIBE", "alice", "sub"+event, 1, "", "Event: "+event+"\r\nExpires: 60\r\n", "")
	}
	add("PUBLISH", "alice", "pub", 1, "", "Event: presence\r\nExpires: 60\r\nContent-Type: application/pidf+xml\r\n", "<presence entity=\"sip:alice@x\"/>")
	add("OPTIONS", "nobody", "opt", 1, "", "Accept: */*\r\nRequire: x\r\n", "")
	add("MESSAGE", "480", "msg", 1, "", "Content-Type: text/plain\r\n", "hello")
	list = append(list, []byte("SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP 10.255.255.254:5060;branch=z9hG4bKx\r\nFrom: <sip:a@b>;tag=1\r\nTo: <sip:c@d>;tag=2\r\nCall-ID: call0\r\nCSeq: 1 BYE\r\nContent-Length: 0\r\n\r\n"))
	return list
}

// damage is what one of chance does to a message; other is one to take from.
func damage(chance *rand.Rand, data, other []byte) []byte {
	data = bytes.Clone(data)
	span := func(of []byte) (from, to int) {
		from = chance.IntN(len(of) + 1)
		return from, from + chance.IntN(min(len(of)-from, 60)+1)
	}
	words := []string{"\r\n", "\r\n\r\n", ";", ",", ":", "\"", "<", ">", "%", "%00", "\x00", "=", "@", "4294967296", "-1", "99999999999999999999", "\xff\xfe", ";tag=", "sip:", "SIP/2.0", "z9hG4bK", " ", "\t"}
	for range 1 + chance.IntN(4) {
		from, to := span(data)
		var in []byte
		switch chance.IntN(6) {
		case 0: // is lost
		case 1:
			in = []byte(words[chance.IntN(len(words))])
		case 2: // is said again
			in = bytes.Repeat(data[from:to], 1+chance.IntN(20))
		case 3:
			a, b := span(other)
			in = other[a:b]
		case 4:
			in = bytes.Clone(data[from:to])
			for i := range in {
				in[i] ^= byte(1 << chance.IntN(8))
			}
		case 5: // two lines change places
			rows := bytes.SplitAfter(data, []byte("\r\n"))
			a, b := chance.IntN(len(rows)), chance.IntN(len(rows))
			rows[a], rows[b] = rows[b], rows[a]
			data = bytes.Join(rows, nil)
			continue
		}
		data = append(bytes.Clone(data[:from]), append(bytes.Clone(in), data[to:]...)...)
	}
	return data
}

// A mill is an engine that is fed anything.
type mill struct {
	*responder.Engine
	now   time.Time
	sent  [][]byte
	calls int
}

func newMill(tb testing.TB) *mill {
	tb.Helper()
	m := &mill{now: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)}
	engine, err := responder.New(responder.Config{
		Secret: []byte("the same every time"),
		Send: func(_ message.Flow, data []byte) error {
			m.sent = append(m.sent[max(0, len(m.sent)-50):], bytes.Clone(data))
			return nil
		},
		Journal: journal.New(journal.Config{Bytes: 1 << 20, Records: 1 << 12, Calls: 1000}),
	})
	if err != nil {
		tb.Fatal(err)
	}
	m.Engine = engine
	return m
}

func (m *mill) feed(data []byte) { m.Receive(wire.Packet{Flow: floodFlow(1), Data: data}, m.now) }

// goOn lets time pass, a deadline at a time.
func (m *mill) goOn(d time.Duration) {
	end := m.now.Add(d)
	for next, due := m.Next(); due && !next.After(end); next, due = m.Next() {
		if next.After(m.now) {
			m.now = next
		}
		m.Advance(m.now)
	}
	m.now = end
	m.Advance(end)
}

// answersTheNext fails the test unless a good call gets its 486 and no panic was
// survived.
func (m *mill) answersTheNext(tb testing.TB) {
	tb.Helper()
	m.calls++
	const apart = 1_000_000 // from what else is sent
	id := fmt.Sprintf("good-%d", apart+m.calls)
	m.feed(bytes.ReplaceAll(floodINVITE(apart+m.calls, "486"), []byte("Call-ID: flood-"), []byte("Call-ID: good-")))
	answered := false
	for _, data := range m.sent {
		answered = answered || bytes.HasPrefix(data, []byte("SIP/2.0 486 ")) && bytes.Contains(data, []byte("Call-ID: "+id+"\r\n"))
	}
	if !answered {
		tb.Fatalf("good call %d was not answered", m.calls)
	}
	if m.Panics() == 0 {
		return
	}
	entries, _, _ := m.Journal().Read(0, 1<<12, journal.Warn, journal.Note)
	for _, e := range entries {
		if bytes.Contains([]byte(e.Why), []byte("panic")) {
			tb.Errorf("%s", e.Why)
		}
	}
	tb.Fatalf("%d panics", m.Panics())
}

func TestDamagedMessagesHarmNobody(t *testing.T) {
	if racing {
		*mutated = min(*mutated, 4000)
	}
	chance := rand.New(rand.NewPCG(4, 75))
	good, m := whole(), newMill(t)
	// What is said within a dialog needs the tag that it has got.
	tag := []byte(nil)
	for i := range *mutated {
		data := good[chance.IntN(len(good))]
		if tag != nil {
			data = bytes.ReplaceAll(data, []byte(";tag=ours"), tag)
		}
		if chance.IntN(8) > 0 {
			data = damage(chance, data, good[chance.IntN(len(good))])
		}
		m.feed(data)
		if len(m.sent) > 0 {
			if _, after, ok := bytes.Cut(m.sent[len(m.sent)-1], []byte("\r\nTo: ")); ok {
				line, _, _ := bytes.Cut(after, []byte("\r\n"))
				if at := bytes.LastIndex(line, []byte(";tag=")); at >= 0 && chance.IntN(4) == 0 {
					tag = bytes.Clone(line[at:])
				}
			}
		}
		m.goOn(time.Duration(chance.IntN(20)) * time.Millisecond)
		if i%1000 == 0 {
			m.answersTheNext(t)
		}
	}
	m.goOn(13 * time.Hour)
	m.answersTheNext(t)
	m.goOn(time.Minute)
	if m.Playing() != 0 {
		t.Errorf("%d calls are left", m.Playing())
	}
}

// FuzzEngine feeds an engine messages that stand one behind the other with a
// line of === between them, some seconds apart.
func FuzzEngine(f *testing.F) {
	between := []byte("\r\n===\r\n")
	good := whole()
	for i := 0; i+8 < len(good); i += 8 {
		f.Add(bytes.Join(good[i:i+8], between))
	}
	f.Add(bytes.Join(good[len(good)-9:], between))
	f.Fuzz(func(t *testing.T, data []byte) {
		m := newMill(t)
		for _, one := range bytes.SplitN(data, between, 20) {
			m.feed(one)
			m.goOn(3 * time.Second)
		}
		m.goOn(2 * time.Minute)
		m.answersTheNext(t)
	})
}
