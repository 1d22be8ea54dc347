package wire

import (
	"net"
	"net/netip"
	"sync"

	"golang.org/x/net/ipv4"
	"golang.org/x/net/ipv6"
)

// asked tells, for a socket on a wildcard address, which address of ours a
// datagram was sent to, and makes an answer leave from there (IP_PKTINFO and
// IPV6_PKTINFO). There are few such addresses and their control messages are
// always the same bytes, so those are read and made once and then looked up.
type asked struct {
	v4      bool
	read    map[string]netip.Addr // of the reading goroutine
	mu      sync.RWMutex
	written map[netip.Addr][]byte
}

const (
	maxControl = 128  // bytes of control messages: one, of 20 or 28 bytes and its header
	maxAsked   = 4096 // remembered; 127.0.0.0/8 alone has 16 million
)

// newAsked switches the control messages of c on.
func newAsked(c *net.UDPConn, v4 bool) (*asked, error) {
	a := &asked{v4: v4, read: map[string]netip.Addr{}, written: map[netip.Addr][]byte{}}
	if v4 {
		return a, ipv4.NewPacketConn(c).SetControlMessage(ipv4.FlagDst, true)
	}
	return a, ipv6.NewPacketConn(c).SetControlMessage(ipv6.FlagDst, true)
}

// address is where a datagram with this control message was sent to, without
// zone, which would mean nothing to a peer; not valid for multicast, which is
// no address to answer from.
func (a *asked) address(oob []byte) netip.Addr {
	if addr, ok := a.read[string(oob)]; ok {
		return addr
	}
	addr := a.parse(oob)
	if len(a.read) >= maxAsked {
		clear(a.read)
	}
	a.read[string(oob)] = addr
	return addr
}

func (a *asked) parse(oob []byte) netip.Addr {
	var dst net.IP
	if a.v4 {
		var m ipv4.ControlMessage
		if m.Parse(oob) == nil {
			dst = m.Dst
		}
	} else {
		var m ipv6.ControlMessage
		if m.Parse(oob) == nil {
			dst = m.Dst
		}
	}
	addr, _ := netip.AddrFromSlice(dst)
	if addr.IsMulticast() || addr == netip.AddrFrom4([4]byte{255, 255, 255, 255}) {
		return netip.Addr{}
	}
	return addr
}

// control is the control message that makes a datagram leave from local.
func (a *asked) control(local netip.Addr) []byte {
	a.mu.RLock()
	oob, ok := a.written[local]
	a.mu.RUnlock()
	if ok {
		return oob
	}
	src := net.IP(local.AsSlice())
	if a.v4 {
		oob = (&ipv4.ControlMessage{Src: src}).Marshal()
	} else {
		oob = (&ipv6.ControlMessage{Src: src}).Marshal()
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if len(a.written) >= maxAsked {
		clear(a.written)
	}
	a.written[local] = oob
	return oob
}
