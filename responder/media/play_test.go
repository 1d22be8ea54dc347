package media

import (
	"errors"
	"net/netip"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/pion/rtp"
)

// playing is a stream that plays p to a phone that has said nothing yet, with a
// clock that is turned by hand from begin on.
func plays(t *testing.T, line func(Line) Line, p Playback) (s *Stream, phone phone, begin time.Time) {
	t.Helper()
	var ports Ports
	byHand(&ports)
	s = open(t, &ports, loopback4)
	phone = dial(t, s)
	agreed := telephone(phone.address())
	if line != nil {
		agreed = line(agreed)
	}
	if err := s.Agree(agreed); err != nil {
		t.Fatal(err)
	}
	if err := s.Play(p); err != nil {
		t.Fatal(err)
	}
	return s, phone, s.out.due
}

// ahead puts the next packet an hour off, so that another sound, which begins by
// the machine's own clock, finds nothing late however slow the test is.
func (s *Stream) ahead() (due time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.out.due = s.out.due.Add(time.Hour)
	s.ports.clock.set(&s.frame, s.out.due)
	return s.out.due
}

// packets reads so many RTP packets.
func (p phone) packets(n int) []rtp.Packet {
	p.t.Helper()
	packets := make([]rtp.Packet, n)
	for i := range packets {
		if err := packets[i].Unmarshal(p.receive()); err != nil {
			p.t.Fatal(err)
		}
	}
	return packets
}

// nothing checks that nothing has come; what was sent on loopback is there.
func (p phone) nothing() {
	p.t.Helper()
	_ = p.socket.SetReadDeadline(time.Now().Add(time.Millisecond))
	if n, err := p.socket.Read(make([]byte, maxPacket)); err == nil {
		p.t.Errorf("%d bytes came", n)
	}
}

func ringback(t *testing.T) Source {
	t.Helper()
	source, err := Tone("ringback", "")
	if err != nil {
		t.Fatal(err)
	}
	return source
}

func TestATonePlaysToWhereSDPSaysBeforeThePeerSaidAnything(t *testing.T) {
	s, phone, begin := plays(t, nil, Playback{Source: ringback(t)})
	s.ports.clock.until(begin.Add(1180 * time.Millisecond))
	var samples []int16
	packets := phone.packets(60)
	for i, p := range packets {
		first := packets[0]
		if p.SequenceNumber != first.SequenceNumber+uint16(i) || p.Timestamp != first.Timestamp+uint32(i)*160 ||
			p.SSRC != first.SSRC || p.PayloadType != 0 || p.Marker != (i == 0) || len(p.Payload) != 160 {
			t.Fatalf("packet %d is %v, the first was %v", i, p.Header, first.Header)
		}
		for _, b := range p.Payload {
			samples = append(samples, fromMu(b))
		}
	}
	phone.nothing()
	if on, off := power(samples[:8000], 425), power(samples[8000:], 425); on < 0.2 || off > 0.001 {
		t.Errorf("425 Hz has %.3f, and %.3f in the pause", on, off)
	}
	if q := s.Quality(); q.Sent != 60 || q.SentBytes != 60*172 || q.Packets != 0 {
		t.Errorf("%+v", q)
	}
}

func TestSoundFollowsThePeerToWhereItReallyIs(t *testing.T) {
	s, told, begin := plays(t, nil, Playback{Source: Music()})
	s.ports.clock.until(begin)
	told.packets(1)
	real := dial(t, s)
	real.send(packet(1, 1, 160))
	s.counted(1)
	s.ports.clock.until(begin.Add(20 * time.Millisecond))
	real.packets(1)
	told.nothing()

	// Who came first was not the one it was agreed with.
	told.send(packet(2, 1, 160))
	s.counted(2)
	s.ports.clock.until(begin.Add(40 * time.Millisecond))
	told.packets(1)
	real.send(packet(1, 2, 160))
	if q := s.until(func(q Quality) bool { return q.Strays > 0 }); q.Peer != told.address() {
		t.Errorf("%+v", q)
	}
}

func TestAnotherOfferKeepsThePeerIfItSaysTheSameAndForgetsItIfNot(t *testing.T) {
	s, told, begin := plays(t, nil, Playback{Source: Music()})
	real, moved := dial(t, s), dial(t, s)
	real.send(packet(1, 1, 160))
	s.counted(1)
	if err := s.Agree(telephone(told.address())); err != nil {
		t.Fatal(err)
	}
	s.ports.clock.until(begin)
	first := real.packets(1)
	if err := s.Agree(telephone(moved.address())); err != nil {
		t.Fatal(err)
	}
	s.ports.clock.until(begin.Add(20 * time.Millisecond))
	if second := moved.packets(1); second[0].SequenceNumber != first[0].SequenceNumber+1 || second[0].Marker {
		t.Errorf("after %v came %v: the music began again", first[0].Header, second[0].Header)
	}
}

func TestNothingIsPlayedToNobody(t *testing.T) {
	for name, change := range map[string]func(Line) Line{
		"a host that is not admitted": func(l Line) Line { l.Host = "192.0.2.1"; return l },
		"a name":                      func(l Line) Line { l.Host = "phone.example"; return l },
		"the hold of RFC 2543":        func(l Line) Line { l.Host = "0.0.0.0"; return l },
		"port 0":                      func(l Line) Line { l.HostPort = 0; return l },
		"no such port":                func(l Line) Line { l.HostPort = 70000; return l },
		"who only sends":              func(l Line) Line { l.Direction = RecvOnly; return l },
		"who is on hold":              func(l Line) Line { l.Direction = Inactive; return l },
	} {
		t.Run(name, func(t *testing.T) {
			ports := Ports{Admit: netip.Addr.IsLoopback}
			byHand(&ports)
			s := open(t, &ports, loopback4)
			phone := dial(t, s)
			if err := s.Agree(change(telephone(phone.address()))); err != nil {
				t.Fatal(err)
			}
			if err := s.Play(Playback{Source: Silence()}); err != nil {
				t.Fatal(err)
			}
			s.ports.clock.until(s.out.due.Add(time.Second))
			if q := s.Quality(); q.Sent != 0 {
				t.Errorf("%+v", q)
			}
			phone.nothing()
		})
	}
}

func TestWhatWasHeldGoesOnWhereItWas(t *testing.T) {
	s, phone, begin := plays(t, func(l Line) Line { l.Direction = Inactive; return l }, Playback{Source: ringback(t)})
	s.ports.clock.until(begin.Add(2 * time.Second))
	if err := s.Agree(telephone(phone.address())); err != nil {
		t.Fatal(err)
	}
	s.ports.clock.until(begin.Add(2*time.Second + 40*time.Millisecond))
	got := phone.packets(2)
	if !got[0].Marker || toneOf(got[0]) < 0.1 {
		t.Errorf("first came %v: the tone went on while nobody could hear it", got[0].Header)
	}
}

func TestALineThatWasRefusedInBetweenTakesNothingAway(t *testing.T) {
	s, phone, begin := plays(t, func(l Line) Line { l.Crypto = aCrypto(); return l }, Playback{Source: Music()})
	before := s.secret
	if err := s.Agree(Line{Direction: Inactive}); err != nil {
		t.Fatal(err)
	}
	s.ports.clock.until(begin.Add(time.Second))
	phone.nothing()
	line := telephone(phone.address())
	line.Crypto = aCrypto()
	if err := s.Agree(line); err != nil || s.secret != before {
		t.Errorf("%v: the keys began anew", err)
	}
	s.ports.clock.until(begin.Add(1020 * time.Millisecond))
	phone.packets(1)
}

func toneOf(p rtp.Packet) float64 {
	var samples []int16
	for _, b := range p.Payload {
		samples = append(samples, fromMu(b))
	}
	return power(samples, 425)
}

func TestWhatWasAgreedIsWhatIsSent(t *testing.T) {
	for name, test := range map[string]struct {
		change  func(Line) Line
		payload uint8
		size    int
	}{
		"the first of two laws": {func(l Line) Line { slices.Reverse(l.Codecs); return l }, 8, 160},
		"another payload type": {func(l Line) Line {
			l.Codecs = []Codec{{Name: "pcma", ClockRate: 8000, Payload: 97}}
			return l
		}, 97, 160},
		"G.711 behind opus": {func(l Line) Line {
			l.Codecs = []Codec{{Name: "opus", ClockRate: 48000, Channels: 2, Payload: 96}, {Name: "PCMU", ClockRate: 8000}}
			return l
		}, 0, 160},
		"packets of 10 ms":    {func(l Line) Line { l.Ptime = 10; return l }, 0, 80},
		"packets of 60 ms":    {func(l Line) Line { l.Ptime = 60; return l }, 0, 480},
		"packets of a minute": {func(l Line) Line { l.Ptime = 60000; return l }, 0, 160},
	} {
		t.Run(name, func(t *testing.T) {
			s, phone, begin := plays(t, test.change, Playback{Source: Silence()})
			s.ports.clock.until(begin.Add(119 * time.Millisecond))
			got := phone.packets(960 / test.size)
			last := got[len(got)-1]
			if last.PayloadType != test.payload || len(last.Payload) != test.size || last.Timestamp-got[0].Timestamp != uint32(960-test.size) {
				t.Errorf("%v with %d bytes", last.Header, len(last.Payload))
			}
			phone.nothing()
		})
	}
}

func TestOpusIsOnlyEchoed(t *testing.T) {
	var ports Ports
	s := open(t, &ports, loopback4)
	phone := dial(t, s)
	opus := telephone(phone.address())
	opus.Codecs = []Codec{{Name: "opus", ClockRate: 48000, Channels: 2, Payload: 96}}
	if err := s.Agree(opus); err != nil {
		t.Fatal(err)
	}
	if err := s.Play(Playback{Source: Music()}); !errors.Is(err, ErrOnlyEcho) {
		t.Errorf("music over opus: %v", err)
	}
	phone.send(packet(1, 1, 90))
	phone.receive()

	// The other way round, and back.
	if err := s.Agree(telephone(phone.address())); err != nil {
		t.Fatal(err)
	}
	if err := s.Play(Playback{Source: Music()}); err != nil {
		t.Fatal(err)
	}
	if err := s.Agree(opus); !errors.Is(err, ErrOnlyEcho) {
		t.Errorf("opus while music plays: %v", err)
	}
	phone.send(packet(1, 2, 90))
	for len(phone.receive()) != 102 {
		continue // what is left of the music
	}
}

func TestStopSendsNothingAndEchoIsBackAfterIt(t *testing.T) {
	s, phone, begin := plays(t, nil, Playback{Source: Music()})
	if err := s.Play(Playback{Source: Stop()}); err != nil {
		t.Fatal(err)
	}
	s.ports.clock.until(begin.Add(time.Second))
	phone.send(packet(1, 1, 160))
	s.counted(1)
	phone.nothing()
	if err := s.Play(Playback{}); err != nil {
		t.Fatal(err)
	}
	phone.send(packet(1, 2, 99))
	if got := phone.packets(1); len(got[0].Payload) != 99 {
		t.Errorf("came %v", got[0].Header)
	}
}

func TestOneSoundFollowsTheOtherInOneStream(t *testing.T) {
	s, phone, _ := plays(t, nil, Playback{Source: Silence()})
	begin := s.ahead()
	s.ports.clock.until(begin.Add(30 * time.Millisecond))
	if err := s.Play(Playback{Source: ringback(t)}); err != nil {
		t.Fatal(err)
	}
	s.ports.clock.until(begin.Add(50 * time.Millisecond))
	got := phone.packets(3)
	if toneOf(got[1]) > 0 || toneOf(got[2]) < 0.1 || !got[2].Marker || got[2].SSRC != got[0].SSRC ||
		got[2].SequenceNumber != got[0].SequenceNumber+2 || got[2].Timestamp != got[0].Timestamp+320 {
		t.Errorf("%v, then %v", got[0].Header, got[2].Header)
	}
	phone.nothing()
}

func TestAClockThatWasAwaySendsNoBunch(t *testing.T) {
	s, phone, begin := plays(t, nil, Playback{Source: Silence()})
	s.ports.clock.until(begin)
	late := begin.Add(10 * time.Second)
	s.ports.clock.unset(&s.frame)
	s.tick(late)
	s.ports.clock.until(late.Add(20 * time.Millisecond))
	got := phone.packets(3)
	if passed := got[1].Timestamp - got[0].Timestamp; passed != 80_000 || got[2].SequenceNumber != got[0].SequenceNumber+2 {
		t.Errorf("%d samples later: %v, then %v", passed, got[0].Header, got[1].Header)
	}
	phone.nothing()
}

func TestAClosedPortOfThePeerIsNoHarm(t *testing.T) {
	s, phone, begin := plays(t, nil, Playback{Source: Silence()})
	_ = phone.socket.Close()
	s.ports.clock.until(begin.Add(time.Second))
	again := dial(t, s)
	again.send(packet(1, 1, 160))
	s.counted(1)
	s.ports.clock.until(begin.Add(1100 * time.Millisecond))
	again.packets(1)
}

func TestManyStreamsPlayAtOnce(t *testing.T) {
	var ports Ports
	var all sync.WaitGroup
	start := time.Now() // the first may be over when the last begins
	for range 20 {
		s := open(t, &ports, loopback4)
		phone := dial(t, s)
		if err := s.Agree(telephone(phone.address())); err != nil {
			t.Fatal(err)
		}
		if err := s.Play(Playback{Source: Music()}); err != nil {
			t.Fatal(err)
		}
		all.Go(func() {
			for range 5 {
				phone.receive()
			}
		})
	}
	all.Wait()
	if took := time.Since(start); took < 60*time.Millisecond {
		t.Errorf("80 ms of music took %v", took)
	}
}
