package wire

import (
	"encoding/binary"
	"errors"
	"net"
	"net/netip"
	"syscall"
)

// errorQueue is where Linux keeps what ICMP says of the datagrams of a socket
// (ip(7), IP_RECVERR).
type errorQueue struct{ raw syscall.RawConn }

// newErrorQueue is nil where there is none.
func newErrorQueue(c *net.UDPConn, v4 bool) *errorQueue {
	raw, err := c.SyscallConn()
	if err != nil {
		return nil
	}
	level, option := syscall.IPPROTO_IP, syscall.IP_RECVERR
	if !v4 {
		level, option = syscall.IPPROTO_IPV6, syscall.IPV6_RECVERR
	}
	if raw.Control(func(fd uintptr) { err = syscall.SetsockoptInt(int(fd), level, option, 1) }) != nil || err != nil {
		return nil
	}
	return &errorQueue{raw}
}

// next takes one entry: whom a datagram was sent to, and what became of it. An
// entry that is of no use has another error than those of [unreached]; no error is
// the end of the queue.
func (q *errorQueue) next() (peer netip.AddrPort, why error) {
	var oob [256]byte
	var n int
	var to syscall.Sockaddr
	var err error
	if q.raw.Control(func(fd uintptr) {
		_, n, _, to, err = syscall.Recvmsg(int(fd), nil, oob[:], syscall.MSG_ERRQUEUE|syscall.MSG_DONTWAIT)
	}) != nil || err != nil {
		return peer, nil
	}
	switch to := to.(type) {
	case *syscall.SockaddrInet4:
		peer = netip.AddrPortFrom(netip.AddrFrom4(to.Addr), uint16(to.Port))
	case *syscall.SockaddrInet6:
		peer = netip.AddrPortFrom(netip.AddrFrom16(to.Addr).Unmap(), uint16(to.Port))
	}
	messages, err := syscall.ParseSocketControlMessage(oob[:n])
	if err != nil {
		return peer, err
	}
	for _, m := range messages {
		v4 := m.Header.Level == syscall.IPPROTO_IP && m.Header.Type == syscall.IP_RECVERR
		v6 := m.Header.Level == syscall.IPPROTO_IPV6 && m.Header.Type == syscall.IPV6_RECVERR
		if v4 || v6 {
			return peer, extendedError(m.Data, v4)
		}
	}
	return peer, errNoUse
}

var errNoUse = errors.New("says nothing of a destination")

// extendedError reads a struct sock_extended_err: the number of an error, and the
// ICMP message that it comes of. Only destinations that are unreachable count (RFC
// 3261 section 18.4).
func extendedError(data []byte, v4 bool) error {
	const (
		size                     = 16
		origin, kind             = 4, 5
		originICMP, originICMPv6 = 2, 3
		unreachable4             = 3 // RFC 792
		unreachable6             = 1 // RFC 4443 section 3.1
	)
	switch {
	case len(data) < size:
	case v4 && data[origin] == originICMP && data[kind] == unreachable4,
		!v4 && data[origin] == originICMPv6 && data[kind] == unreachable6:
		return syscall.Errno(binary.NativeEndian.Uint32(data))
	}
	return errNoUse
}

// unreached reports an error that means that there is nobody at an address.
func unreached(err error) bool {
	for _, e := range [...]error{
		syscall.ECONNREFUSED, syscall.EHOSTUNREACH, syscall.ENETUNREACH, syscall.EHOSTDOWN, syscall.ENONET, syscall.ENOPROTOOPT, syscall.EACCES,
	} {
		if errors.Is(err, e) {
			return true
		}
	}
	return false
}
