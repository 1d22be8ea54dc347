package responder

import (
	"time"

	"github.com/sipbin/sipbin/responder/journal"
	"github.com/sipbin/sipbin/scenarios"
)

// loses reports whether a request is one that the scenario wants lost on the
// way (lose:), and takes it down if so. Requests are counted by method in a
// call; those that begin one by their transaction.
func (c *call) loses(in *incoming, now time.Time) bool {
	if c.scenario == nil || c.scenario.Lose == nil {
		return false
	}
	count, ok := c.scenario.Lose[in.Method()]
	if !ok {
		return false
	}
	if c.lost == nil {
		c.lost = make(map[string]int)
	}
	c.lost[in.Method()]++
	if !count.Has(c.lost[in.Method()]) {
		return false
	}
	c.shard.unheard(in, c.id, now)
	return true
}

// losesFirst is loses for a request that begins something: until one gets
// through there is no call to count in.
func (s *shard) losesFirst(in *incoming, sc *scenarios.Scenario, now time.Time) bool {
	if sc == nil || sc.Lose == nil {
		return false
	}
	count, ok := sc.Lose[in.Method()]
	if !ok {
		return false
	}
	branch := in.Via().Branch
	const most = 10_000
	if _, known := s.losing[branch]; !known {
		if len(s.losing) >= most {
			return false
		}
		s.queue.at(now.Add(s.cfg.Timing.Timeout()), func(time.Time) { delete(s.losing, branch) })
	}
	s.losing[branch]++
	if !count.Has(s.losing[branch]) {
		return false
	}
	s.unheard(in, 0, now)
	return true
}

func (s *shard) unheard(in *incoming, call uint64, now time.Time) {
	s.cfg.Journal.Append(journal.Entry{
		At: now, Call: call, Kind: journal.Unheard, Flow: in.flow, Why: "lose " + in.Method(), Data: in.data,
	})
}
