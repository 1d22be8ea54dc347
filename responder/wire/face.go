package wire

import (
	"net"
	"net/netip"

	"github.com/sipbin/sipbin/responder/message"
)

// FlowTo is the flow over which a datagram of ours reaches a peer that has not
// sent any: from the UDP listener and the address that face it. There is none
// to a peer outside [Config.Allow]. To a peer outside [Config.Trust] nothing is
// sent before [Wire.Prove]: whoever chose it answers for that.
func (w *Wire) FlowTo(peer netip.AddrPort) (message.Flow, bool) {
	if !w.cfg.Allow.Has(peer.Addr()) {
		return message.Flow{}, false
	}
	return w.flowTo(message.UDP, "", peer)
}

// flowTo is the flow, but for a connection, between a peer and the listener
// that faces it best.
func (w *Wire) flowTo(t message.Transport, name string, peer netip.AddrPort) (f message.Flow, ok bool) {
	ours := facing(peer)
	best := 0
	for _, b := range w.bound {
		if b.Transport != t || name != "" && b.Listener != name || b.Addr.Addr().Is4() != peer.Addr().Is4() {
			continue
		}
		local, rank := b.Addr.Addr(), 0
		switch {
		case local == ours:
			rank = 3
		case local.IsUnspecified() && ours.IsValid():
			local, rank = ours, 2
		case local.IsLoopback() == peer.Addr().IsLoopback() && !local.IsUnspecified():
			rank = 1
		}
		if rank > best {
			best = rank
			f = w.flowOf(b)
			f.Local, f.Remote = netip.AddrPortFrom(local.WithZone(""), b.Addr.Port()), peer
		}
	}
	return f, best > 0
}

// Facing is the address of ours from which the system would send to a host, not
// valid when there is no way to it.
func Facing(host netip.Addr) netip.Addr {
	const discard = 9
	return facing(netip.AddrPortFrom(host, discard)).WithZone("")
}

// facing is the address of ours from which the system would send to a peer. To
// ask it, no packet is sent.
func facing(peer netip.AddrPort) netip.Addr {
	c, err := net.DialUDP("udp", nil, net.UDPAddrFromAddrPort(peer))
	if err != nil {
		return netip.Addr{}
	}
	defer c.Close()
	return addrPort(c.LocalAddr()).Addr()
}
