package wire

import (
	"errors"
	"fmt"
	"net/netip"
	"sync"

	"github.com/sipbin/sipbin/responder/message"
)

// maxRefused bounds what is remembered of strangers: their addresses cost
// nothing to invent.
const maxRefused = 10_000

// refusedSources are the addresses that were turned away.
type refusedSources struct {
	mu   sync.Mutex
	seen map[netip.Addr]struct{}
}

// add reports whether a is new. Once the memory is full nothing is.
func (r *refusedSources) add(a netip.Addr) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if _, ok := r.seen[a]; ok || len(r.seen) >= maxRefused {
		return false
	}
	if r.seen == nil {
		r.seen = make(map[netip.Addr]struct{})
	}
	r.seen[a] = struct{}{}
	return true
}

func (r *refusedSources) size() uint64 {
	r.mu.Lock()
	defer r.mu.Unlock()
	return uint64(len(r.seen))
}

// refuse counts a packet or connection of a source outside the allow list.
func (w *Wire) refuse(src netip.Addr, listener string) {
	w.count.refused.Add(1)
	first := w.refused.add(src)
	if w.cfg.OnRefused != nil {
		defer w.caught()
		w.cfg.OnRefused(src, listener, first)
	}
}

// checked holds a message to the limits; of one that is broken already it counts
// that it is too large.
func (w *Wire) checked(from *trouble, src netip.Addr, data []byte, broken error) error {
	if broken == nil {
		broken = w.cfg.Limits.ofMessages().Check(data)
	}
	if _, large := errors.AsType[*message.TooLarge](broken); large {
		w.tooLarge(from, src, broken)
	}
	return broken
}

func (w *Wire) tooLarge(from *trouble, src netip.Addr, err error) {
	w.count.tooLarge.Add(1)
	w.tell(from, tooLarge, fmt.Errorf("from %s: %w", src, err))
}
