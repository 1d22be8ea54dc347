package wire

import (
	"fmt"
	"net"
	"net/netip"

	"github.com/sipbin/sipbin/responder/message"
)

// SendElsewhere is [Wire.Send] over UDP from the same address but another port,
// as a server behind a bad NAT answers. Over a stream it is Send.
func (w *Wire) SendElsewhere(f message.Flow, data []byte) error {
	if f.Transport.Reliable() {
		return w.Send(f, data)
	}
	if s := w.socket(f); s != nil {
		if err := w.affords(f.Remote.Addr(), len(data), s.trouble); err != nil {
			return err
		}
	}
	local := net.UDPAddrFromAddrPort(netip.AddrPortFrom(f.Local.Addr(), 0))
	conn, err := net.DialUDP("udp", local, net.UDPAddrFromAddrPort(f.Remote))
	if err == nil {
		_, err = conn.Write(data)
		conn.Close()
	}
	if err != nil {
		w.count.sendErrors.Add(1)
		return fmt.Errorf("send %s to %s: %w", f.Transport, f.Remote, err)
	}
	return nil
}
