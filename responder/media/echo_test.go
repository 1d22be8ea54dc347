package media

import (
	"testing"
	"time"

	"github.com/pion/rtp"
	"pgregory.net/rapid"
)

// echoes is a stream that gets packets by hand, and what becomes of them.
func echoes(t *testing.T) (s *Stream, at time.Time, give func(p rtp.Header) (rtp.Header, bool)) {
	t.Helper()
	s = open(t, new(Ports), loopback4)
	if err := s.Agree(telephone(discard)); err != nil {
		t.Fatal(err)
	}
	at = time.Now()
	return s, at, func(p rtp.Header) (rtp.Header, bool) {
		at = at.Add(20 * time.Millisecond)
		_, echo := s.take(rtpPacket(p, make([]byte, 160)), discard, at)
		var back rtp.Header
		if echo.packet == nil {
			return back, false
		}
		if _, err := back.Unmarshal(echo.packet); err != nil {
			t.Fatal(err)
		}
		return back, true
	}
}

func heardAs(ssrc uint32, number uint16, stamp uint32) rtp.Header {
	return rtp.Header{Version: 2, SSRC: ssrc, SequenceNumber: number, Timestamp: stamp}
}

func TestAnEchoAndASoundAreOneStream(t *testing.T) {
	s, phone, begin := plays(t, nil, Playback{Source: Silence()})
	s.ports.clock.until(begin.Add(20 * time.Millisecond))
	got := phone.packets(2)
	if err := s.Play(Playback{}); err != nil {
		t.Fatal(err)
	}
	for number := range uint16(3) {
		phone.send(packet(1, 40000+2*number, 160)) // every second one is lost
		got = append(got, phone.packets(1)...)
	}
	s.settled(3)
	if err := s.Play(Playback{Source: Silence()}); err != nil {
		t.Fatal(err)
	}
	s.tick(s.out.due)
	got = append(got, phone.packets(1)...)
	for i, further := range []uint16{0, 1, 2, 4, 6, 7} {
		if p := got[i]; p.SSRC != got[0].SSRC || p.SequenceNumber != got[0].SequenceNumber+further {
			t.Errorf("packet %d is %v, the first was %v", i, p.Header, got[0].Header)
		}
		if i > 0 && int32(got[i].Timestamp-got[i-1].Timestamp) <= 0 {
			t.Errorf("timestamp %d after %d", got[i].Timestamp, got[i-1].Timestamp)
		}
	}
	if got[3].Timestamp != got[2].Timestamp+320 {
		t.Errorf("timestamp %d after %d of the peer's 320", got[3].Timestamp, got[2].Timestamp)
	}
}

func TestWhoIsEchoedMayChangeItsCountOrItsSSRC(t *testing.T) {
	s, _, give := echoes(t)
	for _, test := range []struct {
		name string
		in   rtp.Header
		want uint16 // 0: nothing comes back
	}{
		{"the first keeps its number", heardAs(1, 500, 0), 500},
		{"the next", heardAs(1, 501, 160), 501},
		{"one was lost", heardAs(1, 503, 480), 503},
		{"and comes late", heardAs(1, 502, 320), 502},
		{"older than the first", heardAs(1, 499, 0), 0},
		{"another SSRC goes on", heardAs(2, 9, 77), 504},
		{"also one by one", heardAs(2, 10, 237), 505},
		{"one of before it", heardAs(2, 8, 0), 0},
		{"a count that begins anew", heardAs(2, 40000, 237), 506},
		{"which goes on", heardAs(2, 40001, 397), 507},
		{"and on", heardAs(2, 40003, 717), 509},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, ok := give(test.in)
			if ok != (test.want != 0) || got.SequenceNumber != test.want {
				t.Errorf("came back %v as %d", ok, got.SequenceNumber)
			}
			if ok && got.SSRC != s.ssrc {
				t.Errorf("SSRC %x, not %x", got.SSRC, s.ssrc)
			}
		})
	}
}

func TestWhatIsNotSentOnHoldIsNoLoss(t *testing.T) {
	s, _, give := echoes(t)
	first, _ := give(heardAs(1, 1, 160))
	held := telephone(discard)
	held.Direction = RecvOnly
	if err := s.Agree(held); err != nil {
		t.Fatal(err)
	}
	if _, ok := give(heardAs(1, 2, 320)); ok {
		t.Error("an echo on hold")
	}
	if err := s.Agree(telephone(discard)); err != nil {
		t.Fatal(err)
	}
	again, _ := give(heardAs(1, 3, 480))
	if again.SequenceNumber != first.SequenceNumber+1 || again.Timestamp != first.Timestamp+320 {
		t.Errorf("%v after %v", again, first)
	}
}

func TestAnSSRCThatThePeerHasAsWellIsChangedOnce(t *testing.T) {
	s, _, give := echoes(t)
	first, _ := give(heardAs(s.ssrc, 1, 160))
	if first.SSRC == s.name {
		t.Error("the echo has the SSRC of the peer")
	}
	if again, _ := give(heardAs(first.SSRC, 2, 320)); again.SSRC != first.SSRC {
		t.Error("two echoes would go on like that for ever")
	}
}

// However the peer counts, none of our numbers is used twice unless it does so.
func TestNoNumberIsUsedTwice(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		s := &Stream{ssrc: 1, name: 1, terms: terms{direction: SendRecv, announced: discard}}
		now := time.Now()
		theirs, used := map[[2]uint32]bool{}, map[uint16]bool{}
		for range rapid.IntRange(1, 60).Draw(r, "packets") {
			in := heardAs(rapid.Uint32Range(2, 3).Draw(r, "ssrc"), rapid.Uint16Range(0, 300).Draw(r, "number"), 0)
			if key := [2]uint32{in.SSRC, uint32(in.SequenceNumber)}; theirs[key] {
				continue
			} else {
				theirs[key] = true
			}
			var back rtp.Header
			data := rtpPacket(in, nil)
			if !s.returns(data, &in, sampleRate, false, now) {
				continue
			}
			if _, err := back.Unmarshal(data); err != nil {
				r.Fatal(err)
			}
			if used[back.SequenceNumber] {
				r.Fatalf("%d is used twice", back.SequenceNumber)
			}
			used[back.SequenceNumber] = true
		}
	})
}
