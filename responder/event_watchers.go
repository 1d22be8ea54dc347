package responder

import (
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// events is what is known of event states across calls: who watches whom, and
// what was published. It has a lock of its own, taken after a shard's.
//
// Watchers live in any shard, and one shard's lock is never taken under
// another's. So a change is put down here, and whoever made it tells the
// watchers when it has let go of its own shard ([Engine.tell]).
type events struct {
	mu           sync.Mutex
	watchers     map[resource][]*subscription
	changes      []change
	publications map[resource][]publication
	kept         int    // publications in all
	number       uint64 // of the last one

	// Read without the lock, so that calls cost nothing where nobody watches.
	changed  atomic.Bool
	watching atomic.Int32 // subscriptions to calls
}

// resource is what one can subscribe to: a package's state of a user, in
// whatever domain, as any is taken for ours.
type resource struct{ event, user string }

// change is a subscription that has to be looked at.
type change struct {
	sub   *subscription
	cause string
}

func newEvents() *events {
	return &events{watchers: make(map[resource][]*subscription), publications: make(map[resource][]publication)}
}

// watch adds a subscription to those that are told.
func (e *events) watch(sub *subscription) {
	e.mu.Lock()
	defer e.mu.Unlock()
	what := sub.resource()
	e.watchers[what] = append(e.watchers[what], sub)
	if sub.pack.calls {
		e.watching.Add(1)
	}
}

func (e *events) unwatch(sub *subscription) {
	e.mu.Lock()
	defer e.mu.Unlock()
	what := sub.resource()
	i := slices.Index(e.watchers[what], sub)
	if i < 0 {
		return
	}
	e.watchers[what] = slices.Delete(e.watchers[what], i, i+1)
	if len(e.watchers[what]) == 0 {
		delete(e.watchers, what)
	}
	if sub.pack.calls {
		e.watching.Add(-1)
	}
}

// ask has a subscription looked at when no shard is locked.
func (e *events) ask(sub *subscription) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.changes = append(e.changes, change{sub: sub})
	e.changed.Store(true)
}

// touch has all subscriptions to a state looked at.
func (e *events) touch(what resource, cause string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	for _, sub := range e.watchers[what] {
		e.changes = append(e.changes, change{sub: sub, cause: cause})
		e.changed.Store(true)
	}
}

// registrationChanged touches what depends on a user's bindings.
func (e *events) registrationChanged(user, cause string) {
	e.touch(resource{regPackage.name, user}, cause)
	e.touch(resource{presencePackage.name, user}, cause)
}

// take is what has to be looked at since it was asked last.
func (e *events) take() []change {
	if !e.changed.Load() {
		return nil
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	changes := e.changes
	e.changes = nil
	e.changed.Store(false)
	return changes
}

// tell looks at all subscriptions whose state may have changed, each under the
// lock of its own shard. The caller holds no lock.
func (e *Engine) tell(now time.Time) {
	for changes := e.events.take(); len(changes) > 0; changes = e.events.take() {
		for _, ch := range changes {
			l := &look{Engine: e, now: now, cause: ch.cause}
			if ch.sub.pack.calls {
				l.calls = e.callsOf(ch.sub.user)
			}
			ch.sub.call.shard.look(ch.sub, l, now)
		}
	}
}

func (s *shard) look(sub *subscription, l *look, now time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	defer s.survive(now)
	sub.call.look(sub, l, now)
	sub.call.settle(now)
}
