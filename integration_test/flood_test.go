package integration_test

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"net"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

var rubbishFor = flag.Duration("rubbish", 3*time.Second, "how long rubbish arrives beside the calls; make flood takes 30s")

// TestATrustedPeerIsServedWhileRubbishArrives: 100 calls a second, and 20,000
// packets a second of everything that is no call from other addresses.
func TestATrustedPeerIsServedWhileRubbishArrives(t *testing.T) {
	s := serve(t, "--allow", "any", "--trust", "127.0.0.1", "--ladder=false", "--drain", "0s")
	done := make(chan struct{})
	var sent atomic.Int64
	var senders sync.WaitGroup
	begun := time.Now()
	for n := range 4 {
		conn := dialFrom(t, fmt.Sprintf("127.9.0.%d", n+1), s.address("127.0.0.1"))
		senders.Go(func() { sent.Add(rubbish(conn, 5000, uint64(n), done)) })
	}
	number := int(rubbishFor.Seconds() * 100)
	went, why := callsTo(t, s.address("127.0.0.1"), "trusted").calls(number, 100)
	close(done)
	senders.Wait()
	t.Logf("%d of %d calls went as they were to, beside %.0f packets of rubbish a second", went, number, float64(sent.Load())/time.Since(begun).Seconds())
	if float64(went) < 0.999*float64(number) {
		t.Errorf("%d of %d calls went as they were to: %v", went, number, why)
	}
}

func dialFrom(t *testing.T, from, to string) net.Conn {
	t.Helper()
	dialer := net.Dialer{LocalAddr: &net.UDPAddr{IP: net.ParseIP(from)}}
	conn, err := dialer.Dial("udp", to)
	if err != nil {
		t.Skipf("NOT RUN: %s is no address of this machine: %v", from, err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	return conn
}

// rubbish sends as many packets a second until done is closed, and returns how
// many those were.
func rubbish(conn net.Conn, rate int, seed uint64, done <-chan struct{}) (sent int64) {
	const turn = 10 * time.Millisecond
	tick := time.NewTicker(turn)
	defer tick.Stop()
	chance := rand.New(rand.NewPCG(seed, 1))
	whole := []byte("INVITE sip:200@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 127.9.0.1;branch=z9hG4bKx;rport\r\nMax-Forwards: 70\r\n" +
		"From: <sip:x@127.9.0.1>;tag=1\r\nTo: <sip:200@127.0.0.1>\r\nCall-ID: rubbish\r\nCSeq: 1 INVITE\r\nContact: <sip:x@127.9.0.1>\r\nContent-Length: 0\r\n\r\n")
	for begun := time.Now(); ; {
		for due := int64(float64(rate) * time.Since(begun).Seconds()); sent < due; sent++ {
			packet := append([]byte(nil), whole...)
			switch sent % 4 {
			case 0:
				packet = packet[:chance.IntN(len(packet))]
			case 1, 2:
				for range 5 {
					packet[chance.IntN(len(packet))] = byte(chance.Uint32())
				}
			default:
				for i := range packet {
					packet[i] = byte(chance.Uint32())
				}
			}
			_, _ = conn.Write(packet) // refused ones are rubbish too
		}
		select {
		case <-tick.C:
		case <-done:
			return sent
		}
	}
}
