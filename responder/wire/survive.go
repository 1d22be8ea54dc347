package wire

import (
	"errors"
	"fmt"
	"net"
	"runtime/debug"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// backoff is how long to wait after errors in a row; the zero value begins.
type backoff time.Duration

const (
	shortestWait = 5 * time.Millisecond
	longestWait  = time.Second
)

// next doubles the wait.
func (b *backoff) next() time.Duration {
	*b = backoff(min(max(2*time.Duration(*b), shortestWait), longestWait))
	return time.Duration(*b)
}

// survive waits out an error of accept or read, longer each time in a row, and
// reports whether to try again: not on a socket that was closed.
func (w *Wire) survive(from *trouble, err error, count *atomic.Uint64, pause *backoff) bool {
	if errors.Is(err, net.ErrClosed) {
		return false
	}
	count.Add(1)
	from.strike(err)
	w.tell(from, survived, err)
	wait := time.NewTimer(pause.next())
	defer wait.Stop()
	select {
	case <-wait.C:
		return true
	case <-w.done:
		return false
	}
}

// trouble keeps a listener from telling of the same flood line by line.
type trouble struct {
	listener string
	mu       sync.Mutex
	told     [kinds]time.Time
	last     error // survived
	struck   time.Time
}

// lately is how long a listener is in trouble after what it survived last.
const lately = 10 * time.Second

func (from *trouble) strike(err error) {
	from.mu.Lock()
	defer from.mu.Unlock()
	from.last, from.struck = err, time.Now()
}

// InTrouble says which listeners could not accept or read within the last ten
// seconds, and why, in sentences.
func (w *Wire) InTrouble() (why []string) {
	look := func(from *trouble) {
		from.mu.Lock()
		defer from.mu.Unlock()
		if from.last != nil && time.Since(from.struck) < lately {
			why = append(why, fmt.Sprintf("%s: %v", from.listener, from.last))
		}
	}
	for _, d := range w.doors {
		look(d.trouble)
	}
	for _, s := range w.sockets {
		look(s.trouble)
	}
	slices.Sort(why)
	return slices.Compact(why)
}

// kind is a kind of trouble: each is told by itself, so that a flood of one
// does not hide the first of another.
type kind int

const (
	survived kind = iota
	overLimit
	notReady
	tooLarge
	tooOften
	unproven
	kinds
)

const troubleEvery = 10 * time.Second

func (w *Wire) tell(from *trouble, what kind, err error) {
	if w.cfg.OnTrouble == nil {
		return
	}
	now := time.Now()
	from.mu.Lock()
	last := &from.told[what]
	quiet := !last.IsZero() && now.Sub(*last) < troubleEvery
	if !quiet {
		*last = now
	}
	from.mu.Unlock()
	if quiet {
		return
	}
	defer w.caught()
	w.cfg.OnTrouble(from.listener, err)
}

// panics remembers by their text the panics whose stack was handed over.
type panics struct {
	mu   sync.Mutex
	seen map[string]struct{}
}

const maxPanics = 100

func (p *panics) add(text string) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if _, ok := p.seen[text]; ok || len(p.seen) >= maxPanics {
		return false
	}
	if p.seen == nil {
		p.seen = make(map[string]struct{})
	}
	p.seen[text] = struct{}{}
	return true
}

// caught is deferred around everything that is not the wire's own.
func (w *Wire) caught() {
	if v := recover(); v != nil {
		w.panicked(v)
	}
}

func (w *Wire) panicked(v any) {
	w.count.panics.Add(1)
	if w.panics.add(fmt.Sprint(v)) && w.cfg.OnPanic != nil {
		w.cfg.OnPanic(v, debug.Stack())
	}
}
