package digest

import (
	"sync"
	"weak"

	"github.com/sipbin/sipbin/responder/message"
)

// counts is the memory of used nonces. What it had to forget counts as stale,
// never as unused, so a full table costs a client one more challenge and opens
// no door to a replay.
type counts struct {
	max int

	mu        sync.Mutex
	number    uint64 // of the last nonce made
	windows   map[nonceID]window
	order     []nonceID // of windows, by first use
	forgotten nonceID   // nothing made up to then is known any more
	forgot    bool
}

func newCounts(max int) *counts {
	return &counts{max: max, windows: make(map[nonceID]window)}
}

// next numbers a new nonce: two of the same millisecond differ.
func (c *counts) next() uint64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.number = (c.number + 1) & (1<<(4*numberDigits) - 1)
	return c.number
}

// take notes that m used the count nc of a nonce: Passed, ReplayedNC or
// StaleNonce.
func (c *counts) take(id nonceID, nc uint32, m *message.Message) Verdict {
	c.mu.Lock()
	defer c.mu.Unlock()
	w, known := c.windows[id]
	user := weak.Make(m)
	if known && w.last == nc && w.user == user {
		return Passed
	}
	if !known {
		if c.forgot && id.upTo(c.forgotten) {
			return StaleNonce
		}
		if len(c.order) >= c.max {
			c.forgetOldest()
		}
		c.order = append(c.order, id)
	}
	if !w.take(nc) {
		return ReplayedNC
	}
	w.last, w.user = nc, user
	c.windows[id] = w
	return Passed
}

func (c *counts) forgetOldest() {
	oldest := c.order[0]
	c.order = c.order[1:]
	delete(c.windows, oldest)
	if !c.forgot || c.forgotten.upTo(oldest) {
		c.forgotten, c.forgot = oldest, true
	}
}

// window is which counts of one nonce were used: the highest, and it and the 63
// below it as bits. A count may come late, as datagrams overtake each other,
// but not twice (RFC 7616 section 3.4).
type window struct {
	top  uint32
	used uint64

	// The message that used the count last: to ask about it again is no replay.
	last uint32
	user weak.Pointer[message.Message]
}

func (w *window) take(nc uint32) bool {
	if w.used == 0 || nc > w.top {
		w.used = w.used<<(nc-w.top) | 1
		w.top = nc
		return true
	}
	bit := uint64(1) << (w.top - nc)
	if bit == 0 || w.used&bit != 0 {
		return false
	}
	w.used |= bit
	return true
}
