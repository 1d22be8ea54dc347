package responder

import (
	"fmt"
	"net/netip"
	"slices"

	"github.com/sipbin/sipbin/responder/message"
	"github.com/sipbin/sipbin/responder/wire"
)

// reach is the flow to a peer that we call: a datagram's, or that of a
// connection which is being made.
func reach(w *wire.Wire) func(message.Transport, netip.AddrPort) (message.Flow, error) {
	return func(transport message.Transport, to netip.AddrPort) (message.Flow, error) {
		if transport != message.UDP {
			return w.Dial(wire.Peer{Transport: transport, Addr: to})
		}
		flow, ok := w.FlowTo(to)
		if !ok {
			return flow, fmt.Errorf("%s is outside --allow, or no UDP listener reaches it; --allow %s lets it in", to, to.Addr())
		}
		return flow, nil
	}
}

// isLocal reports whether an address is one that we listen on.
func isLocal(w *wire.Wire) func(netip.AddrPort) bool {
	return func(a netip.AddrPort) bool {
		return slices.ContainsFunc(w.Addrs(), func(b wire.Bound) bool {
			mine := b.Addr.Addr()
			return b.Addr.Port() == a.Port() && (mine == a.Addr() || mine.IsUnspecified() && a.Addr().IsLoopback())
		})
	}
}
