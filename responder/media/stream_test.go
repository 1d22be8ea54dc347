package media

import (
	"bytes"
	"encoding/binary"
	"net"
	"net/netip"
	"sync"
	"testing"
	"time"

	"github.com/pion/rtp"
)

func TestAStreamEchoesToWhereAPacketCameFrom(t *testing.T) {
	for name, local := range map[string]netip.Addr{"IPv4": loopback4, "IPv6": loopback6, "IPv4 in IPv6": netip.MustParseAddr("::ffff:127.0.0.1")} {
		t.Run(name, func(t *testing.T) {
			s := open(t, new(Ports), local)
			phone := dial(t, s)
			start := time.Now()
			sent := packet(7, 1, 160)
			phone.send(sent)
			got := phone.receive()

			if len(got) != len(sent) || !bytes.Equal(got[:8], sent[:8]) || !bytes.Equal(got[12:], sent[12:]) {
				t.Errorf("sent %x, came back %x", sent, got)
			}
			if bytes.Equal(got[8:12], sent[8:12]) {
				t.Error("the echo has the sender's SSRC, which it has to take for a loop")
			}
			stats := s.settled(1)
			if stats.Packets != 1 || stats.Bytes != uint64(len(sent)) || stats.Peer != phone.address() || stats.Lost != 0 {
				t.Errorf("%+v", stats)
			}
			if stats.First <= 0 || stats.First > time.Since(start)+time.Second {
				t.Errorf("first packet after %v", stats.First)
			}
		})
	}
}

func TestOnlyRTPIsSent(t *testing.T) {
	for name, test := range map[string]struct {
		packet []byte
		want   Quality
	}{
		"RTP version 1 is junk":                {append([]byte{0x40}, packet(1, 1, 20)[1:]...), Quality{Junk: 1}},
		"text is junk":                         {[]byte("OPTIONS sip:a SIP/2.0\r\n\r\n"), Quality{Junk: 1}},
		"an empty datagram is junk":            {nil, Quality{Junk: 1}},
		"half an RTP header is junk":           {packet(1, 1, 20)[:11], Quality{Junk: 1}},
		"more CSRCs than there is room, junk":  {append([]byte{0x8f}, packet(1, 1, 8)[1:]...), Quality{Junk: 1}},
		"an extension beyond the end is junk":  {append(append([]byte{0x90}, packet(1, 1, 0)[1:]...), 0xbe, 0xde, 0xff, 0xff), Quality{Junk: 1}},
		"a packet that fills the buffer, junk": {packet(1, 1, 4000), Quality{Junk: 1}},
		"STUN is ignored":                      {append([]byte{0, 1, 0, 0, 0x21, 0x12, 0xa4, 0x42}, make([]byte, 12)...), Quality{}},
		"RTCP before RTP is a stranger's":      {append([]byte{0x80, 200, 0, 6}, make([]byte, 24)...), Quality{Strays: 1}},
	} {
		t.Run(name, func(t *testing.T) {
			s := open(t, new(Ports), loopback4)
			phone := dial(t, s)
			phone.send(test.packet)
			phone.send(packet(7, 9, 20))
			if got := phone.receive(); binary.BigEndian.Uint16(got[2:]) != 9 {
				t.Errorf("echoed %x", got)
			}
			got := s.settled(1)
			if got.Junk != test.want.Junk || got.Strays != test.want.Strays || got.Packets != 1 {
				t.Errorf("%+v", got)
			}
		})
	}
}

func TestTheFirstSourceIsThePeerUntilRelearnt(t *testing.T) {
	s := open(t, new(Ports), loopback4)
	phone, other := dial(t, s), dial(t, s)
	phone.send(packet(1, 1, 20))
	phone.receive()
	other.send(packet(2, 1, 20))
	phone.send(packet(1, 2, 20))
	phone.receive()
	if got := s.settled(2); got.Strays != 1 || got.Peer != phone.address() {
		t.Errorf("%+v", got)
	}
	_ = s.Agree(Line{})
	other.send(packet(2, 2, 21))
	if got := other.receive(); len(got) != headerSize+21 {
		t.Errorf("echoed %x", got)
	}
	if got := s.settled(3); got.Peer != other.address() {
		t.Errorf("%+v", got)
	}
}

func TestAHostThatIsNotAdmittedGetsNoEcho(t *testing.T) {
	verdicts := make(chan bool, 2)
	verdicts <- false
	verdicts <- true
	ports := &Ports{Admit: func(host netip.Addr) bool { return host == loopback4 && <-verdicts }}
	s := open(t, ports, loopback4)
	phone := dial(t, s)
	phone.send(packet(1, 1, 20))
	phone.send(packet(1, 2, 20))
	if got := phone.receive(); binary.BigEndian.Uint16(got[2:]) != 2 {
		t.Errorf("echoed %x", got)
	}
	if got := s.settled(1); got.Strays != 1 || got.Packets != 1 {
		t.Errorf("%+v", got)
	}
}

func TestWhoOnlyReceivesSendsNoEcho(t *testing.T) {
	s := open(t, new(Ports), loopback4)
	phone := dial(t, s)
	for number, d := range []Direction{RecvOnly, Inactive, SendOnly} {
		_ = s.Agree(Line{Direction: d})
		phone.send(packet(1, uint16(number), 20))
		s.counted(uint64(number) + 1)
	}
	if got := phone.receive(); binary.BigEndian.Uint16(got[2:]) != 2 {
		t.Errorf("echoed %x", got)
	}
	if got := s.settled(1); got.Packets != 3 || got.Sent != 1 {
		t.Errorf("%+v", got)
	}
}

func TestCloseEndsAStreamUnderFloodAndAFloodAfterItDoesNoHarm(t *testing.T) {
	var ports Ports
	closed, other := open(t, &ports, loopback4), open(t, &ports, loopback4)
	flooder, phone := dial(t, closed), dial(t, other)
	stop := make(chan struct{})
	var flood sync.WaitGroup
	flood.Go(func() {
		for number := uint16(0); ; number++ {
			select {
			case <-stop:
				return
			default:
				flooder.send(packet(1, number, 160))
			}
		}
	})
	closed.counted(100)
	closed.Close()
	before := closed.Quality()
	for number := range uint16(100) {
		phone.send(packet(1, number, 160))
		phone.receive()
	}
	close(stop)
	flood.Wait()
	if after := closed.Quality(); after != before {
		t.Errorf("a closed stream went on counting: %+v, then %+v", before, after)
	}
	if got := other.settled(100); got.Packets != 100 || got.Strays != 0 {
		t.Errorf("the stream beside it: %+v", got)
	}
}

// phone is a socket of a peer.
type phone struct {
	t      testing.TB
	socket *net.UDPConn
	stream netip.AddrPort
}

func dial(t testing.TB, s *Stream) phone {
	t.Helper()
	to := s.pair.rtp.LocalAddr().(*net.UDPAddr).AddrPort()
	socket, err := bindUDP(to.Addr(), 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = socket.Close() })
	return phone{t, socket, to}
}

func (p phone) address() netip.AddrPort { return p.socket.LocalAddr().(*net.UDPAddr).AddrPort() }

func (p phone) send(packet []byte) {
	if _, err := p.socket.WriteToUDPAddrPort(packet, p.stream); err != nil {
		p.t.Error(err)
	}
}

func (p phone) receive() []byte {
	p.t.Helper()
	buffer := make([]byte, 65536)
	_ = p.socket.SetReadDeadline(time.Now().Add(30 * time.Second))
	n, err := p.socket.Read(buffer)
	if err != nil {
		p.t.Fatal(err)
	}
	return buffer[:n]
}

// settled is the quality once so many packets were sent: one arrives before it
// is counted.
func (s *Stream) settled(sent uint64) Quality {
	return s.until(func(got Quality) bool { return got.Sent >= sent })
}

// counted waits until so many packets of the peer were seen.
func (s *Stream) counted(packets uint64) Quality {
	return s.until(func(got Quality) bool { return got.Packets >= packets })
}

func (s *Stream) until(ok func(Quality) bool) Quality {
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	got := s.Quality()
	for end := time.Now().Add(30 * time.Second); !ok(got) && time.Now().Before(end); got = s.Quality() {
		<-tick.C
	}
	return got
}

// packet is PCMU of so many bytes.
func packet(ssrc uint32, number uint16, size int) []byte {
	p := rtp.Packet{
		Header:  rtp.Header{Version: 2, SequenceNumber: number, Timestamp: uint32(number) * 160, SSRC: ssrc},
		Payload: bytes.Repeat([]byte{0x55}, size),
	}
	b, err := p.Marshal()
	if err != nil {
		panic(err)
	}
	return b
}

// discard is an address of a peer that nobody listens at.
var discard = netip.MustParseAddrPort("127.0.0.1:9")

// telephone is what is agreed with a telephone at an address.
func telephone(at netip.AddrPort) Line {
	return Line{
		Host: at.Addr().String(), HostPort: int(at.Port()), Direction: SendRecv,
		Codecs: []Codec{
			{Name: "PCMU", ClockRate: 8000, Payload: 0},
			{Name: "PCMA", ClockRate: 8000, Payload: 8},
			{Name: "telephone-event", ClockRate: 8000, Payload: 101, Fmtp: "0-15"},
		},
	}
}
