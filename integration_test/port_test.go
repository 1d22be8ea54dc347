package integration_test

import (
	"fmt"
	"net"
	"os"
	"sync/atomic"
	"testing"
)

// ports counts the ports asked for. They lie below the range the kernel hands
// out by itself, and start at a place of this process's own, so that neither
// RTP nor a second test run takes a port between the look at it and its use. Who
// takes ports by chance, as phones like to do for RTP, is told which.
var ports atomic.Int64

// freePort returns a port that is free for UDP and TCP on both loopback addresses.
func freePort(t *testing.T) int {
	t.Helper()
	for range 1000 {
		// baresip takes the next port as well, for TLS, and linphonec the next three,
		// for the RTP of two calls.
		port := 20000 + (200*os.Getpid()+int(ports.Add(4)))%10000
		if free(port) && free(port+1) {
			return port
		}
	}
	t.Fatal("no free port between 20000 and 30000 on loopback")
	return 0
}

func free(port int) bool {
	for _, host := range []string{"127.0.0.1", "::1"} {
		address := net.JoinHostPort(host, fmt.Sprint(port))
		packets, err := net.ListenPacket("udp", address)
		if err != nil {
			return false
		}
		_ = packets.Close()
		stream, err := net.Listen("tcp", address)
		if err != nil {
			return false
		}
		_ = stream.Close()
	}
	return true
}
