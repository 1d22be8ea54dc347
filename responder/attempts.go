package responder

import (
	"fmt"
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
	bans   map[attemptKey]ban
}

// attemptKey is whose tries are counted, of what.
type attemptKey struct {
	scenario, method, who, test string
}

// mostAttempts is how many callers are told apart at the same time; whoever is
// forgotten begins with the first try again.
const mostAttempts = 100_000

// attempt is where a caller stands in a list.
type attempt struct {
	entry  int       // of the list
	served int       // tries that the entry has answered
	first  time.Time // of the entry
	last   time.Time
	tried  time.Time // the last that was not challenged again
	forget time.Duration
}

// next is the step list for a request: that of the first try, or of the one
// after the caller's last. After a challenge only right credentials lead on.
// A try that comes at a wrong time fails the call; failed says why.
func (a *attempts) next(c *call, list *scenarios.List, tx *serverTx, now time.Time) (steps []scenarios.Step, failed string) {
	if len(list.Tries) == 1 && list.Tries[0].After == 0 && list.Tries[0].Within == 0 {
		return list.Tries[0].Steps, ""
	}
	in := tx.request
	if tx.dialog != nil {
		if c.tries == nil {
			c.tries = make(map[*scenarios.List]*attempt)
		}
		at := c.tries[list]
		if at == nil {
			at = &attempt{forget: list.ForgetAfter}
			c.tries[list] = at
		}
		return at.advance(c, list, in, now)
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	key := attemptKey{scenario: c.scenario.Name, method: counted(c.scenario, in), who: whose(list.By, in), test: c.test}
	at := a.counts[key]
	if at == nil || now.Sub(at.last) > at.forget {
		a.tidy(now)
		at = &attempt{forget: list.ForgetAfter}
		a.counts[key] = at
	}
	defer func() { c.end.More = max(len(list.Tries)-1-at.entry, 0) }()
	return at.advance(c, list, in, now)
}

// restart forgets where the caller stands in the list of a scenario that is to
// begin with its first try.
func (a *attempts) restart(sc *scenarios.Scenario, in *incoming) {
	list := sc.ListFor(in.Method())
	if list == nil {
		return
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	delete(a.counts, attemptKey{scenario: sc.Name, method: counted(sc, in), who: whose(list.By, in), test: in.test})
	delete(a.bans, attemptKey{scenario: sc.Name, method: in.Method(), who: whose(scenarios.ByCaller, in), test: in.test})
}

// ForgetAttempts makes all callers of a test begin with the first try again; ""
// is those that belong to none, [AnyTest] everybody.
func (e *Engine) ForgetAttempts(test string) {
	a := &e.attempts
	a.mu.Lock()
	defer a.mu.Unlock()
	for key := range a.counts {
		if test == AnyTest || key.test == test {
			delete(a.counts, key)
		}
	}
	for key := range a.bans {
		if test == AnyTest || key.test == test {
			delete(a.bans, key)
		}
	}
}

// counted is the list whose tries a request is one of: that of its method, or
// any, which counts all methods together. What is dialled is dialled for each.
func counted(sc *scenarios.Scenario, in *incoming) string {
	if sc.On[in.Method()] == nil && !sc.Dialled {
		return "any"
	}
	return in.Method()
}

// whose is the key under which tries are counted together.
func whose(by scenarios.By, in *incoming) string {
	user, source := message.AddrSpec(in.From()), in.flow.Remote.Addr().String()
	switch by {
	case scenarios.ByUser:
		return user
	case scenarios.BySource:
		return source
	case scenarios.ByAll:
		return ""
	default:
		return user + " " + source
	}
}

// advance moves to the entry that answers this try. What comes after a challenge
// is for right credentials only, the first time and every time: whoever comes
// without is challenged again, and stands where he stood.
func (at *attempt) advance(c *call, list *scenarios.List, in *incoming, now time.Time) ([]scenarios.Step, string) {
	began, since := at.last.IsZero(), now.Sub(at.tried)
	at.entry = min(at.entry, len(list.Tries)-1) // the list may be another by now
	at.last = now
	if began {
		at.first = now
	}
	next := at.next(list, began, now)
	if again := lastChallenge(list.Tries[:next]); again != nil && !c.passes(in, challengeIn(again.Steps), now) {
		return again.Steps, ""
	}
	at.tried = now
	if next > at.entry {
		at.entry, at.served, at.first = next, 0, now
	}
	at.served++
	entry := &list.Tries[at.entry]
	if began || at.served > 1 {
		return entry.Steps, ""
	}
	switch {
	case since < entry.After:
		return nil, fmt.Sprintf("%s came %s too early, %s after the try before", in.Method(), entry.After-since, since)
	case entry.Within > 0 && since > entry.Within:
		return nil, fmt.Sprintf("%s came %s too late, %s after the try before", in.Method(), since-entry.Within, since)
	}
	return entry.Steps, ""
}

// next is the entry that is due: the one before until it has answered as many
// tries, or as long, as it says, and the last for ever.
func (at *attempt) next(list *scenarios.List, began bool, now time.Time) int {
	entry := &list.Tries[at.entry]
	if began || at.served < entry.Times || entry.For > 0 && now.Sub(at.first) <= entry.For {
		return at.entry
	}
	return min(at.entry+1, len(list.Tries)-1)
}

// lastChallenge is the last of some tries that ends in a challenge, nil for none.
func lastChallenge(tries []scenarios.Try) *scenarios.Try {
	for i := len(tries) - 1; i >= 0; i-- {
		if challengeIn(tries[i].Steps) != nil {
			return &tries[i]
		}
	}
	return nil
}

// passes reports whether a request carries right credentials.
func (c *call) passes(in *incoming, ch *scenarios.Challenge, now time.Time) bool {
	server := c.shard.digests.of(c.shard.cfg.Digest, ch)
	verdict, user := server.Verify(in.Message, ch.Code, now)
	if verdict != digest.Passed {
		return false
	}
	if uri := server.Elsewhere(in.Message, ch.Code); uri != "" {
		c.note("credentials of "+user+" are for "+uri+", which names another host than the Request-URI: wrong, unless a proxy changed that (RFC 3261 section 22.4 item 6)", now)
	}
	return true
}

func challengeIn(steps []scenarios.Step) *scenarios.Challenge {
	for _, step := range steps {
		if s, ok := step.(*scenarios.Challenge); ok {
			return s
		}
	}
	return nil
}

// tidy forgets callers that have been quiet, each time the table has doubled.
func (a *attempts) tidy(now time.Time) {
	if a.counts == nil {
		a.counts = make(map[attemptKey]*attempt)
	}
	if len(a.counts) < min(max(a.sweep, 1024), mostAttempts) {
		return
	}
	for key, at := range a.counts {
		if now.Sub(at.last) > at.forget {
			delete(a.counts, key)
		}
	}
	for key := range a.counts {
		if len(a.counts) < mostAttempts {
			break
		}
		delete(a.counts, key)
	}
	a.sweep = 2 * len(a.counts)
}
