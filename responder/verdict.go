package responder

import (
	"strings"
	"time"

	"github.com/sipbin/sipbin/responder/journal"
	"github.com/sipbin/sipbin/scenarios"
)

// judge gives the call its verdict. The first one stays.
func (c *call) judge(v journal.Verdict, now time.Time) {
	if c.end.Verdict.Outcome == journal.OK {
		v.After = now.Sub(c.begun)
		c.end.Verdict = v
	}
}

// fail ends the call, tidily, because a step of the scenario was not met.
func (c *call) fail(s scenarios.Step, why string, now time.Time) {
	c.failAt(s.String(), s.Position(), why, now)
}

// failTry ends the call because a try of the list came at a wrong time.
func (c *call) failTry(list *scenarios.List, why string, now time.Time) {
	c.failAt("attempts", list.At, why, now)
}

func (c *call) failAt(step string, at scenarios.Position, why string, now time.Time) {
	v := journal.FailedAt(step, place(at), why)
	c.judge(v, now)
	v.At = ""
	c.note(v.String(), now)
	c.hangUp(480, strings.TrimPrefix(v.String(), "failed: "), now)
}

// place is where something stands, "" for what stands in no file.
func place(at scenarios.Position) string {
	if at.File == "" {
		return ""
	}
	return at.String()
}
