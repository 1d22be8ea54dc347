package media

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"
)

// tries is how many pairs Open attempts to bind before it gives up; others on
// this host may sit on some. One costs about 20 microseconds.
const tries = 64

// Ports is where streams get their UDP ports from. The zero value takes any free
// pair the system has; [ParsePorts] makes one of a range. Its methods may be
// called from several goroutines at once; it must not be copied after first use.
//
// Binding two sockets costs as much as the rest of an answered call, so a pair
// that was given back is kept for 10 s and serves a later stream; [Ports.Close]
// ends what is kept.
type Ports struct {
	// Admit, when set, says which hosts a stream takes media from and sends it
	// to; packets of others are counted only. It must not call a stream. Set
	// before the first Open.
	Admit func(netip.Addr) bool
	// OnPanic, when set, is told of a panic over a packet, which then counts as
	// lost. Set before the first Open.
	OnPanic func(value any, stack []byte)

	clock clock

	mu     sync.Mutex
	free   []uint16 // even ports of a range, the longest unused first
	low    uint16   // first even port of the range; 0 for any port
	high   uint16   // last odd port of the range
	open   map[*Stream]struct{}
	idle   []*pair // the longest unused first
	sweep  deadline
	closed bool
	ears   ears
	// readers are the goroutines that hear what comes.
	readers sync.WaitGroup
	// bound counts the pairs that were ever bound.
	bound int
}

// ParsePorts reads the setting --rtp-ports: "10000-20000" is the range from 10000
// to 20000, both included, which gives 5000 pairs; an empty text is any free
// port.
func ParsePorts(setting string) (*Ports, error) {
	p := new(Ports)
	if setting == "" {
		return p, nil
	}
	from, to, _ := strings.Cut(setting, "-")
	low, errLow := strconv.ParseUint(strings.TrimSpace(from), 10, 16)
	high, errHigh := strconv.ParseUint(strings.TrimSpace(to), 10, 16)
	if errLow != nil || errHigh != nil || low == 0 {
		return nil, fmt.Errorf("--rtp-ports %q is no range of UDP ports, write it as 10000-20000", setting)
	}
	for port := low + low%2; port < high; port += 2 {
		p.free = append(p.free, uint16(port))
	}
	if len(p.free) == 0 {
		return nil, fmt.Errorf("--rtp-ports %q holds no even port with the next odd one, write it as 10000-20000", setting)
	}
	p.low, p.high = p.free[0], p.free[len(p.free)-1]+1
	return p, nil
}

// Open gives RTP an even port of local and RTCP the next, and starts to echo. It
// takes microseconds, or a millisecond or two when it has to look for ports, and
// never waits. When there is no pair left the error is an [ErrNoPort] that names
// the range.
func (p *Ports) Open(local netip.Addr, on Events) (*Stream, error) {
	if !local.IsValid() {
		return nil, errors.New("bind RTP: no local address given")
	}
	pair, err := p.pair(local.Unmap(), time.Now())
	if err != nil {
		return nil, err
	}
	s := newStream(p, pair, on)
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		pair.close()
		return nil, fmt.Errorf("bind RTP: %w", net.ErrClosed)
	}
	if p.open == nil {
		p.open = map[*Stream]struct{}{}
	}
	p.open[s] = struct{}{}
	pair.stream.Store(s)
	return s, nil
}

// InUse is how many streams are open.
func (p *Ports) InUse() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.open)
}

// Close closes every stream and every socket and waits until all goroutines have
// ended, so it must not be called under a lock that [Events] take. Nothing can be
// opened afterwards.
func (p *Ports) Close() {
	p.mu.Lock()
	p.closed = true
	streams := make([]*Stream, 0, len(p.open))
	for s := range p.open {
		streams = append(streams, s)
	}
	p.shed()
	p.mu.Unlock()
	for _, s := range streams {
		s.Close()
	}
	p.clock.stop()
	p.clock.goroutine.Wait()
	p.ears.close()
	p.readers.Wait()
}

// pair is one for a stream on local: a kept one that has been quiet, a new one,
// or, when none can be bound, a kept one that has not rested.
func (p *Ports) pair(local netip.Addr, now time.Time) (*pair, error) {
	if kept := p.kept(local, now.Add(-restTime)); kept != nil {
		return kept, nil
	}
	bound, err := p.bind(local)
	if err == nil {
		return bound, nil
	}
	if kept := p.kept(local, now); kept != nil {
		return kept, nil
	}
	p.mu.Lock()
	others := p.shed()
	p.mu.Unlock()
	if others {
		return p.bind(local)
	}
	return nil, err
}

// bind makes a new pair.
func (p *Ports) bind(local netip.Addr) (*pair, error) {
	for range tries {
		port, ok := p.take()
		if !ok {
			break
		}
		rtp, rtcp, err := bindPair(local, port)
		if err == nil {
			return p.start(local, port, rtp, rtcp)
		}
		p.giveBack(port)
		if !errors.Is(err, syscall.EADDRINUSE) {
			return nil, hint(err)
		}
	}
	return nil, p.exhausted(local)
}

// take is an even port to try, 0 for one the system chooses.
func (p *Ports) take() (port uint16, ok bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.low != 0 {
		if len(p.free) == 0 {
			return 0, false
		}
		port, p.free = p.free[0], p.free[1:]
	}
	return port, true
}

// giveBack makes a port free again, after all others.
func (p *Ports) giveBack(port uint16) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.release(port)
}

func (p *Ports) release(port uint16) {
	if p.low != 0 {
		p.free = append(p.free, port)
	}
}

func (p *Ports) exhausted(local netip.Addr) error {
	if p.low == 0 {
		return fmt.Errorf("%w on %s after %d tries: name a range of your own with --rtp-ports 10000-20000", ErrNoPort, local, tries)
	}
	return fmt.Errorf("%w on %s in %d-%d, %d streams are open: widen --rtp-ports", ErrNoPort, local, p.low, p.high, p.InUse())
}

func hint(err error) error {
	if errors.Is(err, syscall.EMFILE) || errors.Is(err, syscall.ENFILE) {
		return fmt.Errorf("bind RTP: %w: a stream needs two, raise the limit with ulimit -n", err)
	}
	return fmt.Errorf("bind RTP: %w", err)
}
