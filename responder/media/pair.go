package media

import (
	"errors"
	"net"
	"net/netip"
	"runtime/debug"
	"sync/atomic"
	"time"
)

// maxPacket is how much is read of a packet, in bytes. Audio fits into a frame of
// the network; a datagram that fills it was cut and is no packet to us.
const maxPacket = 1536

// pair is two bound sockets, for one stream after the other.
type pair struct {
	ports     *Ports
	local     netip.Addr
	port      uint16 // of the range; 0 if the system chose
	rtp, rtcp *net.UDPConn
	// stream is whose packets these are now; nil while the pair is idle, and
	// then what comes is thrown away.
	stream atomic.Pointer[Stream]
	// heard is when something came last, in Unix nanoseconds.
	heard atomic.Int64

	// Under the lock of ports: since when the pair is idle, whose packets may
	// still come, and whether somebody reads RTCP.
	since  time.Time
	before strangers
	rtcpOn bool
}

// strangers are where the last stream of a pair had its peer, by SDP and really.
// They may send a little longer than their call lasts.
type strangers [2]netip.AddrPort

// start makes a pair of sockets, and listens for RTP.
func (p *Ports) start(local netip.Addr, port uint16, rtp, rtcp *net.UDPConn) (*pair, error) {
	// A report is small and rare; memory of the kernel is scarce where many
	// ports are held. If the system will not shrink the buffer, it costs that
	// memory and nothing else.
	_ = rtcp.SetReadBuffer(4096)
	bound := &pair{ports: p, local: local, port: port, rtp: rtp, rtcp: rtcp}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		bound.close()
		return nil, net.ErrClosed
	}
	p.bound++
	p.listen(ear{bound, rtp, (*Stream).receive})
	return bound, nil
}

// listen has RTCP read from now on: streams that only wait do not need it.
func (b *pair) listen() {
	p := b.ports
	p.mu.Lock()
	defer p.mu.Unlock()
	if !b.rtcpOn && !p.closed {
		b.rtcpOn = true
		p.listen(ear{b, b.rtcp, (*Stream).receiveControl})
	}
}

// ear is a socket of a pair, and who takes what comes there.
type ear struct {
	pair   *pair
	socket *net.UDPConn
	take   func(*Stream, []byte, netip.AddrPort, time.Time)
}

// listen hears what comes, until the socket is closed.
func (e ear) listen() {
	buffer := make([]byte, maxPacket)
	for {
		n, from, err := e.socket.ReadFromUDPAddrPort(buffer)
		if errors.Is(err, net.ErrClosed) {
			return
		}
		if err != nil {
			// Some systems report here that a packet of ours could not be
			// delivered, because the peer's port is closed.
			continue
		}
		e.hear(buffer[:n], from)
	}
}

// hear hands a packet to the stream that has the pair.
func (e ear) hear(packet []byte, from netip.AddrPort) {
	now := time.Now()
	s := e.pair.stream.Load()
	if s == nil {
		e.pair.heard.Store(now.UnixNano())
		return
	}
	e.pair.hand(func() { e.take(s, packet, netip.AddrPortFrom(from.Addr().Unmap(), from.Port()), now) })
}

// hand survives what a packet brings about.
func (b *pair) hand(packet func()) {
	defer func() {
		if v := recover(); v != nil && b.ports.OnPanic != nil {
			b.ports.OnPanic(v, debug.Stack())
		}
	}()
	packet()
}

// close closes the sockets; who listens ends by itself. Errors would say that
// they are closed already.
func (b *pair) close() {
	b.ports.ears.forget(b.rtp)
	b.ports.ears.forget(b.rtcp)
	_ = b.rtp.Close()
	_ = b.rtcp.Close()
}

// bindPair binds an even port and the odd one after it. Port 0 is any: what the
// system gives first may be either half.
func bindPair(local netip.Addr, port uint16) (rtp, rtcp *net.UDPConn, err error) {
	first, err := bindUDP(local, port)
	if err != nil {
		return nil, nil, err
	}
	port = portOf(first)
	second, err := bindUDP(local, port^1)
	if err != nil {
		_ = first.Close()
		return nil, nil, err
	}
	if port%2 == 1 {
		return second, first, nil
	}
	return first, second, nil
}

func bindUDP(local netip.Addr, port uint16) (*net.UDPConn, error) {
	network := "udp6"
	if local.Is4() {
		network = "udp4"
	}
	return net.ListenUDP(network, net.UDPAddrFromAddrPort(netip.AddrPortFrom(local, port)))
}

func portOf(socket *net.UDPConn) uint16 {
	return socket.LocalAddr().(*net.UDPAddr).AddrPort().Port()
}
