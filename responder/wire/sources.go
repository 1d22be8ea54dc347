package wire

import (
	"fmt"
	"net/netip"
	"sync"
	"time"
)

// sources keeps accounts of sources outside of [Config.Trust]: how many
// requests they may still make, and how many bytes may still go to them while
// they have not proven that they are where they say. Memory is bounded: of more
// than maxSources, those that were quiet longest are forgotten, and owe and own
// nothing.
type sources struct {
	rate, factor int // negative: no limit

	mu             sync.Mutex
	recent, before map[netip.Addr]*source
}

type source struct {
	tokens float64 // requests left
	at     time.Time
	credit int // bytes left
	proven time.Time
}

const (
	maxSources = 1 << 15
	// maxCredit bounds what somebody can save up, in bytes.
	maxCredit = 1 << 20
	// provenFor is how long a proof holds.
	provenFor = time.Hour
)

// of is the account of a: of an IPv4 address, or of an IPv6 network of 64 bits,
// which is one customer's. The caller holds mu.
func (ss *sources) of(a netip.Addr) *source {
	a = plain(a)
	if a.Is6() {
		network, _ := a.Prefix(64) // 64 bits of IPv6 are always there
		a = network.Addr()
	}
	if s, ok := ss.recent[a]; ok {
		return s
	}
	if ss.recent == nil || len(ss.recent) >= maxSources/2 {
		ss.before, ss.recent = ss.recent, make(map[netip.Addr]*source)
	}
	s := ss.before[a]
	if s == nil {
		s = &source{tokens: float64(ss.rate)}
	}
	ss.recent[a] = s
	return s
}

// take books a request of n bytes and reports whether it may be read.
func (ss *sources) take(a netip.Addr, n int, now time.Time) bool {
	ss.mu.Lock()
	defer ss.mu.Unlock()
	s := ss.of(a)
	s.credit = min(s.credit+n*max(ss.factor, 0), maxCredit)
	if ss.rate < 0 {
		return true
	}
	s.tokens = min(s.tokens+now.Sub(s.at).Seconds()*float64(ss.rate), float64(ss.rate))
	s.at = now
	if s.tokens < 1 {
		return false
	}
	s.tokens--
	return true
}

// spend books n bytes to be sent to a, and reports whether they may be.
func (ss *sources) spend(a netip.Addr, n int, now time.Time) bool {
	if ss.factor < 0 {
		return true
	}
	ss.mu.Lock()
	defer ss.mu.Unlock()
	s := ss.of(a)
	if now.Before(s.proven) {
		return true
	}
	if s.credit < n {
		return false
	}
	s.credit -= n
	return true
}

func (ss *sources) prove(a netip.Addr, now time.Time) {
	ss.mu.Lock()
	defer ss.mu.Unlock()
	ss.of(a).proven = now.Add(provenFor)
}

// Prove takes note that whoever sends from a is there: what was sent to that
// address was read, because a request shows it (an ACK, a PRACK, any To tag of
// ours), or whoever runs sipbin says so. For an hour as much is sent there as
// there is to send; see [Limits.Amplification].
func (w *Wire) Prove(a netip.Addr) {
	if w.stranger(a) {
		w.sources.prove(a, time.Now())
	}
}

// stranger reports whether a is answered but not trusted.
func (w *Wire) stranger(a netip.Addr) bool { return w.opened && !w.cfg.Trust.Has(a) }

// tooMany books a message of a source and reports whether it is one too many.
func (w *Wire) tooMany(a netip.Addr, n int, from *trouble) bool {
	if !w.stranger(a) || w.sources.take(a, n, time.Now()) {
		return false
	}
	w.count.overRate.Add(1)
	w.tell(from, tooOften, fmt.Errorf("%s sends more than %d messages a second, the rest is dropped; --limit-source-rate sets the limit", a, w.sources.rate))
	return true
}

// affords books n bytes to be sent to a, which did not have to be there for a
// datagram of its to come.
func (w *Wire) affords(a netip.Addr, n int, from *trouble) error {
	if !w.stranger(a) || w.sources.spend(a, n, time.Now()) {
		return nil
	}
	w.count.unproven.Add(1)
	w.tell(from, unproven, fmt.Errorf("%s was sent %d times what it sent and shows no sign of reading it, so no more is; --limit-amplification sets the limit", a, w.sources.factor))
	return ErrUnproven
}

// beyond reports whether allow lets in anybody who is not inside trust.
func (allow Allow) beyond(trust Allow) bool {
	for _, p := range allow {
		inside := false
		for _, t := range trust {
			inside = inside || t.Bits() <= p.Bits() && t.Contains(p.Addr())
		}
		if !inside {
			return true
		}
	}
	return false
}
