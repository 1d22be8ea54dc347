//go:build !linux

package wire

import (
	"net"
	"net/netip"
)

// errorQueue is what Linux alone has.
type errorQueue struct{}

func newErrorQueue(*net.UDPConn, bool) *errorQueue { return nil }

func (*errorQueue) next() (peer netip.AddrPort, why error) { return peer, nil }

func unreached(error) bool { return false }
