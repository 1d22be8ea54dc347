package wire

import (
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"time"

	"github.com/sipbin/sipbin/responder/message"
)

// Peer is whom [Wire.Dial] connects to.
type Peer struct {
	// Transport is TCP or TLS; to WebSocket clients nobody connects.
	Transport message.Transport
	Addr      netip.AddrPort
	// Host is the name that a TLS peer's certificate is held to. Default: its
	// address.
	Host string
	// Listener names the listener at which the peer is told to reach us.
	// Default: the first of the transport that faces the peer.
	Listener string
}

// Dial connects to a peer, which has to be inside [Config.Allow], and returns
// the flow before the connection is there: what is sent over it waits. When it
// does not come about, that is told as for any connection, by a [Packet] that
// says Closed. A connection that was dialled to the same peer and is open is
// used again. Dial does not block; connecting begins when the Wire serves.
func (w *Wire) Dial(to Peer) (message.Flow, error) {
	c, err := w.dial(to)
	if err != nil {
		return message.Flow{}, fmt.Errorf("connect to %s://%s: %w", to.Transport.Param(), to.Addr, err)
	}
	return c.flow, nil
}

func (w *Wire) dial(to Peer) (*conn, error) {
	switch {
	case to.Transport != message.TCP && to.Transport != message.TLS:
		return nil, errors.New("only tcp and tls are connected to")
	case !w.cfg.Allow.Has(to.Addr.Addr()):
		return nil, fmt.Errorf("it is outside --allow; --allow %s lets it in", to.Addr.Addr())
	}
	f, ok := w.flowTo(to.Transport, to.Listener, to.Addr)
	if !ok {
		return nil, fmt.Errorf("no listener could be reached from there; add one with --listen %s://", to.Transport.Param())
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if c := w.dialled[to]; c != nil && !c.ending() {
		return c, nil
	}
	c := newConn(w, newDialling(), f, &trouble{listener: f.Listener})
	c.to = &to
	if err := w.add(c); err != nil {
		return nil, err
	}
	w.dialled[to] = c
	w.count.dialled.Add(1)
	return c, nil
}

// sendAnew sends an answer whose connection is gone over a new one, if that is
// wanted.
func (w *Wire) sendAnew(f message.Flow, data []byte) error {
	if !w.cfg.Connect || f.ReturnPort == 0 {
		return ErrGone
	}
	c, err := w.dial(Peer{Transport: f.Transport, Addr: netip.AddrPortFrom(f.Remote.Addr(), f.ReturnPort), Listener: f.Listener})
	if err != nil {
		return fmt.Errorf("%w, and a new one cannot be had: %w", ErrGone, err)
	}
	return c.send(data)
}

// clientTLS is for a peer that is dialled.
func (w *Wire) clientTLS(to *Peer) *tls.Config {
	cfg := &tls.Config{}
	if w.cfg.DialTLS != nil {
		cfg = w.cfg.DialTLS.Clone()
	}
	cfg.MinVersion = max(cfg.MinVersion, tls.VersionTLS12)
	cfg.ServerName = cmp.Or(to.Host, to.Addr.Addr().WithZone("").String())
	return cfg
}

// connected is what lies under the transport; what is ours to connect is
// connected first.
func (c *conn) connected() (net.Conn, error) {
	d, ok := c.raw.(*dialling)
	if !ok {
		return c.raw, nil
	}
	defer d.Close()
	dialer := net.Dialer{Timeout: max(c.w.cfg.Limits.Handshake, 0)}
	nc, err := dialer.DialContext(d.ctx, "tcp", c.to.Addr.String())
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case c.closing && err == nil:
		nc.Close()
		return nil, ErrGone
	case c.closing:
		return nil, ErrGone
	case err != nil:
		return nil, err
	}
	c.raw = nc
	return nc, nil
}

// dialling stands where a connection will be: to close it, or to end its reads,
// ends the dialling.
type dialling struct {
	net.Conn
	ctx    context.Context
	cancel context.CancelFunc
}

func newDialling() *dialling {
	d := &dialling{}
	d.ctx, d.cancel = context.WithCancel(context.Background())
	return d
}

func (d *dialling) Close() error {
	d.cancel()
	return nil
}

func (d *dialling) SetReadDeadline(at time.Time) error {
	if at.Equal(past) {
		d.cancel()
	}
	return nil
}

func (d *dialling) SetWriteDeadline(time.Time) error { return nil }

func (d *dialling) Read([]byte) (int, error) { return 0, net.ErrClosed }
