package wire

import (
	"net"
	"syscall"
)

// readBuffer is the size of c's receive buffer as the kernel set it, which
// takes less than it is asked for without an error.
func readBuffer(c *net.UDPConn) int {
	raw, err := c.SyscallConn()
	if err != nil {
		return 0
	}
	size := 0
	raw.Control(func(fd uintptr) {
		// The kernel doubles what it was asked, for its own bookkeeping (socket(7)).
		if n, err := syscall.GetsockoptInt(int(fd), syscall.SOL_SOCKET, syscall.SO_RCVBUF); err == nil {
			size = n / 2
		}
	})
	return size
}
