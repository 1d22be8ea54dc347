package responder

import (
	"time"

	"github.com/sipbin/sipbin/scenarios"
)

// ban says until when a caller must not begin the same again: a never that names
// the method its own call began with.
type ban struct {
	step  *scenarios.Never
	until time.Time
}

func (c *call) banKey(in *incoming) attemptKey {
	return attemptKey{scenario: c.scenario.Name, method: in.Method(), who: whose(scenarios.ByCaller, in), test: c.test}
}

// forbid keeps the caller of a request from beginning the same again for a while.
func (a *attempts) forbid(c *call, in *incoming, step *scenarios.Never, now time.Time) {
	a.mu.Lock()
	defer a.mu.Unlock()
	const many = 1024
	if len(a.bans) >= many {
		for key, b := range a.bans {
			if !b.until.After(now) {
				delete(a.bans, key)
			}
		}
	}
	if a.bans == nil {
		a.bans = make(map[attemptKey]ban)
	}
	a.bans[c.banKey(in)] = ban{step, now.Add(step.For)}
}

// forbidden is the never that a request which begins a call breaks, nil for none.
func (a *attempts) forbidden(c *call, in *incoming, now time.Time) *scenarios.Never {
	a.mu.Lock()
	defer a.mu.Unlock()
	if b, ok := a.bans[c.banKey(in)]; ok && now.Before(b.until) {
		return b.step
	}
	return nil
}
