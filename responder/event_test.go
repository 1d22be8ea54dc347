package responder_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/sipbin/sipbin/responder"
	"github.com/sipbin/sipbin/responder/journal"
	"github.com/sipbin/sipbin/responder/message"
	"github.com/sipbin/sipbin/scenarios"
)

func TestSoManySubscriptionsOfACallAndNoMore(t *testing.T) {
	c := newCaller(t, "", extension("alice"))
	c.request("SUBSCRIBE", "alice", "Event: presence;id=0", "Expires: 60")
	c.answer(200)
	for i := range 31 {
		c.inside("SUBSCRIBE", fmt.Sprintf("Event: presence;id=%d", i+1), "Expires: 60")
		c.answer(200)
	}
	c.inside("SUBSCRIBE", "Event: presence;id=32", "Expires: 60")
	if code := c.last().Code(); code != 403 {
		t.Errorf("number 33 got %d", code)
	}
	c.inside("SUBSCRIBE", "Event: presence;id=5", "Expires: 90")
	c.tells("active;expires=90", "closed")
	c.answer(200)
	c.wait(3 * time.Minute)
	if left := c.engine.Playing(); left != 0 {
		t.Errorf("%d calls are left", left)
	}
}

// Watchers live in all shards; whoever is told of a change is told by the one
// that made it, whichever shard that is.
func TestWatchersInOtherShardsAreTold(t *testing.T) {
	c := newCaller(t, "", extension("bob 1001"), func(cfg *responder.Config) { cfg.Shards = 8 })
	notified := func() (to map[string]string) {
		to = map[string]string{}
		for _, m := range c.toUs {
			if m.Method() == "NOTIFY" {
				to[m.CallID()] = string(m.Body())
			}
		}
		return to
	}
	const watchers = 40
	for i := range watchers {
		c.callID = fmt.Sprintf("presence-%d", i)
		c.request("SUBSCRIBE", "bob", "Event: presence")
		c.answer(200)
		c.callID = fmt.Sprintf("dialog-%d", i)
		c.request("SUBSCRIBE", "1001", "Event: dialog")
		c.answer(200)
	}
	if got := len(notified()); got != 2*watchers {
		t.Fatalf("%d were told at once, want %d", got, 2*watchers)
	}
	c.toUs = nil
	c.callID = "registration"
	c.register("bob", bob)
	for i := range watchers {
		if body := notified()[fmt.Sprintf("presence-%d", i)]; !strings.Contains(body, "open") {
			t.Errorf("watcher %d of the registration was told %q", i, body)
		}
	}
	c.toUs = nil
	c.as("1001")
	c.dial("200")
	for i := range watchers {
		if body := notified()[fmt.Sprintf("dialog-%d", i)]; !strings.Contains(body, "confirmed") {
			t.Errorf("watcher %d of the call was told %q", i, body)
		}
	}
}

func TestAStormOfNOTIFYsLeavesNothingBehind(t *testing.T) {
	c := newCaller(t, "")
	for i := range 2000 {
		c.callID = fmt.Sprintf("storm-%d", i)
		c.request("NOTIFY", "alice", "Event: presence", "Subscription-State: active;expires=60")
		if code := c.last().Code(); code != 481 {
			t.Fatalf("number %d got %d", i, code)
		}
		c.toUs = nil
	}
	c.wait(32 * time.Second)
	if at, due := c.engine.Next(); due || c.engine.Playing() != 0 {
		t.Errorf("%d calls are left, and something is due at %v", c.engine.Playing(), at)
	}
}

func TestBindingsCanBeListedAndTakenAway(t *testing.T) {
	c := newCaller(t, "")
	c.register("bob", bob+";"+instance, "Path: <sip:edge;lr>", "Supported: path", "Expires: 60")
	c.register("alice", "Contact: <sip:alice@127.0.0.2>")
	all := c.engine.Bindings(c.now)
	if len(all) != 2 || all[1].AOR != "sip:bob@127.0.0.2" || all[1].Flow.Remote != c.flow.Remote || all[1].Path[0] != "<sip:edge;lr>" || all[1].Remaining(c.now) != time.Minute {
		t.Errorf("%+v", all)
	}
	if gone := c.engine.Unbind("sip:bob@127.0.0.2", c.now); gone != 1 || len(c.engine.Bindings(c.now)) != 1 {
		t.Errorf("taken away: %d", gone)
	}
	if gone := c.engine.Unbind("nobody", c.now); gone != 0 {
		t.Errorf("of nobody: %d", gone)
	}
}

// Whatever subscribers, publishers and registrations do in whatever order:
// nothing panics, one NOTIFY of a subscription is unanswered at a time, versions
// count up by one, nobody is told twice that he is no more, and when all have gone
// nothing is left.
func TestWhateverSubscribersDo(t *testing.T) {
	packs := []string{"presence", "message-summary", "dialog", "reg"}
	rapid.Check(t, func(rt *rapid.T) {
		c := newCaller(t, "", extension("bob"), func(cfg *responder.Config) { cfg.Scenarios, cfg.Shards = scenarios.NewSet(), 2 })
		unanswered := map[string]*message.Message{}
		last := map[string]*message.Message{}
		read := func() {
			for _, m := range c.toUs {
				if m.Method() != "NOTIFY" {
					continue
				}
				event, _ := m.Header("Event")
				of := m.CallID() + " " + event
				if before := last[of]; before != nil {
					state, _ := before.Header("Subscription-State")
					switch {
					case before.CSeq() == m.CSeq():
						continue // a retransmission
					case unanswered[of] != nil:
						rt.Fatalf("%s: %s while %s is not answered", of, m.CSeq(), before.CSeq())
					case strings.HasPrefix(state, "terminated"):
						rt.Fatalf("%s: %s after the end", of, m.CSeq())
					}
					if a, b := versionIn(before), versionIn(m); b != a+1 && b != 0 {
						rt.Fatalf("%s: version %d after %d", of, b, a)
					}
				}
				unanswered[of], last[of] = m, m
			}
			c.toUs = nil
		}
		answer := func(code int) {
			for of, m := range unanswered {
				delete(unanswered, of)
				c.toUs = []*message.Message{m}
				c.answer(code)
				c.toUs = c.toUs[1:]
				read()
			}
		}
		calls := 0
		for range rapid.IntRange(1, 25).Draw(rt, "deeds") {
			switch deed := rapid.SampledFrom([]string{"subscribe", "register", "remove", "publish", "call", "answer", "481", "wait"}).Draw(rt, "deed"); deed {
			case "subscribe":
				calls++
				c.callID = fmt.Sprintf("sub-%d", calls)
				c.request("SUBSCRIBE", "bob", "Event: "+rapid.SampledFrom(packs).Draw(rt, "event"), fmt.Sprintf("Expires: %d", rapid.IntRange(0, 90).Draw(rt, "expires")))
			case "register":
				c.callID = "reg"
				c.register("bob", bob, fmt.Sprintf("Expires: %d", rapid.IntRange(0, 60).Draw(rt, "expires")))
			case "remove":
				c.engine.Unbind("sip:bob@127.0.0.2", c.now)
			case "publish":
				c.callID = "pub"
				c.request("PUBLISH", "bob", append(with("application/pidf+xml", deed), "Event: presence", fmt.Sprintf("Expires: %d", rapid.IntRange(0, 60).Draw(rt, "expires")))...)
			case "call":
				calls++
				c.from, c.callID = "bob", fmt.Sprintf("call-%d", calls)
				c.dial("180*1*486")
				c.from = "alice"
			case "answer":
				answer(200)
			case "481":
				answer(481)
			case "wait":
				c.wait(time.Duration(rapid.IntRange(1, 40_000).Draw(rt, "ms")) * time.Millisecond)
			}
			read()
		}
		for range 5 {
			c.wait(time.Minute)
			read()
			clear(unanswered) // those were given up
		}
		for _, e := range c.entries(journal.Warn) {
			if strings.Contains(e.Why, "panic") {
				rt.Fatal(e.Why)
			}
		}
		if left := c.engine.Playing(); left != 0 {
			rt.Fatalf("%d calls are left\n%s", left, c.ladder())
		}
	})
}

// versionIn is the version of the document in a NOTIFY, 0 without one.
func versionIn(m *message.Message) (version int) {
	_, after, _ := strings.Cut(string(m.Body()), `version="`)
	if strings.HasPrefix(after, `1.0"`) {
		_, after, _ = strings.Cut(after, `version="`)
	}
	fmt.Sscanf(after, `%d"`, &version)
	return version
}

// A subscription has no end of its own, so it did not fail to come to one.
func TestASubscriptionThatIsCutOffIsNotUnfinished(t *testing.T) {
	c := newCaller(t, "", extension("alice"))
	c.request("SUBSCRIBE", "alice", "Event: presence")
	c.answer(200)
	c.callID = "call-2"
	c.dial("200")
	c.inside("ACK")
	c.engine.CutOff(c.now)
	var outcomes []journal.Outcome
	for _, s := range c.engine.Journal().Calls(func(*journal.Summary) bool { return true }) {
		outcomes = append(outcomes, s.Verdict.Outcome)
	}
	if len(outcomes) != 2 || !slices.Contains(outcomes, journal.OK) || !slices.Contains(outcomes, journal.Unfinished) {
		t.Errorf("the verdicts are %v, want that only the call is unfinished", outcomes)
	}
}
