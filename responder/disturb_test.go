package responder_test

import (
	"os"
	"slices"
	"testing"

	"github.com/sipbin/sipbin/responder/journal"
	"github.com/sipbin/sipbin/scenarios"
)

func disturbance(t *testing.T, text string) *scenarios.Disturbance {
	t.Helper()
	d, problems := scenarios.ParseDisturbance("test", []byte(text))
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	return d
}

func TestDisturbancesComeAndGo(t *testing.T) {
	root, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		name, yaml, text string
		play             func(c *caller)
	}{
		{name: "every second transmission dropped, over all calls", text: "{fault: {drop: every 2}}", play: func(c *caller) {
			c.dial("486")
			c.ack()
			c.newCallID()
			c.dial("486")
			c.wait(500 * ms)
			c.ack()
		}},
		{name: "a first INVITE and a first BYE lost", text: "{lose: {INVITE: first 1, BYE: first 1}}", play: func(c *caller) {
			c.dial("200")
			c.wait(500 * ms)
			c.again()
			c.inside("ACK")
			c.inside("BYE")
			c.inside("BYE")
		}},
		{name: "a tag changed on the way, while the call goes on", text: "{fault: {tag: changed}}", play: func(c *caller) {
			c.dial("200*1")
			c.engine.Disturb("", nil)
			c.wait(500 * ms)
			c.toUs = c.toUs[len(c.toUs)-1:]
			c.inside("ACK")
			c.wait(1 * sec)
			c.answer(200)
		}},
		{name: "a fault of the scenario goes before it", yaml: "scenario: own\nmatch: {user: own}\non: {INVITE: [{respond: 486, fault: {copies: 2}}]}\n",
			text: "{fault: {drop: every 1}}", play: func(c *caller) {
				c.dial("own")
				c.ack()
			}},
		{name: "a test has one of its own", text: "{fault: {drop: every 1}}", play: func(c *caller) {
			c.engine.Disturb("gentle", disturbance(c.t, "{lose: {ACK: every 2}}"))
			c.dial("486", "X-Sipbin-Test: gentle")
			c.ack()
			c.ack()
			c.engine.Disturb("", nil)
			c.ack()
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			c := newCaller(t, test.yaml)
			c.engine.Disturb("", disturbance(t, test.text))
			test.play(c)
			c.wait(40 * sec)
			c.golden(root)
		})
	}
}

func TestADisturbanceThatWasEndedIsGone(t *testing.T) {
	c := newCaller(t, "")
	c.engine.Disturb("", disturbance(t, "{fault: {drop: every 1}, lose: {ACK: first 1}}"))
	if in := c.engine.Disturbed(); len(in) != 1 || in[""].Fault.String() != "{drop: every 1}" {
		t.Errorf("in force are %v", in)
	}
	c.dial("486")
	c.engine.Disturb("", nil)
	if in := c.engine.Disturbed(); len(in) != 0 {
		t.Errorf("in force are %v", in)
	}
	c.again()
	if got := c.codes(); !slices.Equal(got, []int{486}) {
		t.Errorf("sent were %v", got)
	}
	if lost := len(c.entries(journal.Lost)); lost != 1 {
		t.Errorf("%d were dropped", lost)
	}
}
