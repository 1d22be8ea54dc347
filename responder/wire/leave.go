package wire

import (
	"net/netip"

	"github.com/sipbin/sipbin/responder/message"
)

// Leave is the flow over which a datagram for the peer of f leaves from the UDP
// listener of that name. There is none over a stream, which leaves where it
// came in.
func (w *Wire) Leave(listener string, f message.Flow) (message.Flow, bool) {
	for _, b := range w.Addrs() {
		if b.Listener != listener || b.Transport != f.Transport || f.Transport.Reliable() || b.Addr.Addr().Is6() != f.Remote.Addr().Is6() {
			continue
		}
		local := b.Addr
		if local.Addr().IsUnspecified() {
			local = netip.AddrPortFrom(f.Local.Addr(), local.Port())
		}
		f.Listener, f.Local = listener, local
		return f, true
	}
	return f, false
}
