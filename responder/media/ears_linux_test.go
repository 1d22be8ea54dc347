package media

import (
	"net/netip"
	"runtime"
	"testing"
)

func TestStreamsThatAreHeldHaveNoGoroutineEach(t *testing.T) {
	const calls = 50
	ports := new(Ports)
	before := runtime.NumGoroutine()
	streams := make([]*Stream, calls)
	for i := range streams {
		streams[i] = open(t, ports, []netip.Addr{loopback4, loopback6}[i%2])
	}
	if now := runtime.NumGoroutine(); now > before+calls/2 {
		t.Errorf("%d goroutines, %d before %d streams", now, before, calls)
	}
	phones := make([]phone, calls)
	for i, s := range streams {
		phones[i] = dial(t, s)
		phones[i].send(packet(uint32(i+1), 1, 160))
	}
	for i := range phones {
		phones[i].receive()
	}
	for i, s := range streams {
		if q := s.settled(1); q.Packets != 1 || q.Sent != 1 || q.Strays != 0 {
			t.Errorf("stream %d: %+v", i, q)
		}
	}
}

func TestAPairWithTheDescriptorsOfAnotherIsHeard(t *testing.T) {
	ports := new(Ports)
	for i := range uint32(20) {
		s := open(t, ports, loopback4)
		p := dial(t, s)
		p.send(packet(i+1, 1, 160))
		p.receive()
		s.Close()
		ports.mu.Lock()
		ports.shed()
		ports.mu.Unlock()
	}
	ports.ears.mu.Lock()
	defer ports.ears.mu.Unlock()
	if n := len(ports.ears.open); n != 0 {
		t.Errorf("%d sockets are not forgotten", n)
	}
}
