package wire

import (
	"errors"
	"fmt"
	"net"
	"net/netip"

	"github.com/sipbin/sipbin/responder/message"
)

// door is one listener of a stream transport.
type door struct {
	w       *Wire
	in      net.Listener
	flow    message.Flow // all but Local, Remote and Conn
	trouble *trouble
}

func (w *Wire) bindStream(l Listener) (Bound, error) {
	if l.Transport.Secure() && w.cfg.TLS == nil {
		return Bound{}, errors.New("there is no certificate for it")
	}
	in, err := net.ListenTCP(network(l), net.TCPAddrFromAddrPort(l.Addr))
	if err != nil {
		return Bound{}, err
	}
	b := bound(l, in.Addr())
	d := &door{w: w, in: in, flow: w.flowOf(b), trouble: &trouble{listener: b.Listener}}
	w.doors = append(w.doors, d)
	return b, nil
}

func (d *door) serve() {
	var pause backoff
	for {
		nc, err := d.in.Accept()
		if err != nil {
			if !d.w.survive(d.trouble, err, &d.w.count.acceptErrors, &pause) {
				return
			}
			continue
		}
		pause = 0
		d.open(nc)
	}
}

// open takes a connection in, or closes it.
func (d *door) open(nc net.Conn) {
	src := addrPort(nc.RemoteAddr())
	if !d.w.cfg.Allow.Has(src.Addr()) {
		nc.Close()
		d.w.refuse(src.Addr(), d.flow.Listener)
		return
	}
	f := d.flow
	f.Local, f.Remote = withoutZone(addrPort(nc.LocalAddr())), src
	c := newConn(d.w, nc, f, d.trouble)
	if err := d.w.enter(c); err != nil {
		nc.Close()
		if !errors.Is(err, ErrClosed) {
			d.w.count.overLimit.Add(1)
			d.w.tell(d.trouble, overLimit, err)
		}
	}
}

func (d *door) close() error { return d.in.Close() }

// enter numbers c, counts it against the limits and starts it.
func (w *Wire) enter(c *conn) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if err := w.add(c); err != nil {
		return err
	}
	w.count.accepted.Add(1)
	return nil
}

// add is enter under the lock of w.
func (w *Wire) add(c *conn) error {
	src := plain(c.flow.Remote.Addr())
	switch {
	case w.closed:
		return ErrClosed
	case reached(len(w.conns), w.cfg.Limits.Connections):
		return fmt.Errorf("connection with %s turned away: %d are open, which is the limit", src, len(w.conns))
	case reached(w.perSource[src], w.cfg.Limits.PerSource):
		return fmt.Errorf("connection with %s turned away: it has %d open, which is the limit of one source", src, w.perSource[src])
	}
	w.lastConn++
	c.flow.Conn = w.lastConn
	w.conns[c.flow.Conn] = c
	w.perSource[src]++
	if w.serving {
		w.running.Go(c.serve)
	}
	return nil
}

// leave forgets c.
func (w *Wire) leave(c *conn) {
	src := plain(c.flow.Remote.Addr())
	w.mu.Lock()
	defer w.mu.Unlock()
	delete(w.conns, c.flow.Conn)
	if c.to != nil && w.dialled[*c.to] == c {
		delete(w.dialled, *c.to)
	}
	if w.perSource[src]--; w.perSource[src] == 0 {
		delete(w.perSource, src)
	}
}

// addrPort is the address of a net.TCPAddr or net.UDPAddr.
func addrPort(a net.Addr) netip.AddrPort {
	ap := a.(interface{ AddrPort() netip.AddrPort }).AddrPort()
	return netip.AddrPortFrom(ap.Addr().Unmap(), ap.Port())
}

func withoutZone(a netip.AddrPort) netip.AddrPort {
	return netip.AddrPortFrom(a.Addr().WithZone(""), a.Port())
}
