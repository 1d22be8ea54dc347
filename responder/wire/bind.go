package wire

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"slices"
	"strings"
	"syscall"

	"github.com/sipbin/sipbin/responder/message"
)

// Bound is a listener as it was really bound: a free port is a number here,
// and all addresses of both families are two of them.
type Bound struct {
	// Listener is its name, or its URL if it has none.
	Listener  string
	Transport message.Transport
	Addr      netip.AddrPort
}

// String is for people: "udp 0.0.0.0:5060".
func (b Bound) String() string { return b.Transport.Param() + " " + b.Addr.String() }

// BindError is returned by [Listen] for a listener that cannot be had.
type BindError struct {
	Listener Listener
	Err      error
}

// Error is one line that says which listener, why, and the flag that helps.
func (e *BindError) Error() string {
	other := e.Listener
	other.Addr = netip.AddrPortFrom(other.Addr.Addr(), otherPort(other.Addr.Port()))
	url := e.Listener.URL()
	switch {
	case errors.Is(e.Err, syscall.EADDRINUSE):
		return fmt.Sprintf("%s is taken by another socket: choose another with --listen %s", url, other)
	case errors.Is(e.Err, syscall.EACCES):
		return fmt.Sprintf("%s needs privileges that this process lacks: choose another with --listen %s", url, other)
	case errors.Is(e.Err, syscall.EADDRNOTAVAIL):
		other.Addr = netip.AddrPortFrom(netip.Addr{}, e.Listener.Addr.Port())
		return fmt.Sprintf("%s is no address of this machine: choose another, or all addresses with --listen %s", url, other)
	}
	return fmt.Sprintf("%s cannot be listened on (%s): choose another with --listen %s",
		url, strings.ReplaceAll(e.Err.Error(), "\n", " "), other)
}

func (e *BindError) Unwrap() error { return e.Err }

// otherPort is one that is probably free and that needs no privilege.
func otherPort(port uint16) uint16 {
	switch {
	case port < 1024:
		return 5070
	case port > 65525:
		return port - 10
	}
	return port + 10
}

// Listen binds every listener of cfg, or none of them: then the error is a
// [*BindError] for a listener that cannot be had.
func Listen(cfg Config) (*Wire, error) {
	cfg = cfg.withDefaults()
	w := &Wire{
		cfg:       cfg,
		opened:    cfg.Allow.beyond(cfg.Trust),
		sources:   sources{rate: cfg.Limits.SourceRate, factor: cfg.Limits.Amplification},
		sockets:   map[socketKey]*socket{},
		done:      make(chan struct{}),
		conns:     map[uint64]*conn{},
		perSource: map[netip.Addr]int{},
		dialled:   map[Peer]*conn{},
	}
	for _, l := range w.cfg.Listeners {
		if err := w.listen(l); err != nil {
			w.Close()
			return nil, err
		}
	}
	return w, nil
}

func (w *Wire) listen(l Listener) error {
	if !l.everyFamily() {
		return w.bind(l)
	}
	v4 := l.at(netip.AddrPortFrom(netip.IPv4Unspecified(), l.Addr.Port()))
	if err := w.bind(v4); err != nil {
		return err
	}
	v6 := l.at(netip.AddrPortFrom(netip.IPv6Unspecified(), l.Addr.Port()))
	err := w.bind(v6)
	if errors.Is(err, syscall.EAFNOSUPPORT) || errors.Is(err, syscall.EADDRNOTAVAIL) {
		w.notes = append(w.notes, fmt.Sprintf("%s: IPv4 only, this machine has no IPv6", l.URL()))
		return nil
	}
	return err
}

func (w *Wire) bind(l Listener) error {
	var b Bound
	var err error
	switch l.Transport {
	case message.UDP:
		b, err = w.bindUDP(l)
	case message.TCP, message.TLS, message.WS, message.WSS:
		b, err = w.bindStream(l)
	default:
		err = fmt.Errorf("%q is no transport", l.Transport)
	}
	if err != nil {
		return &BindError{l, err}
	}
	w.bound = append(w.bound, b)
	return nil
}

// Addrs is what was bound, in the order of the listeners.
func (w *Wire) Addrs() []Bound { return slices.Clone(w.bound) }

// Notes is what the operator should know of what was bound, a line each.
func (w *Wire) Notes() []string { return slices.Clone(w.notes) }

// network is l's for package net, of one family: a socket of both would show
// IPv4 peers as IPv6 ones.
func network(l Listener) string {
	name := "tcp"
	if !l.Transport.Reliable() {
		name = "udp"
	}
	if l.Addr.Addr().Is4() {
		return name + "4"
	}
	return name + "6"
}

func bound(l Listener, a net.Addr) Bound {
	l = l.at(addrPort(a))
	b := Bound{Listener: l.Name, Transport: l.Transport, Addr: l.Addr}
	if b.Listener == "" {
		b.Listener = l.URL()
	}
	return b
}

// flowOf is what all flows of a listener share.
func (w *Wire) flowOf(b Bound) message.Flow {
	return message.Flow{
		Transport: b.Transport, Local: withoutZone(b.Addr),
		Listener: b.Listener, Advertised: w.cfg.Advertise,
	}
}

// askBuffers asks for a long queue in front of a socket: with the usual 208 KiB
// some hundred datagrams are all that a moment's pause may cost.
func (w *Wire) askBuffers(c *net.UDPConn, b Bound) {
	c.SetWriteBuffer(w.cfg.ReadBuffer)
	if err := c.SetReadBuffer(w.cfg.ReadBuffer); err != nil {
		w.notes = append(w.notes, fmt.Sprintf("%s: receive buffer stays as it is: %v", b.Listener, err))
		return
	}
	if got := readBuffer(c); got > 0 && got < w.cfg.ReadBuffer {
		w.notes = append(w.notes, fmt.Sprintf("%s: receive buffer of %d KiB, asked for %d: raise net.core.rmem_max", b.Listener, got>>10, w.cfg.ReadBuffer>>10))
	}
}
