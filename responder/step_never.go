package responder

import (
	"slices"
	"time"

	"github.com/sipbin/sipbin/scenarios"
)

// watch is a never: what must not come any more, until a moment.
type watch struct {
	step  *scenarios.Never
	until time.Time // zero: as long as the call lasts
	timer *timer
}

// never plays never: METHOD. It does not wait. The method that the call began
// with is one that the same caller must not begin again.
func (t *track) never(s *scenarios.Never, now time.Time) {
	c := t.call
	if t.tx != nil && t.tx == c.first && t.tx.request != nil && s.For > 0 && slices.Contains(s.Methods, t.tx.request.Method()) {
		c.shard.attempts.forbid(c, t.tx.request, s, now)
	}
	w := &watch{step: s}
	if s.For > 0 {
		w.until = now.Add(s.For)
		w.timer = c.shard.queue.at(w.until, func(now time.Time) {
			c.watches = slices.DeleteFunc(c.watches, func(other *watch) bool { return other == w })
			c.settle(now)
		})
	}
	c.watches = append(c.watches, w)
}

// watch fails the call when something came that must not, and reports whether it
// did. Names are those of expect: METHOD, re-INVITE, METHOD again.
func (c *call) watch(name string, now time.Time) bool {
	for _, w := range c.watches {
		if slices.Contains(w.step.Methods, name) {
			c.stopWatching()
			c.fail(w.step, name+" came", now)
			return true
		}
	}
	return false
}

// watchedFor is until when something must not come, zero when it may or must not
// as long as the call lasts.
func (c *call) watchedFor(name string) (until time.Time) {
	for _, w := range c.watches {
		if slices.Contains(w.step.Methods, name) && w.until.After(until) {
			until = w.until
		}
	}
	return until
}

// watching reports whether the call must stay open for a never.
func (c *call) watching() bool {
	return slices.ContainsFunc(c.watches, func(w *watch) bool { return !w.until.IsZero() })
}

func (c *call) stopWatching() {
	for _, w := range c.watches {
		c.shard.queue.stop(w.timer)
	}
	c.watches = nil
}
