package media

import (
	"encoding/binary"
	"net/netip"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pion/rtcp"
	"github.com/pion/rtp"
)

// pressKeys sends keys of a phone to a stream, all their packets but lost ones.
func (p phone) pressKeys(keys string, lost func(i int) bool) {
	for i, e := range pressed(p.t, keys) {
		if lost != nil && lost(i) {
			continue
		}
		p.send(rtpPacket(rtp.Header{Version: 2, Marker: e.marker, PayloadType: 101, SequenceNumber: uint16(i), Timestamp: e.timestamp, SSRC: 7}, e.payload))
	}
}

func rtpPacket(header rtp.Header, payload []byte) []byte {
	data, err := (&rtp.Packet{Header: header, Payload: payload}).Marshal()
	if err != nil {
		panic(err)
	}
	return data
}

func TestKeysOfThePeerAreTold(t *testing.T) {
	for name, lost := range map[string]func(int) bool{
		"all came": nil, "no end came": func(i int) bool { return i%7 >= 4 }, "one packet of each came": func(i int) bool { return i%7 != 6 },
	} {
		t.Run(name, func(t *testing.T) {
			var ports Ports
			told := make(chan byte, 16)
			s, err := ports.Open(loopback4, Events{Digit: func(key byte, at time.Time) {
				if time.Since(at) > time.Minute {
					t.Errorf("pressed at %v", at)
				}
				told <- key
			}})
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(ports.Close)
			phone := dial(t, s)
			if err := s.Agree(telephone(phone.address())); err != nil {
				t.Fatal(err)
			}
			phone.pressKeys("12*A", lost)
			for _, want := range []byte("12*A") {
				if got := <-told; got != want {
					t.Errorf("told %q, want %q", got, want)
				}
			}
			if q := s.Quality(); q.Digits != "12*A" || q.Codec != "telephone-event" || q.Payload != 101 || q.Jitter != 0 {
				t.Errorf("%+v", q)
			}
		})
	}
}

func TestEventsThatWereNotAgreedAreNoKeys(t *testing.T) {
	var ports Ports
	s, err := ports.Open(loopback4, Events{Digit: func(key byte, _ time.Time) { t.Errorf("told %q", key) }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(ports.Close)
	phone := dial(t, s)
	line := telephone(phone.address())
	line.Codecs = line.Codecs[:2]
	if err := s.Agree(line); err != nil {
		t.Fatal(err)
	}
	phone.pressKeys("1", nil)
	if q := s.settled(7); q.Digits != "" || q.Codec != "" {
		t.Errorf("%+v", q)
	}
}

func TestKeysGoFromOneStreamToAnother(t *testing.T) {
	var ports Ports
	byHand(&ports)
	told := make(chan byte, 16)
	from := open(t, &ports, loopback4)
	to, err := ports.Open(loopback4, Events{Digit: func(key byte, _ time.Time) { told <- key }})
	if err != nil {
		t.Fatal(err)
	}
	face := func(s *Stream) netip.AddrPort { return netip.AddrPortFrom(loopback4, uint16(s.Port())) }
	if err := from.Agree(telephone(face(to))); err != nil {
		t.Fatal(err)
	}
	if err := to.Agree(telephone(face(from))); err != nil {
		t.Fatal(err)
	}
	_ = to.Play(Playback{Source: Stop()})
	source, err := DTMF("007#")
	if err != nil {
		t.Fatal(err)
	}
	if err := from.Play(Playback{Source: source}); err != nil {
		t.Fatal(err)
	}
	from.ports.clock.until(from.out.due.Add((Playback{Source: source}).Length() + time.Second))
	for _, want := range []byte("007#") {
		if got := <-told; got != want {
			t.Errorf("told %q, want %q", got, want)
		}
	}
	// Then there is silence.
	q := to.counted(91)
	if q.Digits != "007#" || q.Lost != 0 || q.Codec != "PCMU" || q.SSRCs != 1 {
		t.Errorf("%+v", q)
	}
}

func TestWhoIsToldOfAKeyMayWaitForWhoClosesTheStream(t *testing.T) {
	var ports Ports
	var engine sync.Mutex
	told := make(chan struct{})
	s, err := ports.Open(loopback4, Events{Digit: func(byte, time.Time) {
		told <- struct{}{}
		engine.Lock()
		defer engine.Unlock()
		told <- struct{}{}
	}})
	if err != nil {
		t.Fatal(err)
	}
	phone := dial(t, s)
	_ = s.Agree(telephone(phone.address()))
	engine.Lock()
	phone.pressKeys("1", nil)
	<-told
	s.Close()
	_ = s.Play(Playback{Source: Music(), OtherPort: true})
	_ = s.Agree(telephone(phone.address()))
	if again, err := ports.Open(loopback4, Events{}); err != nil {
		t.Error(err)
	} else {
		again.Close()
	}
	engine.Unlock()
	<-told
	ports.Close()
}

func TestAFloodIsDroppedUnseenAndPassesBy(t *testing.T) {
	var ports Ports
	s := open(t, &ports, loopback4)
	phone := dial(t, s)
	now := time.Now()
	take := func(n int) {
		for range n {
			s.receive(packet(1, 1, 160), phone.address(), now)
		}
	}
	take(3000)
	if q := s.Quality(); q.Packets != maxRate || q.Flood != 1000 {
		t.Errorf("%+v", q)
	}
	// Of a stranger nothing is looked at, and it takes nobody's place.
	now = now.Add(time.Second)
	for range 3000 {
		s.receive(packet(2, 1, 160), netip.MustParseAddrPort("127.0.0.1:4000"), now)
	}
	take(100)
	if q := s.Quality(); q.Packets != maxRate+100 || q.Flood != 1000 || q.Strays != 3000 {
		t.Errorf("%+v", q)
	}
}

func TestAPanicOverAPacketIsToldAndSurvived(t *testing.T) {
	told := make(chan string, 1)
	ports := Ports{
		Admit:   func(netip.Addr) bool { panic("no luck") },
		OnPanic: func(value any, stack []byte) { told <- value.(string) + string(stack) },
	}
	s := open(t, &ports, loopback4)
	phone := dial(t, s)
	phone.send(packet(1, 1, 160))
	if got := <-told; !strings.HasPrefix(got, "no luck") || !strings.Contains(got, "learn") {
		t.Errorf("told %s", got)
	}
	if q := s.Quality(); q.Packets != 0 {
		t.Errorf("%+v", q)
	}
}

func TestQualitySeesWhatTheNetworkDid(t *testing.T) {
	var ports Ports
	s := open(t, &ports, loopback4)
	phone := dial(t, s)
	line := telephone(phone.address())
	if err := s.Agree(line); err != nil {
		t.Fatal(err)
	}
	start := s.answered
	for _, p := range []struct {
		number uint16
		at     time.Duration
	}{{1, 40}, {2, 60}, {4, 100}, {3, 101}, {3, 102}, {7, 160}} {
		s.receive(packet(5, p.number, 160), phone.address(), start.Add(p.at*time.Millisecond))
	}
	s.receive(packet(6, 1, 160), phone.address(), start.Add(200*time.Millisecond))
	q := s.Quality()
	if q.Packets != 7 || q.Lost != 2 || q.Reordered != 1 || q.Duplicates != 1 || q.SSRCs != 2 || q.First != 40*time.Millisecond ||
		q.Bytes != 7*172 || q.Codec != "PCMU" || q.Jitter < time.Millisecond || q.Jitter > 10*time.Millisecond {
		t.Errorf("%+v", q)
	}
	if got := q.String(); got != "rtp in 7 lost 2 jitter 3ms first 40ms out 7 reordered 1 duplicate 1 ssrcs 2" {
		t.Error(got)
	}
}

func TestQualityIsALine(t *testing.T) {
	for want, q := range map[string]Quality{
		"rtp in 0 out 0": {},
		"rtp in 250 lost 2 jitter 3ms first 40ms out 251": {
			Packets: 250, Lost: 2, Jitter: 3 * time.Millisecond, First: 40 * time.Millisecond, Sent: 251, SSRCs: 1, RoundTrip: 0},
		"rtp in 0 out 100 stray 3 junk 1 undecryptable 9 flood 7 dtmf 12# peer lost -1 jitter 2ms round trip 30ms": {
			Sent: 100, Strays: 3, Junk: 1, Undecryptable: 9, Flood: 7, Digits: "12#",
			RemoteReports: 1, RemoteLost: -1, RemoteJitter: 2 * time.Millisecond, RoundTrip: 30 * time.Millisecond},
	} {
		if got := q.String(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestJitterIsTheMeanChangeOfTransit(t *testing.T) {
	var j jitter
	start := time.Now()
	for i := range 2000 {
		late := time.Duration(i%2) * 8 * time.Millisecond
		j.add(start.Add(time.Duration(i)*20*time.Millisecond+late), uint32(1<<32-1000+i*160), 8000)
	}
	if got := j.duration(8000); got < 7900*time.Microsecond || got > 8100*time.Microsecond {
		t.Errorf("packets that are 8 ms late every other time have a jitter of %v", got)
	}
	j = jitter{}
	for i := range 100 {
		j.add(start.Add(time.Duration(i)*20*time.Millisecond), uint32(i*960), 48000)
	}
	if got := j.duration(48000); got > 100*time.Microsecond {
		t.Errorf("packets on time have a jitter of %v", got)
	}
}

func FuzzPacket(f *testing.F) {
	report, err := rtcp.Marshal([]rtcp.Packet{
		&rtcp.SenderReport{SSRC: 1, NTPTime: 1 << 40, Reports: []rtcp.ReceptionReport{{SSRC: 1, TotalLost: 1 << 23, LastSenderReport: 1}}},
		&rtcp.SourceDescription{Chunks: []rtcp.SourceDescriptionChunk{{Source: 1, Items: []rtcp.SourceDescriptionItem{{Type: rtcp.SDESCNAME, Text: "a"}}}}},
		&rtcp.Goodbye{Sources: []uint32{1}},
	})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(report)
	f.Add(packet(1, 1, 160))
	f.Add(rtpPacket(rtp.Header{Version: 2, PayloadType: 101, Marker: true, SSRC: 1}, []byte{5, 0x80, 1, 0}))
	padded := rtpPacket(rtp.Header{Version: 2, PayloadType: 101, CSRC: []uint32{1, 2}, SSRC: 1}, []byte{1, 2, 3, 9})
	padded[0] |= 0x20 // by more than there is
	f.Add(padded)
	f.Add(append([]byte{0x90, 0}, make([]byte, 30)...))
	f.Add([]byte{0, 1, 0, 0, 0x21, 0x12, 0xa4, 0x42})
	var ports Ports
	byHand(&ports)
	f.Cleanup(ports.Close)
	// Nobody is behind this address; what is sent there is lost.
	peer := netip.MustParseAddrPort("127.0.0.1:9")
	streams := map[string]*Stream{}
	for name, crypto := range map[string]*Crypto{"plain": nil, "secret": aCrypto()} {
		s, err := ports.Open(loopback4, Events{Digit: func(byte, time.Time) {}})
		if err != nil {
			f.Fatal(err)
		}
		line := telephone(peer)
		line.Crypto = crypto
		if err := s.Agree(line); err != nil {
			f.Fatal(err)
		}
		streams[name] = s
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) > maxPacket {
			return
		}
		for name, s := range streams {
			s.flood = flood{}
			_ = s.Play(Playback{Source: Stop()})
			before := s.Quality()
			s.receive(append([]byte(nil), data...), peer, time.Now())
			_ = s.Play(Playback{})
			s.receive(append([]byte(nil), data...), peer, time.Now())
			s.receiveControl(append([]byte(nil), data...), peer, time.Now())
			after := s.Quality()
			if after.Packets > before.Packets+2 || after.Sent > before.Sent+1 {
				t.Errorf("%s: one packet counts as many: %+v, then %+v", name, before, after)
			}
			if name == "plain" && len(data) >= 12 && data[0]>>6 == 2 && after.Packets > before.Packets && after.Sent > before.Sent {
				if binary.BigEndian.Uint32(data[8:]) == s.ownSSRC() {
					t.Error("the echo has the SSRC of the peer")
				}
			}
			if got := after.String(); strings.Contains(got, "\n") {
				t.Errorf("%s: %q is no line", name, got)
			}
		}
	})
}
