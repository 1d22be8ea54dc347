package media

import (
	"net/netip"
	"slices"
	"time"
)

const (
	// maxIdle is how many pairs are kept.
	maxIdle = 64
	// keepIdle is how long one is kept, so that descriptors are free for others
	// when calls have become rare.
	keepIdle = 10 * time.Second
	// restTime is how long nothing may have come at a pair before it serves another
	// stream, so that the end of one call does not fall into the next.
	restTime = time.Second
)

// kept is a pair on local that has been idle for longest of those at which
// nothing came after a time; nil if there is none.
func (p *Ports) kept(local netip.Addr, after time.Time) *pair {
	p.mu.Lock()
	defer p.mu.Unlock()
	for i, b := range p.idle {
		if b.local == local && b.heard.Load() <= after.UnixNano() {
			p.idle = slices.Delete(p.idle, i, i+1)
			return b
		}
	}
	return nil
}

// keep takes the pair of a stream back that has ended.
func (p *Ports) keep(s *Stream, now time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.open, s)
	b := s.pair
	if p.closed {
		p.drop(b)
		return
	}
	b.since = now
	p.idle = append(p.idle, b)
	if len(p.idle) > maxIdle {
		p.drop(p.idle[0])
		p.idle = slices.Delete(p.idle, 0, 1)
	}
	if p.sweep.act == nil {
		p.sweep.act = p.expire
		p.clock.set(&p.sweep, now.Add(keepIdle))
	}
}

// expire closes what has been idle for long.
func (p *Ports) expire(now time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	n := 0
	for n < len(p.idle) && !p.idle[n].since.After(now.Add(-keepIdle)) {
		p.drop(p.idle[n])
		n++
	}
	p.idle = slices.Delete(p.idle, 0, n)
	p.sweep.act = nil
	if len(p.idle) > 0 {
		p.sweep.act = p.expire
		p.clock.set(&p.sweep, p.idle[0].since.Add(keepIdle))
	}
}

// shed closes all that is kept and reports whether there was anything.
func (p *Ports) shed() bool {
	for _, b := range p.idle {
		p.drop(b)
	}
	any := len(p.idle) > 0
	p.idle = nil
	return any
}

// drop closes a pair and makes its port free.
func (p *Ports) drop(b *pair) {
	b.close()
	p.release(b.port)
}
