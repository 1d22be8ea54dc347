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
)

// tries is how many pairs Open attempts to bind before it gives up; others on
// this host may sit on some. One costs about 20 microseconds.
const tries = 64

// Ports is where streams get their UDP ports from. The zero value takes any free
// pair the system has; [ParsePorts] makes one of a range. Its methods may be
// called from several goroutines at once; it must not be copied after first use.
type Ports struct {
	// Admit, when set, says which hosts a stream takes media from; packets of
	// others are counted and get no echo. Set before the first Open.
	Admit func(netip.Addr) bool

	mu    sync.Mutex
	free  []uint16 // even ports of a range, the longest unused first
	low   uint16   // first even port of the range; 0 for any port
	high  uint16   // last odd port of the range
	inUse int
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

// Open binds RTP to an even port of local and RTCP to the next, and starts to
// echo. It binds or fails within a millisecond or two and never waits. When there
// is no pair left the error is an [ErrNoPort] that names the range.
func (p *Ports) Open(local netip.Addr, on Events) (*Stream, error) {
	if !local.IsValid() {
		return nil, errors.New("bind RTP: no local address given")
	}
	for range tries {
		port, ok := p.take()
		if !ok {
			break
		}
		rtp, rtcp, err := pair(local, port)
		if err == nil {
			return start(rtp, rtcp, p.Admit, func() { p.give(port) }), nil
		}
		p.give(port)
		if !errors.Is(err, syscall.EADDRINUSE) {
			return nil, hint(err)
		}
	}
	return nil, p.exhausted(local)
}

// InUse is how many streams are open.
func (p *Ports) InUse() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.inUse
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
	p.inUse++
	return port, true
}

// give takes a port back. It goes to the end of the queue, so that the last
// packets of one call do not fall into the next.
func (p *Ports) give(port uint16) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.inUse--
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

// pair binds an even port and the odd one after it. Port 0 is any: what the
// system gives first may be either half.
func pair(local netip.Addr, port uint16) (rtp, rtcp *net.UDPConn, err error) {
	first, err := bind(local, port)
	if err != nil {
		return nil, nil, err
	}
	port = portOf(first)
	second, err := bind(local, port^1)
	if err != nil {
		_ = first.Close()
		return nil, nil, err
	}
	if port%2 == 1 {
		return second, first, nil
	}
	return first, second, nil
}

func bind(local netip.Addr, port uint16) (*net.UDPConn, error) {
	local = local.Unmap()
	network := "udp6"
	if local.Is4() {
		network = "udp4"
	}
	return net.ListenUDP(network, net.UDPAddrFromAddrPort(netip.AddrPortFrom(local, port)))
}

func portOf(socket *net.UDPConn) uint16 {
	return socket.LocalAddr().(*net.UDPAddr).AddrPort().Port()
}

func hint(err error) error {
	if errors.Is(err, syscall.EMFILE) || errors.Is(err, syscall.ENFILE) {
		return fmt.Errorf("bind RTP: %w: a stream needs two, raise the limit with ulimit -n", err)
	}
	return fmt.Errorf("bind RTP: %w", err)
}
