package control_test

import (
	"fmt"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/sipbin/sipbin/responder/journal"
	"github.com/sipbin/sipbin/responder/message"
)

func TestWaitingEndsWhenItCame(t *testing.T) {
	s := newStage(t, "")
	ask := func(body string) <-chan *reply {
		answered := make(chan *reply, 1)
		go func() { answered <- s.send("POST", "/api/wait", body) }()
		return answered
	}
	three := ask(`{"method": "INVITE", "user": "486", "count": 3, "within": "5s"}`)
	for i := range 3 {
		select {
		case r := <-three:
			t.Fatalf("after %d it answered\n%s", i, r.body)
		default:
		}
		s.call("INVITE", "486")
		s.call("INVITE", "480")
	}
	(<-three).is(200).says(map[string]string{"count": "3", "messages.2.user": "486", "messages.3": "<nil>"})

	// What came before counts; and may be left behind.
	r := s.do("POST", "/api/wait", `{"method": "INVITE", "count": 6}`).is(200)
	next := fmt.Sprint(r.at("next"))
	s.settled()
	r = s.do("POST", "/api/wait", `{"method": "INVITE", "user": "486", "within": "20ms", "after": `+next+`}`).is(408).says(map[string]string{"found.count": "0"})
	r.contains("0 came within 20ms, not 1")
	late := ask(`{"method": "BYE", "after": ` + next + `}`)
	s.call("INVITE", "200")
	(<-late).is(200).says(map[string]string{"messages.0.method": "BYE"})
}

func TestWaitingInVainTellsWhatCame(t *testing.T) {
	s := newStage(t, "")
	s.call("INVITE", "486")
	s.call("OPTIONS", "200")
	s.call("INVITE", "480")
	s.settled() // the last ACK is there
	s.do("POST", "/api/wait", `{"method": "INVITE", "user": "480", "count": 2, "within": "30ms"}`).is(408).
		says(map[string]string{"found.count": "1", "found.messages.0.user": "480", "found.others.4": "<nil>"}).
		contains("INVITE sip:486@127.0.0.1:", " from sip:alice@example.com at 127.0.0.1:", "OPTIONS sip:200@", "ACK sip:480@")
	s.do("POST", "/api/wait", `{"direction": "sent", "code": 603, "within": "30ms"}`).is(408).says(map[string]string{"found.count": "0"})
	s.do("POST", "/api/wait", `{"direction": "sent", "code": 486, "method": "INVITE"}`).is(200).says(map[string]string{"messages.0.code": "486", "messages.0.kind": "sent"})
	s.do("POST", "/api/wait", `{"from": "alice@example.com", "source": "127.0.0.0/8", "call": 2}`).is(200).says(map[string]string{"messages.0.method": "OPTIONS"})
	s.do("POST", "/api/wait", `{"from": "bob", "within": "10ms"}`).is(408)
	s.do("POST", "/api/wait", `{"method": "re-INVITE", "within": "10ms"}`).is(408)
}

func TestWhatIsRepeatedCountsOnce(t *testing.T) {
	s := newStage(t, "scenario: mute\non: {INVITE: []}\n")
	p := s.phone()
	for range 3 {
		p.write("INVITE", "mute", "again", "")
	}
	s.do("POST", "/api/wait", `{"method": "INVITE", "count": 3, "retransmissions": true}`).is(200).says(map[string]string{"count": "3", "messages.1.why": "retransmission"})
	s.do("POST", "/api/wait", `{"method": "INVITE", "count": 2, "within": "20ms"}`).is(408).says(map[string]string{"found.count": "1"})
	s.do("POST", "/api/verify", `{"expect": [{"method": "INVITE", "count": 1}]}`).is(200)
	s.do("POST", "/api/verify", `{"expect": [{"method": "INVITE", "count": 3}], "retransmissions": true}`).is(200)
	s.do("GET", "/api/messages?method=INVITE", "").is(200).says(map[string]string{"messages.2.method": "INVITE"})
}

func TestCountsAndOrderAreVerified(t *testing.T) {
	s := newStage(t, "")
	s.call("REGISTER", "alice")
	s.call("INVITE", "200")
	s.call("INVITE", "486")
	s.settled() // the last ACK is there
	for body, met := range map[string]bool{
		`[{"method": "INVITE"}]`: true,
		`[{"method": "INVITE", "count": 2}, {"method": "BYE", "count": 1}]`:                        true,
		`[{"method": "INVITE", "user": "486", "count": 1}]`:                                        true,
		`[{"method": "INVITE", "at_least": 1, "at_most": 2}, {"method": "SUBSCRIBE", "count": 0}]`: true,
		`[{}]`: true,
		`[{"direction": "sent", "code": 200, "count": 3}]`: true,
		`[{"method": "INVITE", "count": 3}]`:               false,
		`[{"method": "INVITE", "at_most": 1}]`:             false,
		`[{"method": "SUBSCRIBE"}]`:                        false,
		`[{"method": "INVITE", "at_least": 3}]`:            false,
	} {
		want := 409
		if met {
			want = 200
		}
		if r := s.do("POST", "/api/verify", `{"expect": `+body+`}`); r.status != want {
			t.Errorf("%s answers %d:\n%s", body, r.status, r.body)
		}
	}
	for body, met := range map[string]bool{
		`[{"method": "REGISTER"}, {"method": "INVITE"}, {"method": "ACK"}, {"method": "BYE"}]`:          true,
		`[{"method": "REGISTER"}, {"method": "INVITE", "count": 2}, {"method": "ACK"}]`:                 true,
		`[{"method": "INVITE", "count": 2}, {"method": "BYE"}]`:                                         false,
		`[{"method": "INVITE", "at_least": 2}, {"method": "ACK"}]`:                                      true,
		`[{"method": "INVITE"}, {"method": "REGISTER"}]`:                                                false,
		`[{"method": "SUBSCRIBE", "count": 0}, {"method": "BYE"}, {"method": "INVITE", "user": "486"}]`: true,
		`[{"method": "BYE"}, {"method": "INVITE", "user": "200"}]`:                                      false,
	} {
		want := 409
		if met {
			want = 200
		}
		if r := s.do("POST", "/api/verify", `{"order": true, "expect": `+body+`}`); r.status != want {
			t.Errorf("%s answers %d:\n%s", body, r.status, r.body)
		}
	}
	s.do("POST", "/api/verify", `{"expect": [{"method": "INVITE", "user": "486", "count": 2}, {"method": "BYE"}]}`).is(409).says(map[string]string{
		"detail": "INVITE, user 486 came 1 times, not 2", "expect.0.what": "INVITE, user 486", "expect.0.count": "1", "expect.0.met": "false", "expect.1.met": "true",
	})
	s.do("POST", "/api/verify", `{"order": true, "expect": [{"method": "INVITE"}, {"method": "REGISTER"}]}`).is(409).says(map[string]string{
		"detail": "REGISTER did not come in its place", "expect.1.count": "1",
	})
}

func TestOnlySoManyWaitAtOnce(t *testing.T) {
	s := newStage(t, "")
	s.client.Transport = nil
	var waiting sync.WaitGroup
	answers := make(chan *reply, 65)
	for range 65 {
		waiting.Go(func() { answers <- s.send("POST", "/api/wait", `{"within": "1m"}`) })
	}
	// One of them finds no place; then the others are let go.
	(<-answers).is(503).contains("64 requests wait already")
	s.control.Close()
	waiting.Wait()
	for range 64 {
		(<-answers).is(503).contains("the responder stops")
	}
	s.do("POST", "/api/wait", `{}`).is(503)
}

// A journal of 10,000 calls, full of messages that fit, does not slow down who
// waits for the next.
func TestWaitingIsQuickInALargeJournal(t *testing.T) {
	s := newStage(t, "")
	j := s.responder.Journal()
	flow := message.Flow{Transport: message.UDP, Local: s.sip, Remote: s.sip, Listener: "udp://127.0.0.1:0"}
	came := func(id uint64, user string) {
		text := fmt.Sprintf("INVITE sip:%s@b SIP/2.0\r\nVia: SIP/2.0/UDP a;branch=z9hG4bK%d;rport\r\nMax-Forwards: 70\r\nFrom: <sip:alice@example.com>;tag=1\r\n"+
			"To: <sip:%s@b>\r\nCall-ID: c%d\r\nCSeq: 1 INVITE\r\nContact: <sip:alice@a>\r\nUser-Agent: %s\r\nContent-Length: 0\r\n\r\n", user, id, user, id, strings.Repeat("x", 300))
		j.Open(journal.Call{ID: id, Opened: time.Now(), Flow: flow, Method: "INVITE", Dialled: user, TestID: "crowd"})
		j.Append(journal.Entry{At: time.Now(), Call: id, Kind: journal.Received, Flow: flow, Data: []byte(text)})
		j.Append(journal.Entry{At: time.Now(), Call: id, Kind: journal.Sent, Flow: flow, Data: []byte("SIP/2.0 486" + text[strings.Index(text, "\r\n"):])})
		j.Append(journal.Entry{At: time.Now(), Call: id, Kind: journal.Received, Flow: flow, Data: []byte("ACK" + text[6:])})
		j.Close(id, journal.End{At: time.Now()})
	}
	calls := 10_000
	for id := range calls {
		came(uint64(1_000_000+id), "486")
	}
	const figure = 10 * time.Millisecond
	shown := figure // with a hundred messages in the answer
	if racing {
		shown *= 8 // it takes the race detector seven times as long to write them
	}
	for _, c := range []struct {
		name, body string
		figure     time.Duration
	}{
		{"for a user who did not call yet", `{"method": "INVITE", "user": "late-%d", "within": "1m"}`, figure},
		{"for one more of them all", `{"method": "INVITE", "test": "crowd", "count": %d, "within": "1m"}`, shown},
	} {
		// One of many shows what the journal costs; the others, what else the
		// machine has to do.
		best := time.Hour
		for end := time.Now().Add(patience); best > c.figure && time.Now().Before(end); {
			calls++
			answered := make(chan time.Time, 1)
			var r *reply
			go func() {
				r = s.send("POST", "/api/wait", fmt.Sprintf(c.body, calls))
				answered <- time.Now()
			}()
			s.polling()
			at := time.Now()
			came(uint64(1_000_000+calls), fmt.Sprintf("late-%d", calls))
			took := (<-answered).Sub(at)
			r.is(200)
			best = min(best, took)
		}
		if t.Logf("%s: answered %v after the event", c.name, best); best > c.figure {
			t.Errorf("%s: it answered %v after the event", c.name, best)
		}
	}
}

// polling returns when somebody has looked at all there is and waits for more:
// a goroutine stands in Await.
func (s *stage) polling() {
	s.Helper()
	const look = 5 * time.Millisecond
	stacks := make([]byte, 1<<20)
	tick := time.NewTicker(look)
	defer tick.Stop()
	for end := time.Now().Add(patience); time.Now().Before(end); <-tick.C {
		for one := range strings.SplitSeq(string(stacks[:runtime.Stack(stacks, true)]), "\n\n") {
			if strings.Contains(one, "[select") && strings.Contains(one, "(*Journal).Await(") && strings.Contains(one, "(*Control).wait(") {
				return
			}
		}
	}
	s.Fatal("nobody waits")
}
