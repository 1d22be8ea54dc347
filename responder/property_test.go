package responder_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/sipbin/sipbin/responder"
	"github.com/sipbin/sipbin/responder/journal"
	"github.com/sipbin/sipbin/responder/message"
	"github.com/sipbin/sipbin/scenarios"
)

// drawSteps draws a list that asks for nothing forbidden.
func drawSteps(t *rapid.T, depth int) []scenarios.Step {
	var steps []scenarios.Step
	for range rapid.IntRange(0, 5).Draw(t, "steps") {
		kinds := 8
		if depth == 0 {
			kinds = 5
		}
		switch rapid.IntRange(0, kinds).Draw(t, "kind") {
		case 0, 1:
			code := rapid.SampledFrom([]int{0, 100, 180, 183, 200, 302, 486, 503, 603}).Draw(t, "code")
			steps = append(steps, &scenarios.Respond{Code: code, Times: rapid.IntRange(0, 2).Draw(t, "times")})
		case 2:
			low := time.Duration(rapid.IntRange(0, 3000).Draw(t, "ms")) * time.Millisecond
			steps = append(steps, &scenarios.Wait{For: low, To: low + time.Second})
		case 3:
			steps = append(steps, &scenarios.Expect{
				Methods: []string{rapid.SampledFrom([]string{"ACK", "BYE", "CANCEL", "INFO"}).Draw(t, "method")},
				Within:  5 * time.Second, HasElse: rapid.Bool().Draw(t, "else"),
			})
		case 4:
			steps = append(steps, &scenarios.Never{Methods: []string{"INFO"}, For: 3 * time.Second})
		case 5:
			steps = append(steps, &scenarios.Request{Method: rapid.SampledFrom([]string{"BYE", "INFO"}).Draw(t, "ours")})
		case 6:
			steps = append(steps, &scenarios.Repeat{Times: rapid.IntRange(0, 3).Draw(t, "n"), Do: drawSteps(t, depth-1)})
		case 7:
			steps = append(steps, &scenarios.Expect{
				Methods: []string{"CANCEL"}, Within: 5 * time.Second, Takes: true, HasElse: true, Do: drawSteps(t, depth-1),
			})
		case 8:
			steps = append(steps, &scenarios.Forget{})
		}
	}
	return steps
}

// deed is what a client of chance does next.
type deed struct {
	what string
	wait time.Duration
}

func drawDeeds(t *rapid.T) (deeds []deed) {
	for range rapid.IntRange(0, 12).Draw(t, "deeds") {
		deeds = append(deeds, deed{
			what: rapid.SampledFrom([]string{"again", "cancel", "ack", "ACK", "BYE", "INFO", "answer", "dial"}).Draw(t, "deed"),
			wait: time.Duration(rapid.IntRange(0, 8000).Draw(t, "wait")) * time.Millisecond,
		})
	}
	return deeds
}

// run plays a scenario against a client of chance and returns it.
func run(t *testing.T, sc *scenarios.Scenario, deeds []deed) *caller {
	c := newCaller(t, "", func(cfg *responder.Config) { cfg.Scenarios, cfg.Seed = scenarios.NewSet(sc), 7 })
	tagged := func() bool {
		for _, m := range c.toUs {
			if _, ok := m.Header("Contact"); ok && m.Code() > 100 && m.Code() < 300 {
				return true
			}
		}
		return false
	}
	final := func() bool {
		for _, m := range c.toUs {
			if m.Code() >= 200 && m.CSeq().Method == "INVITE" {
				return true
			}
		}
		return false
	}
	asked := func() bool {
		for _, m := range c.toUs {
			if m.IsRequest() && m.Method() != "ACK" {
				return true
			}
		}
		return false
	}
	c.dial("x")
	for _, d := range deeds {
		c.wait(d.wait)
		switch {
		case d.what == "again":
			c.again()
		case d.what == "cancel":
			c.cancel()
		case d.what == "dial":
			c.dial("x")
		case d.what == "ack" && final():
			c.ack()
		case d.what == "answer" && asked():
			c.answer(200)
		case (d.what == "ACK" || d.what == "BYE" || d.what == "INFO") && tagged():
			c.inside(d.what)
		}
	}
	c.wait(10 * time.Minute)
	return c
}

// A transaction has one final response at most unless its author asks for two,
// nothing panics, every call ends when its caller has gone, and the same
// arrivals give the same ladder.
func TestWhateverIsPlayedAndWhateverComes(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		sc := &scenarios.Scenario{Name: "x", On: map[string]*scenarios.List{
			"INVITE": {Tries: []scenarios.Try{{Steps: drawSteps(rt, 2)}}, ForgetAfter: time.Minute},
			"INFO":   {Tries: []scenarios.Try{{Steps: drawSteps(rt, 1)}}, ForgetAfter: time.Minute},
		}}
		var err error
		if sc.Match.User, err = scenarios.ParsePattern("x"); err != nil {
			rt.Fatal(err)
		}
		deeds := drawDeeds(rt)
		c := run(t, sc, deeds)
		finals := map[string]int{}
		for _, e := range c.entries(journal.Sent) {
			m, err := message.Parse(e.Data)
			if err != nil || m.Code() < 200 {
				continue
			}
			key := fmt.Sprint(e.Call, m.Via().Branch, m.CSeq())
			if code, known := finals[key]; known && code != m.Code() {
				rt.Errorf("%s got %d and %d\n%s", m.CSeq(), code, m.Code(), c.ladder())
			}
			finals[key] = m.Code()
		}
		for _, e := range c.entries(journal.Warn) {
			if strings.Contains(e.Why, "panic") {
				rt.Errorf("%s\n%s", e.Why, c.ladder())
			}
		}
		if open := stillOpen(c); open != "" {
			rt.Errorf("still in progress: %s\n%s", open, c.ladder())
		}
		if again := run(t, sc, deeds); again.ladder() != c.ladder() {
			rt.Errorf("another run differs:\n%s\n%s", c.ladder(), again.ladder())
		}
	})
}

// stillOpen names the calls that did not end though nobody is there any more.
// An answered call that nobody hangs up, and an INVITE that rings on, may.
func stillOpen(c *caller) string {
	var open []string
	for _, s := range c.engine.Journal().Calls(func(s *journal.Summary) bool { return !s.Ended }) {
		last := 0
		for _, e := range c.engine.Journal().Of(s.ID) {
			if m, err := message.Parse(e.Data); err == nil && e.Kind == journal.Sent && m.CSeq().Method == "INVITE" {
				last = m.Code()
			}
		}
		if last >= 300 || last == 0 {
			open = append(open, fmt.Sprintf("call %d after %d", s.ID, last))
		}
	}
	return strings.Join(open, ", ")
}
