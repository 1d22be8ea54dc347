package respondertest_test

import (
	"fmt"
	"net"
	"os"
	"testing"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) {
	if target := os.Getenv("RESPONDERTEST_PROBE"); target != "" {
		if err := probe(target); err != nil {
			fmt.Println(err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	goleak.VerifyTestMain(m)
}

// probe is a program under test: it asks an address for its OPTIONS, and prints
// the answer's first line.
func probe(addr string) error {
	conn, err := net.Dial("udp", addr)
	if err != nil {
		return err
	}
	defer conn.Close()
	fmt.Fprintf(conn, "OPTIONS sip:probe@%s SIP/2.0\r\nVia: SIP/2.0/UDP %s;branch=z9hG4bKprobe;rport\r\nMax-Forwards: 70\r\n"+
		"From: <sip:probe@example.com>;tag=probe\r\nTo: <sip:probe@%[1]s>\r\nCall-ID: probe\r\nCSeq: 1 OPTIONS\r\nContent-Length: 0\r\n\r\n",
		addr, conn.LocalAddr())
	answer := make([]byte, 2048)
	n, err := conn.Read(answer)
	if err != nil {
		return err
	}
	for i, b := range answer[:n] {
		if b == '\r' {
			fmt.Println(string(answer[:i]))
			break
		}
	}
	return nil
}
