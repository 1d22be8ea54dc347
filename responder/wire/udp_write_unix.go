//go:build unix

package wire

import (
	"net"
	"net/netip"
	"sync"
	"syscall"

	"golang.org/x/net/ipv4"
	"golang.org/x/net/ipv6"
)

// writer writes datagrams without ever waiting for room: net.UDPConn would
// park the caller, who holds a lock that other calls need.
type writer struct {
	conn interface {
		WriteBatch([]ipv4.Message, int) (int, error)
	}
	letters *sync.Pool
}

// letter is what one write needs, kept for the next.
type letter struct {
	batch [1]ipv4.Message
	data  [1][]byte
	to    net.UDPAddr
	ip    [16]byte
}

func newWriter(c *net.UDPConn, v4 bool) writer {
	w := writer{letters: &sync.Pool{New: func() any { return new(letter) }}}
	if v4 {
		w.conn = ipv4.NewPacketConn(c)
	} else {
		w.conn = ipv6.NewPacketConn(c)
	}
	return w
}

// write sends data from the address in the control message oob, if any. An
// error that is EAGAIN means that the socket's send buffer is full: the
// datagram is lost, as it may be on any network.
func (w writer) write(data, oob []byte, to netip.AddrPort) error {
	l := w.letters.Get().(*letter)
	defer w.letters.Put(l)
	l.address(to)
	l.data[0] = data
	l.batch[0] = ipv4.Message{Buffers: l.data[:], OOB: oob, Addr: &l.to}
	_, err := w.conn.WriteBatch(l.batch[:], syscall.MSG_DONTWAIT)
	l.data[0], l.batch[0] = nil, ipv4.Message{}
	return err
}

func (l *letter) address(to netip.AddrPort) {
	if a := to.Addr(); a.Is4() {
		b := a.As4()
		l.to.IP = l.ip[:copy(l.ip[:], b[:])]
	} else {
		l.ip = a.As16()
		l.to.IP = l.ip[:]
	}
	l.to.Port, l.to.Zone = int(to.Port()), to.Addr().Zone()
}
