package wire

import (
	"bytes"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"time"

	"github.com/sipbin/sipbin/responder/message"
)

// socketKey finds the socket of a flow: a name may stand for one of each
// family.
type socketKey struct {
	listener string
	v6       bool
}

// datagrams is what is needed of a *net.UDPConn to read.
type datagrams interface {
	ReadMsgUDPAddrPort(b, oob []byte) (n, oobn, flags int, addr netip.AddrPort, err error)
	Close() error
}

// socket is one UDP socket.
type socket struct {
	w       *Wire
	in      datagrams
	out     writer
	flow    message.Flow // all but Remote, and for a wildcard socket Local
	asked   *asked       // nil unless the socket is bound to a wildcard
	errors  *errorQueue  // nil unless the system tells of datagrams that reached nobody
	trouble *trouble
}

// maxDatagram is more than UDP can carry over IP without jumbograms.
const maxDatagram = 64 << 10

func (s *socket) serve() {
	buf := make([]byte, maxDatagram)
	var oob []byte
	if s.asked != nil {
		oob = make([]byte, maxControl)
	}
	var pause backoff
	for {
		n, oobn, _, src, err := s.in.ReadMsgUDPAddrPort(buf, oob)
		if err != nil {
			if s.readUnreached(err) {
				continue
			}
			if !s.w.survive(s.trouble, err, &s.w.count.readErrors, &pause) {
				return
			}
			continue
		}
		pause = 0
		s.take(src, buf[:n:n], oob[:oobn])
	}
}

func (s *socket) take(src netip.AddrPort, data, oob []byte) {
	if !s.w.cfg.Allow.Has(src.Addr()) {
		s.w.refuse(src.Addr(), s.flow.Listener)
		return
	}
	if s.w.tooMany(src.Addr(), len(data), s.trouble) {
		return
	}
	if keepAlive(data) {
		s.w.count.keepAlives.Add(1)
		return
	}
	f := s.flow
	f.Remote = src
	if s.asked != nil {
		local := s.asked.address(oob)
		if !local.IsValid() {
			s.w.count.multicast.Add(1)
			return
		}
		f.Local = netip.AddrPortFrom(local, f.Local.Port())
	}
	if isSTUN(data) {
		s.w.count.stun.Add(1)
		if answer := answerSTUN(data, src); answer != nil {
			s.send(f.Local.Addr(), src, answer)
		}
		return
	}
	s.w.count.in.Add(1)
	s.w.count.bytesIn.Add(uint64(len(data)))
	s.w.deliver(Packet{Flow: f, Data: data, At: time.Now(), Broken: s.w.checked(s.trouble, src.Addr(), data, nil)})
}

// keepAlive reports whether a datagram only keeps a binding of a NAT open:
// blank lines (RFC 5626 section 3.5.1 wants a ping of four bytes, phones send
// two, or zero bytes of any value, or none).
func keepAlive(data []byte) bool {
	return len(data) < 4 || len(bytes.Trim(data, "\r\n")) == 0
}

func (s *socket) send(local netip.Addr, remote netip.AddrPort, data []byte) error {
	if err := s.w.affords(remote.Addr(), len(data), s.trouble); err != nil {
		return err
	}
	var oob []byte
	if s.asked != nil && local.IsValid() && !local.IsUnspecified() {
		oob = s.asked.control(local)
	}
	err := s.out.write(data, oob, remote)
	for tries := 0; s.errors != nil && unreached(err) && tries < 16; tries++ {
		err = s.out.write(data, oob, remote) // it was what became of another datagram
	}
	switch {
	case errors.Is(err, net.ErrClosed):
		return ErrClosed
	case err != nil:
		return err
	}
	s.w.count.out.Add(1)
	s.w.count.bytesOut.Add(uint64(len(data)))
	return nil
}

func (s *socket) close() error { return s.in.Close() }

// bindUDP opens the socket of l, whose address is valid.
func (w *Wire) bindUDP(l Listener) (Bound, error) {
	c, err := net.ListenUDP(network(l), net.UDPAddrFromAddrPort(l.Addr))
	if err != nil {
		return Bound{}, err
	}
	s := &socket{w: w, in: c, out: newWriter(c, l.Addr.Addr().Is4())}
	b := bound(l, c.LocalAddr())
	s.flow = w.flowOf(b)
	s.trouble = &trouble{listener: b.Listener}
	if l.Addr.Addr().IsUnspecified() {
		if s.asked, err = newAsked(c, l.Addr.Addr().Is4()); err != nil {
			c.Close()
			return Bound{}, fmt.Errorf("the system does not say which address is asked: listen on addresses of this machine instead: %w", err)
		}
	}
	if w.cfg.TellUnreached {
		s.errors = newErrorQueue(c, l.Addr.Addr().Is4())
	}
	key := socketKey{b.Listener, l.Addr.Addr().Is6()}
	if w.sockets[key] != nil {
		c.Close()
		return Bound{}, fmt.Errorf("the name %q is given to two listeners of one transport", b.Listener)
	}
	w.sockets[key] = s
	w.askBuffers(c, b)
	return b, nil
}

// readUnreached delivers what became of datagrams of ours, and reports whether
// an error of a read meant nothing else.
func (s *socket) readUnreached(err error) (news bool) {
	if s.errors == nil {
		return false
	}
	for news = unreached(err); ; news = true {
		peer, why := s.errors.next()
		if why == nil {
			return news
		}
		if unreached(why) {
			f := s.flow
			f.Remote = peer
			s.w.deliver(Packet{Flow: f, At: time.Now(), Unreached: true, Why: why})
		}
	}
}
