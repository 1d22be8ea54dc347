package respondertest

import (
	"context"
	"net"
	"net/netip"
	"os"
	"slices"
	"sync"
	"time"

	"github.com/sipbin/sipbin/responder/message"
	"github.com/sipbin/sipbin/responder/wire"
)

// memory is a network of datagrams that nothing leaves: a server, and the
// sockets of its clients. A datagram to an address without a socket is lost.
type memory struct {
	server netip.AddrPort
	asked  chan wire.Packet

	mu      sync.Mutex
	sockets map[netip.AddrPort]*socket
}

// full is how many datagrams wait for a socket to read them; more are lost.
const full = 1024

func newMemory() *memory {
	return &memory{
		server: netip.MustParseAddrPort("127.0.0.1:5060"), asked: make(chan wire.Packet, full),
		sockets: map[netip.AddrPort]*socket{},
	}
}

// serve hands what clients send to receive until ctx is done.
func (m *memory) serve(ctx context.Context, receive func(wire.Packet, time.Time)) {
	for {
		select {
		case p := <-m.asked:
			receive(p, p.At)
		case <-ctx.Done():
			return
		}
	}
}

func (m *memory) flow(client netip.AddrPort) message.Flow {
	return message.Flow{Transport: message.UDP, Listener: "udp://" + m.server.String(), Local: m.server, Remote: client}
}

func (m *memory) reach(t message.Transport, peer netip.AddrPort) (message.Flow, error) {
	if t != message.UDP {
		return message.Flow{}, net.UnknownNetworkError(t.Param())
	}
	return m.flow(peer), nil
}

// send is the server's.
func (m *memory) send(f message.Flow, data []byte) error {
	m.deliver(m.server, f.Remote, data)
	return nil
}

func (m *memory) deliver(from, to netip.AddrPort, data []byte) {
	data = slices.Clone(data)
	if to == m.server {
		select {
		case m.asked <- wire.Packet{Flow: m.flow(from), Data: data, At: time.Now()}:
		default:
		}
		return
	}
	m.mu.Lock()
	s := m.sockets[to]
	m.mu.Unlock()
	if s == nil {
		return
	}
	select {
	case s.arrived <- datagram{from, data}:
	default:
	}
}

// open is a new socket, with an address of its own.
func (m *memory) open(connected bool) *socket {
	m.mu.Lock()
	defer m.mu.Unlock()
	const firstPort = 5080
	s := &socket{
		memory: m, connected: connected, arrived: make(chan datagram, full), closed: make(chan struct{}),
		addr: netip.AddrPortFrom(netip.MustParseAddr("127.0.0.2"), uint16(firstPort+len(m.sockets))),
	}
	m.sockets[s.addr] = s
	return s
}

func (m *memory) close() {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, s := range m.sockets {
		_ = s.Close()
	}
}

type datagram struct {
	from netip.AddrPort
	data []byte
}

// socket is a net.PacketConn, and a net.Conn to the server.
type socket struct {
	memory    *memory
	addr      netip.AddrPort
	connected bool
	arrived   chan datagram
	closed    chan struct{}
	closing   sync.Once
	deadline  deadline
}

var (
	_ net.PacketConn = (*socket)(nil)
	_ net.Conn       = (*socket)(nil)
)

func (s *socket) ReadFrom(b []byte) (int, net.Addr, error) {
	passed := s.deadline.passed()
	for {
		select {
		case <-s.closed:
			return 0, nil, net.ErrClosed
		case <-passed:
			return 0, nil, os.ErrDeadlineExceeded
		default:
		}
		select {
		case d := <-s.arrived:
			if s.connected && d.from != s.memory.server {
				continue
			}
			return copy(b, d.data), net.UDPAddrFromAddrPort(d.from), nil
		case <-s.closed:
		case <-passed:
		}
	}
}

func (s *socket) Read(b []byte) (int, error) {
	n, _, err := s.ReadFrom(b)
	return n, err
}

func (s *socket) WriteTo(b []byte, to net.Addr) (int, error) {
	peer, err := netip.ParseAddrPort(to.String())
	if err != nil {
		return 0, &net.AddrError{Err: err.Error(), Addr: to.String()}
	}
	select {
	case <-s.closed:
		return 0, net.ErrClosed
	default:
	}
	s.memory.deliver(s.addr, peer, b)
	return len(b), nil
}

func (s *socket) Write(b []byte) (int, error) { return s.WriteTo(b, s.RemoteAddr()) }

func (s *socket) Close() error {
	s.closing.Do(func() { close(s.closed) })
	return nil
}

func (s *socket) LocalAddr() net.Addr  { return net.UDPAddrFromAddrPort(s.addr) }
func (s *socket) RemoteAddr() net.Addr { return net.UDPAddrFromAddrPort(s.memory.server) }

func (s *socket) SetDeadline(t time.Time) error     { return s.SetReadDeadline(t) }
func (s *socket) SetWriteDeadline(time.Time) error  { return nil } // writing never waits
func (s *socket) SetReadDeadline(t time.Time) error { s.deadline.set(t); return nil }

// deadline is a moment, as a channel that is closed when it has come.
type deadline struct {
	mu    sync.Mutex
	timer *time.Timer
	over  chan struct{}
}

// passed is closed at the moment, also if that is set while one waits for it.
func (d *deadline) passed() <-chan struct{} {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.over == nil {
		d.over = make(chan struct{})
	}
	return d.over
}

// set moves the moment; the zero time is never.
func (d *deadline) set(t time.Time) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.timer != nil {
		d.timer.Stop()
		d.timer = nil
	}
	if d.over == nil || isClosed(d.over) {
		d.over = make(chan struct{})
	}
	switch wait := time.Until(t); {
	case t.IsZero():
	case wait <= 0:
		close(d.over)
	default:
		over := d.over
		d.timer = time.AfterFunc(wait, func() { d.come(over) })
	}
}

func (d *deadline) come(over chan struct{}) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if over == d.over && !isClosed(over) {
		close(over)
	}
}

func isClosed(c chan struct{}) bool {
	select {
	case <-c:
		return true
	default:
		return false
	}
}
