package media

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"
)

var (
	loopback4 = netip.MustParseAddr("127.0.0.1")
	loopback6 = netip.MustParseAddr("::1")
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestASettingForPortsIsReadOrExplained(t *testing.T) {
	for setting, want := range map[string]struct {
		low, high uint16
		pairs     int
		err       bool
	}{
		"":               {},
		"10000-10003":    {low: 10000, high: 10003, pairs: 2},
		"10001-10004":    {low: 10002, high: 10003, pairs: 1},
		" 10000 - 10001": {low: 10000, high: 10001, pairs: 1},
		"1-65535":        {low: 2, high: 65535, pairs: 32767},
		"10000":          {err: true},
		"10000-":         {err: true},
		"10001-10002":    {err: true},
		"20000-10000":    {err: true},
		"0-100":          {err: true},
		"10000-70000":    {err: true},
		"ten-twenty":     {err: true},
	} {
		t.Run(setting, func(t *testing.T) {
			p, err := ParsePorts(setting)
			if (err != nil) != want.err {
				t.Fatalf("error %v", err)
			}
			if err != nil {
				if !strings.Contains(err.Error(), "--rtp-ports") || !strings.Contains(err.Error(), setting) {
					t.Errorf("%q does not say which setting is wrong", err)
				}
				return
			}
			if p.low != want.low || p.high != want.high || len(p.free) != want.pairs {
				t.Errorf("%d-%d, %d pairs", p.low, p.high, len(p.free))
			}
		})
	}
}

func TestPortsAreAnEvenOneAndTheNext(t *testing.T) {
	var ports Ports
	for range 20 {
		s := open(t, &ports, loopback4)
		if s.Port()%2 != 0 || portOf(s.pair.rtcp) != uint16(s.Port())+1 {
			t.Errorf("RTP on %d, RTCP on %d", s.Port(), portOf(s.pair.rtcp))
		}
	}
	if got := ports.InUse(); got != 20 {
		t.Errorf("%d streams counted", got)
	}
}

func TestARangeIsKeptToAndItsEndIsExplained(t *testing.T) {
	low := freeRange(t, 3)
	ports := ranged(t, low, 3)
	// Somebody else sits on the RTCP port of the second pair.
	squatter, err := bindUDP(loopback4, low+3)
	if err != nil {
		t.Fatal(err)
	}
	defer squatter.Close()

	first, second := open(t, ports, loopback4), open(t, ports, loopback4)
	if first.Port() != int(low) || second.Port() != int(low)+4 {
		t.Errorf("got %d and %d of %d to %d", first.Port(), second.Port(), low, low+5)
	}
	_, err = ports.Open(loopback4, Events{})
	if !errors.Is(err, ErrNoPort) || !strings.Contains(err.Error(), fmt.Sprintf("%d-%d", low, low+5)) ||
		!strings.Contains(err.Error(), "--rtp-ports") {
		t.Errorf("a full range says %v", err)
	}
	first.Close()
	if again := open(t, ports, loopback4); again.Port() != int(low) {
		t.Errorf("the port given back was not used: %d", again.Port())
	}
}

func TestAPairServesTheNextCall(t *testing.T) {
	var ports Ports
	first := open(t, &ports, loopback4)
	first.Close()
	second := open(t, &ports, loopback4)
	if second.Port() != first.Port() || ports.bound != 1 {
		t.Errorf("got %d after %d, bound %d times", second.Port(), first.Port(), ports.bound)
	}
	if other := open(t, &ports, loopback6); ports.bound != 2 || other.pair.local != loopback6 {
		t.Error("a pair of another address was taken")
	}
}

func TestThePairThatRestedLongestIsTakenFirst(t *testing.T) {
	var ports Ports
	a, b := open(t, &ports, loopback4), open(t, &ports, loopback4)
	b.Close()
	a.Close()
	if first := open(t, &ports, loopback4); first.Port() != b.Port() {
		t.Errorf("got %d, want %d", first.Port(), b.Port())
	}
}

func TestAPairThatStillHearsItsLastCallIsLeftAlone(t *testing.T) {
	var ports Ports
	first := open(t, &ports, loopback4)
	phone := dial(t, first)
	phone.send(packet(1, 1, 20))
	phone.receive()
	first.Close()
	if first.pair.heard.Load() == 0 {
		t.Error("nobody knows when it was heard")
	}
	first.pair.heard.Store(time.Now().UnixNano()) // however long ago it is by now
	if second := open(t, &ports, loopback4); second.Port() == first.Port() {
		t.Error("the next call got the port at which the last one is still talking")
	}
	first.pair.heard.Store(time.Now().Add(-restTime).UnixNano())
	if third := open(t, &ports, loopback4); third.Port() != first.Port() {
		t.Error("a port that has become quiet is not used again")
	}
}

func TestAFullRangeDoesWithoutRestAndKeepsTheLastCallOut(t *testing.T) {
	ports := ranged(t, freeRange(t, 1), 1)
	first := open(t, ports, loopback4)
	old := dial(t, first)
	old.send(packet(1, 1, 20))
	old.receive()
	first.Close()
	second := open(t, ports, loopback4)
	if second.Port() != first.Port() {
		t.Fatalf("got %d, only %d is there", second.Port(), first.Port())
	}
	phone := dial(t, second)
	old.send(packet(1, 2, 20))
	phone.send(packet(2, 1, 20))
	phone.receive()
	if q := second.settled(1); q.Peer != phone.address() || q.Packets != 1 || q.Strays != 1 {
		t.Errorf("%+v", q)
	}
}

func TestAKeptPairOfAnotherAddressMakesRoom(t *testing.T) {
	ports := ranged(t, freeRange(t, 1), 1)
	open(t, ports, loopback4).Close()
	if s := open(t, ports, loopback6); s.Port() != int(ports.low) {
		t.Errorf("got %d", s.Port())
	}
}

func TestNotAllIsKeptAndNothingForLong(t *testing.T) {
	var ports Ports
	var streams []*Stream
	for range maxIdle + 5 {
		streams = append(streams, open(t, &ports, loopback4))
	}
	for _, s := range streams {
		s.Close()
	}
	if len(ports.idle) != maxIdle || ports.idle[0] != streams[5].pair {
		t.Errorf("%d are kept", len(ports.idle))
	}
	ports.expire(time.Now().Add(keepIdle - time.Second))
	if len(ports.idle) != maxIdle {
		t.Errorf("%d are kept after 9 s", len(ports.idle))
	}
	ports.expire(time.Now().Add(keepIdle))
	if len(ports.idle) != 0 {
		t.Errorf("%d are kept after 10 s", len(ports.idle))
	}
}

func TestAnAddressThatIsNotOursIsAnErrorAndCostsNoPort(t *testing.T) {
	ports := ranged(t, freeRange(t, 1), 1)
	for _, local := range []netip.Addr{netip.MustParseAddr("192.0.2.1"), {}} {
		if s, err := ports.Open(local, Events{}); err == nil || errors.Is(err, ErrNoPort) {
			t.Errorf("%v: got %v, %v", local, s, err)
		}
	}
	if ports.InUse() != 0 || len(ports.free) != 1 {
		t.Errorf("%d in use, %d free", ports.InUse(), len(ports.free))
	}
}

func TestAThousandCallsLeaveNothingBehind(t *testing.T) {
	before := openFiles()
	ports := ranged(t, freeRange(t, 2), 2)
	for call := range 1000 {
		s, err := ports.Open(loopback4, Events{})
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Play(Playback{Source: Music(), OtherPort: call%100 == 0}); err != nil {
			t.Fatal(err)
		}
		_ = s.Agree(telephone(discard))
		s.Close()
		s.Close()
	}
	if ports.InUse() != 0 || ports.bound > 2 {
		t.Errorf("%d in use, bound %d times", ports.InUse(), ports.bound)
	}
	ports.Close()
	if len(ports.free) != 2 {
		t.Errorf("%d free", len(ports.free))
	}
	if after := openFiles(); after > before {
		t.Errorf("%d files open, %d before", after, before)
	}
	// The ports can be bound by anybody now.
	for _, port := range []uint16{ports.low, ports.high} {
		socket, err := bindUDP(loopback4, port)
		if err != nil {
			t.Fatal(err)
		}
		_ = socket.Close()
	}
	if s, err := ports.Open(loopback4, Events{}); !errors.Is(err, net.ErrClosed) {
		t.Errorf("closed ports open %v, %v", s, err)
	}
}

func TestStreamsMayBeOpenedAndClosedFromManyGoroutines(t *testing.T) {
	var ports Ports
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for range 25 {
				s, err := ports.Open(loopback4, Events{})
				if err != nil {
					t.Error(err)
					return
				}
				var both sync.WaitGroup
				both.Go(s.Close)
				both.Go(s.Close)
				both.Wait()
			}
		})
	}
	all.Wait()
	defer ports.Close()
	if ports.InUse() != 0 {
		t.Errorf("%d in use", ports.InUse())
	}
}

func open(t testing.TB, ports *Ports, local netip.Addr) *Stream {
	t.Helper()
	s, err := ports.Open(local, Events{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(ports.Close)
	return s
}

func ranged(t *testing.T, low uint16, pairs int) *Ports {
	t.Helper()
	ports, err := ParsePorts(fmt.Sprintf("%d-%d", low, int(low)+2*pairs-1))
	if err != nil {
		t.Fatal(err)
	}
	return ports
}

// freeRange finds an even port after which as many pairs are free, below those
// that the system gives to others.
func freeRange(t *testing.T, pairs int) uint16 {
	t.Helper()
search:
	for low := 21000; low < 30000; low += 2 * pairs {
		var sockets []*net.UDPConn
		defer func() {
			for _, s := range sockets {
				_ = s.Close()
			}
		}()
		for i := range 2 * pairs {
			socket, err := bindUDP(loopback4, uint16(low+i))
			if err != nil {
				continue search
			}
			sockets = append(sockets, socket)
		}
		return uint16(low)
	}
	t.Fatal("no free range of ports")
	return 0
}

// openFiles counts this process' descriptors where the system tells, else 0.
func openFiles() int {
	files, _ := os.ReadDir("/proc/self/fd")
	return len(files)
}
