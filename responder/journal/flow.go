package journal

import (
	"net/netip"

	"github.com/sipbin/sipbin/responder/message"
)

// flow is a [message.Flow] without pointers: its strings are those of a
// listener, of which there are few.
type flow struct {
	conn          uint64
	local, remote endpoint
	listener      uint16
}

// endpoint is a netip.AddrPort without its zone.
type endpoint struct {
	addr [16]byte
	port uint16
	bits uint8 // 32, 128; 0 for no address
}

func packEndpoint(a netip.AddrPort) endpoint {
	return endpoint{addr: a.Addr().As16(), port: a.Port(), bits: uint8(a.Addr().BitLen())}
}

func (e endpoint) unpack(zone string) netip.AddrPort {
	var addr netip.Addr
	switch e.bits {
	case 32:
		addr = netip.AddrFrom4([4]byte(e.addr[12:]))
	case 128:
		addr = netip.AddrFrom16(e.addr).WithZone(zone)
	}
	return netip.AddrPortFrom(addr, e.port)
}

// listener is what the flows of one listener have in common, and their zones.
type listener struct {
	transport             message.Transport
	name, advertised      string
	localZone, remoteZone string
}

// listeners numbers them in order of appearance.
type listeners struct {
	all    []listener
	number map[listener]uint16
	last   uint16
}

func (ls *listeners) pack(f message.Flow) flow {
	l := listener{
		transport: f.Transport, name: f.Listener, advertised: f.Advertised,
		localZone: f.Local.Addr().Zone(), remoteZone: f.Remote.Addr().Zone(),
	}
	if len(ls.all) == 0 || ls.all[ls.last] != l {
		ls.last = ls.find(l)
	}
	return flow{conn: f.Conn, local: packEndpoint(f.Local), remote: packEndpoint(f.Remote), listener: ls.last}
}

func (ls *listeners) find(l listener) uint16 {
	n, ok := ls.number[l]
	if !ok {
		if ls.number == nil {
			ls.number = make(map[listener]uint16)
		}
		n = uint16(len(ls.all))
		ls.number[l] = n
		ls.all = append(ls.all, l)
	}
	return n
}

func (ls *listeners) unpack(f flow) message.Flow {
	l := ls.all[f.listener]
	return message.Flow{
		Transport: l.transport, Listener: l.name, Advertised: l.advertised,
		Local: f.local.unpack(l.localZone), Remote: f.remote.unpack(l.remoteZone),
		Conn: f.conn,
	}
}
