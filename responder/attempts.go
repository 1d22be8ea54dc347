package responder

import (
	"sync"
	"time"

	"github.com/sipbin/sipbin/responder/digest"
	"github.com/sipbin/sipbin/responder/message"
	"github.com/sipbin/sipbin/scenarios"
)

// attempts counts the tries of each caller across calls. It has a lock of its
// own, taken after a shard's.
type attempts struct {
	mu     sync.Mutex
	counts map[attemptKey]*attempt
	sweep  int
}

// attemptKey is whose tries are counted, of what.
type attemptKey struct {
	scenario, method, caller string
	call                     uint64 // inside a dialog tries are counted by call
}

type attempt struct {
	try       int
	last      time.Time
	forget    time.Duration
	challenge int // 401 or 407 when the try ended in a challenge
}

// next is the step list for a request: that of the first try, or the one after
// the caller's last. After a challenge only right credentials lead on.
func (a *attempts) next(c *call, list *scenarios.List, tx *serverTx, now time.Time) []scenarios.Step {
	if len(list.Tries) == 1 {
		return list.Tries[0].Steps
	}
	in := tx.request
	key := attemptKey{scenario: c.scenario.Name, method: in.Method()}
	if tx.dialog != nil {
		key.call = c.id
	} else {
		key.caller = message.AddrSpec(in.From()) + " " + in.flow.Remote.Addr().String()
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	at := a.counts[key]
	switch {
	case at == nil || now.Sub(at.last) > at.forget:
		a.tidy(now)
		at = &attempt{forget: list.ForgetAfter}
		a.counts[key] = at
	case at.challenge != 0 && !passes(c.shard.cfg.Digest, in, at.challenge, now):
	default:
		at.try = min(at.try+1, len(list.Tries)-1)
	}
	at.last = now
	steps := list.Tries[min(at.try, len(list.Tries)-1)].Steps
	at.challenge = challengeIn(steps)
	return steps
}

func passes(server *digest.Server, in *incoming, code int, now time.Time) bool {
	verdict, _ := server.Verify(in.Message, code, now)
	return verdict == digest.Passed
}

func challengeIn(steps []scenarios.Step) int {
	for _, step := range steps {
		if s, ok := step.(*scenarios.Challenge); ok {
			return s.Code
		}
	}
	return 0
}

// tidy forgets callers that have been quiet, each time the table has doubled.
func (a *attempts) tidy(now time.Time) {
	if a.counts == nil {
		a.counts = make(map[attemptKey]*attempt)
	}
	if len(a.counts) < max(a.sweep, 1024) {
		return
	}
	for key, at := range a.counts {
		if now.Sub(at.last) > at.forget {
			delete(a.counts, key)
		}
	}
	a.sweep = 2 * len(a.counts)
}
