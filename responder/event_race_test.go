package responder_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/sipbin/sipbin/responder"
	"github.com/sipbin/sipbin/responder/message"
	"github.com/sipbin/sipbin/responder/wire"
)

// Shards tell each other's watchers from many goroutines at once, none waits for
// another for ever, and every watcher learns the last state.
func TestWatchersAreToldFromAllSidesAtOnce(t *testing.T) {
	const watchers, sides, deeds = 30, 6, 40
	var last [watchers]atomic.Value // the body of the NOTIFY with the highest CSeq, and that
	type told struct {
		seq  uint32
		body string
	}
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	queue := make(chan *message.Message, 100_000)
	engine, err := responder.New(responder.Config{
		Shards: 4, Known: func(user string) bool { return user == "bob" },
		Send: func(_ message.Flow, data []byte) error {
			if m, err := message.Parse(data); err == nil && m.Method() == "NOTIFY" {
				queue <- m
			}
			return nil
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	flow := newCaller(t, "").flow
	send := func(text string) { engine.Receive(wire.Packet{Flow: flow, Data: []byte(text)}, now) }
	request := func(method, callID string, seq int, lines ...string) {
		send(strings.Join(append([]string{
			method + " sip:bob@127.0.0.1 SIP/2.0", fmt.Sprintf("Via: SIP/2.0/UDP 127.0.0.2:5080;branch=z9hG4bK%s-%d;rport", callID, seq),
			"From: <sip:bob@127.0.0.2>;tag=1", "To: <sip:bob@127.0.0.1>", "Call-ID: " + callID, fmt.Sprintf("CSeq: %d %s", seq, method),
		}, append(lines, "Content-Length: 0", "", "")...), "\r\n"))
	}
	// One goroutine answers the NOTIFYs.
	var answering sync.WaitGroup
	answered, done := make(chan struct{}, 1), make(chan struct{})
	answer := func(m *message.Message) {
		var i int
		fmt.Sscanf(m.CallID(), "watch-%d", &i)
		if before, ok := last[i].Load().(told); !ok || before.seq < m.CSeq().Number {
			last[i].Store(told{m.CSeq().Number, string(m.Body())})
		}
		send(strings.Join([]string{
			"SIP/2.0 200 OK", "Via: " + m.Via().Text, "From: " + m.From(), "To: " + m.To(), "Call-ID: " + m.CallID(), "CSeq: " + m.CSeq().String(), "Content-Length: 0", "", "",
		}, "\r\n"))
		select {
		case answered <- struct{}{}:
		default:
		}
	}
	answering.Go(func() {
		for {
			select {
			case m := <-queue:
				answer(m)
			case <-done:
				return
			}
		}
	})
	var doing sync.WaitGroup
	for side := range sides {
		doing.Go(func() {
			for i := side; i < watchers; i += sides {
				request("SUBSCRIBE", fmt.Sprintf("watch-%d", i), 1, "Event: "+[]string{"presence", "reg", "dialog"}[i%3], "Contact: <sip:w@127.0.0.2>", "Expires: 3600")
			}
			chance := rand.New(rand.NewPCG(1, uint64(side)))
			for n := range deeds {
				switch chance.IntN(3) {
				case 0:
					request("REGISTER", fmt.Sprintf("reg-%d", side), n+1, fmt.Sprintf("Contact: <sip:bob@127.0.0.%d>;expires=%d", side+3, 60*chance.IntN(2)))
				case 1:
					engine.Unbind("sip:bob@127.0.0.1", now)
				case 2:
					request("INVITE", fmt.Sprintf("call-%d-%d", side, n), 1, "Contact: <sip:bob@127.0.0.2>", "X-Sipbin: 180*486")
				}
				engine.Advance(now)
			}
		})
	}
	defer answering.Wait()
	defer close(done)
	doing.Wait()
	engine.Unbind("sip:bob@127.0.0.1", now)
	request("REGISTER", "the-last", 1, "Contact: <sip:bob@127.0.0.99>;expires=60")
	settled := func() bool {
		for i := range watchers {
			want := [...]string{"<basic>open</basic>", "127.0.0.99", "<dialog-info"}[i%3]
			if l, ok := last[i].Load().(told); !ok || !strings.Contains(l.body, want) {
				return false
			}
		}
		return true
	}
	for deadline := time.After(20 * time.Second); !settled(); {
		select {
		case <-deadline:
			t.Error("not every watcher was told the last state")
			return
		case <-answered:
		}
	}
}
