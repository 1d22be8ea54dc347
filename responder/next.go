package responder

import (
	"cmp"
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/sipbin/sipbin/scenarios"
)

// Ask is what the next call gets, whatever it dials: for callers whose dial
// string cannot travel.
type Ask struct {
	// Play is a dial string or the name of a scenario.
	Play string
	// From is where the call has to come from. The zero Prefix is anywhere.
	From netip.Prefix
	// Method is that of the request which begins the call. Default INVITE.
	Method string
	// Test is the ID of the test whose next call is meant, "" for one that
	// belongs to none.
	Test string
	// Times is how many calls get it, 1 to 1,000. Default 1.
	Times int
	// For is how long it waits for them, up to an hour. Default ten minutes.
	For time.Duration
}

// Waiting is an [Ask] that goes on.
type Waiting struct {
	Ask
	// Left is how many calls are still to get it, Until when it ends anyway.
	Left  int
	Until time.Time
}

const (
	maxAsks      = 1000
	maxAskTimes  = 1000
	maxAskFor    = time.Hour
	askFor       = 10 * time.Minute
	maxFollowing = 10_000
)

// ErrTooManyAsks is returned when 1,000 wait for their calls.
var ErrTooManyAsks = errors.New("1000 asks wait for their calls already; forget those that are not needed")

// nexts are the asks that wait for their calls, and the calls that got a
// scenario of several tries: the caller's next try goes by the same Call-ID (RFC
// 3261 sections 8.1.3.5 and 22.2). Its lock is taken after a shard's.
type nexts struct {
	some      atomic.Bool
	mu        sync.Mutex
	number    uint64
	waiting   []*asked
	following map[tryKey]following
}

type asked struct {
	Waiting
	number   uint64
	scenario *scenarios.Scenario
}

// tryKey is what the tries of one call have in common.
type tryKey struct{ callID, method, test string }

// following is what the next try of a call gets.
type following struct {
	scenario *scenarios.Scenario
	forget   time.Duration
	until    time.Time
}

// NextCall sets what the next call gets that an ask is for, before any match,
// extension or dialled number is looked at; only an X-Sipbin header goes first.
// Of several asks for one call the oldest is taken. The error says what is wrong
// with the ask, or is [ErrTooManyAsks].
func (e *Engine) NextCall(a Ask, now time.Time) error {
	a.Method = cmp.Or(a.Method, "INVITE")
	a.Times = cmp.Or(a.Times, 1)
	a.For = cmp.Or(a.For, askFor)
	sc := e.named(a.Play)
	switch {
	case sc == nil:
		return fmt.Errorf("%.80q is neither a dial string nor the name of a scenario", a.Play)
	case sc.ListFor(a.Method) == nil:
		return fmt.Errorf("%s has no list of steps on: %s", sc.Name, a.Method)
	case a.Times < 1 || a.Times > maxAskTimes:
		return fmt.Errorf("%d calls are not 1 to %d", a.Times, maxAskTimes)
	case a.For < 0 || a.For > maxAskFor:
		return fmt.Errorf("%v is not a time of up to %v", a.For, maxAskFor)
	}
	n := &e.nexts
	n.mu.Lock()
	defer n.mu.Unlock()
	n.tidy(now)
	if len(n.waiting) >= maxAsks {
		return ErrTooManyAsks
	}
	n.number++
	n.waiting = append(n.waiting, &asked{
		Waiting: Waiting{Ask: a, Left: a.Times, Until: now.Add(a.For)}, number: n.number, scenario: sc,
	})
	n.some.Store(true)
	return nil
}

// Nexts are the asks that wait for their calls, the oldest first.
func (e *Engine) Nexts(now time.Time) []Waiting {
	n := &e.nexts
	n.mu.Lock()
	defer n.mu.Unlock()
	n.tidy(now)
	list := make([]Waiting, len(n.waiting))
	for i, a := range n.waiting {
		list[i] = a.Waiting
	}
	return list
}

// ForgetNext takes back what was asked for the calls of a test; "" is those that
// belong to none, [AnyTest] all. It returns how many asks that were.
func (e *Engine) ForgetNext(test string) int {
	n := &e.nexts
	n.mu.Lock()
	defer n.mu.Unlock()
	before := len(n.waiting)
	n.waiting = slices.DeleteFunc(n.waiting, func(a *asked) bool { return test == AnyTest || a.Test == test })
	for key := range n.following {
		if test == AnyTest || key.test == test {
			delete(n.following, key)
		}
	}
	n.keep()
	return before - len(n.waiting)
}

// take is what was asked for the request, nil for nothing. Asked is nil where a
// try goes on with what its call got before.
func (n *nexts) take(in *incoming, now time.Time) (*scenarios.Scenario, *asked) {
	if !n.some.Load() {
		return nil, nil
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	key := keyOfTry(in)
	if f, ok := n.following[key]; ok && !now.After(f.until) {
		f.until = now.Add(f.forget)
		n.following[key] = f
		return f.scenario, nil
	}
	at := slices.IndexFunc(n.waiting, func(a *asked) bool { return a.isFor(in) && !now.After(a.Until) })
	if at < 0 {
		return nil, nil
	}
	a := n.waiting[at]
	if a.Left--; a.Left == 0 {
		n.waiting = slices.Delete(n.waiting, at, at+1)
	}
	if list := a.scenario.ListFor(a.Method); len(list.Tries) > 1 && len(n.following) < maxFollowing {
		if n.following == nil {
			n.following = make(map[tryKey]following)
		}
		n.following[key] = following{scenario: a.scenario, forget: list.ForgetAfter, until: now.Add(list.ForgetAfter)}
	}
	n.keep()
	return a.scenario, a
}

func (a *asked) isFor(in *incoming) bool {
	return a.Method == in.Method() && a.Test == in.test && (!a.From.IsValid() || a.From.Contains(in.Source().Unmap().WithZone("")))
}

// giveBack undoes a take: the request was lost on purpose, or only looked at.
func (n *nexts) giveBack(a *asked, in *incoming) {
	if a == nil {
		return
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	delete(n.following, keyOfTry(in))
	if a.Left++; a.Left == 1 {
		at, _ := slices.BinarySearchFunc(n.waiting, a.number, func(a *asked, number uint64) int { return cmp.Compare(a.number, number) })
		n.waiting = slices.Insert(n.waiting, at, a)
	}
	n.keep()
}

func keyOfTry(in *incoming) tryKey { return tryKey{in.CallID(), in.Method(), in.test} }

// tidy drops what waited long enough.
func (n *nexts) tidy(now time.Time) {
	n.waiting = slices.DeleteFunc(n.waiting, func(a *asked) bool { return now.After(a.Until) })
	for key, f := range n.following {
		if now.After(f.until) {
			delete(n.following, key)
		}
	}
	n.keep()
}

func (n *nexts) keep() { n.some.Store(len(n.waiting) > 0 || len(n.following) > 0) }
