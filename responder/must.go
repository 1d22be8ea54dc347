package responder

import (
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/sipbin/sipbin/responder/journal"
	"github.com/sipbin/sipbin/scenarios"
)

// count takes note that something came which must: says how often it has to
// come. Names are those of on:, and METHOD again.
func (c *call) count(name string) {
	if c.scenario == nil || c.scenario.Must == nil {
		return
	}
	if c.came == nil {
		c.came = make(map[string]int)
	}
	c.came[name]++
}

// judgeMust holds what came in the call, now that it is over, to must:. The
// first name that was not met is the verdict; the journal has all of them.
func (c *call) judgeMust(now time.Time) {
	if c.scenario == nil {
		return
	}
	for _, name := range slices.Sorted(maps.Keys(c.scenario.Must)) {
		due, came := c.scenario.Must[name], c.came[name]
		if came >= due.Least && (due.Most < 0 || came <= due.Most) {
			continue
		}
		v := journal.FailedAt("must "+name, place(c.scenario.At), fmt.Sprintf("%s, came %d", often(due), came))
		c.judge(v, now)
		c.note(v.String(), now)
	}
}

// often is how often something has to come: "2", "1..3", "2 or more".
func often(t scenarios.Times) string {
	switch {
	case t.Most < 0:
		return fmt.Sprintf("%d or more", t.Least)
	case t.Least == t.Most:
		return fmt.Sprint(t.Least)
	default:
		return fmt.Sprintf("%d..%d", t.Least, t.Most)
	}
}
