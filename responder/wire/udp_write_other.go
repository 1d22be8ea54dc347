//go:build !unix

package wire

import (
	"net"
	"net/netip"
)

// writer writes datagrams; it waits while the socket's send buffer is full.
type writer struct{ conn *net.UDPConn }

func newWriter(c *net.UDPConn, _ bool) writer { return writer{c} }

func (w writer) write(data, oob []byte, to netip.AddrPort) error {
	_, _, err := w.conn.WriteMsgUDPAddrPort(data, oob, to)
	return err
}
