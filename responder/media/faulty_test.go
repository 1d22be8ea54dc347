package media

import (
	"encoding/binary"
	"math"
	"slices"
	"testing"
	"time"
)

func TestLossTakesPacketsOutTheSameOnesForTheSameSeed(t *testing.T) {
	run := func(seed uint64) []uint16 {
		s, phone, begin := plays(t, nil, Playback{Source: Silence(), Loss: 0.3, Seed: seed})
		var came []uint16
		for i := range 10 {
			before := s.Quality().Sent
			s.ports.clock.until(begin.Add(time.Duration(i*100+99) * 20 * time.Millisecond))
			for _, p := range phone.packets(int(s.Quality().Sent - before)) {
				came = append(came, p.SequenceNumber)
			}
		}
		first := s.out.sequence - 1000
		for i := range came {
			came[i] -= first
		}
		return came
	}
	a, b, c := run(1), run(1), run(2)
	if math.Abs(float64(len(a))-700) > 60 {
		t.Errorf("%d of 1000 came through a loss of 0.3", len(a))
	}
	if !slices.Equal(a, b) || slices.Equal(a, c) {
		t.Error("the seed does not say which are lost")
	}
}

func TestJitterMakesPacketsLateByAtMostThat(t *testing.T) {
	const most = 50 * time.Millisecond
	s, phone, begin := plays(t, nil, Playback{Source: Silence(), Jitter: most})
	first := s.out.sequence
	var at []time.Duration
	for now := time.Duration(0); now < 2*time.Second+most; now += time.Millisecond {
		if now == 2*time.Second {
			_ = s.Play(Playback{Source: Stop()})
		}
		before := s.Quality().Sent
		s.ports.clock.until(begin.Add(now))
		for range s.Quality().Sent - before {
			at = append(at, now)
		}
	}
	if len(at) != 100 {
		t.Fatalf("%d of 100 packets came", len(at))
	}
	turned, latest, last := 0, time.Duration(0), -1
	for i, p := range phone.packets(100) {
		number := int(p.SequenceNumber - first)
		late := at[i] - time.Duration(number)*20*time.Millisecond
		if late < 0 || late > most+time.Millisecond {
			t.Errorf("packet %d came %v late", number, late)
		}
		latest = max(latest, late)
		if number < last {
			turned++
		}
		last = number
	}
	if turned == 0 || latest < most/2 {
		t.Errorf("%d came out of order, the latest %v late", turned, latest)
	}
}

func TestAnSSRCCanChangeOrBeWrong(t *testing.T) {
	for _, test := range []struct {
		ssrc    string
		sources int
	}{{"", 1}, {"changed", 2}, {"wrong", 16}} {
		t.Run(test.ssrc, func(t *testing.T) {
			s, phone, begin := plays(t, nil, Playback{Source: Silence(), SSRC: test.ssrc})
			s.ports.clock.until(begin.Add(1980 * time.Millisecond))
			seen := map[uint32]int{}
			got := phone.packets(100)
			for _, p := range got {
				seen[p.SSRC]++
			}
			if len(seen) != test.sources {
				t.Errorf("%d SSRCs: %v", len(seen), seen)
			}
			switch test.ssrc {
			case "changed":
				if got[49].SSRC != got[0].SSRC || got[50].SSRC == got[0].SSRC || got[50].SequenceNumber != got[49].SequenceNumber+1 {
					t.Errorf("%v, then %v", got[49].Header, got[50].Header)
				}
			case "wrong":
				if got[0].SSRC == got[1].SSRC {
					t.Error("two in a row are the same")
				}
			}
		})
	}
}

func TestAnEchoSuffersTheSame(t *testing.T) {
	for name, test := range map[string]struct {
		playback Playback
		check    func(sent int, ssrcs map[uint32]bool) bool
	}{
		"loss":       {Playback{Loss: 0.5}, func(sent int, _ map[uint32]bool) bool { return sent > 10 && sent < 50 }},
		"total loss": {Playback{Loss: 1}, func(sent int, _ map[uint32]bool) bool { return sent == 0 }},
		"wrong SSRC": {Playback{SSRC: "wrong"}, func(_ int, ssrcs map[uint32]bool) bool { return len(ssrcs) == 16 }},
		"jitter": {Playback{Jitter: 5 * time.Millisecond}, func(sent int, ssrcs map[uint32]bool) bool {
			return sent == 60 && len(ssrcs) == 1
		}},
	} {
		t.Run(name, func(t *testing.T) {
			var ports Ports
			s := open(t, &ports, loopback4)
			phone := dial(t, s)
			if err := s.Play(test.playback); err != nil {
				t.Fatal(err)
			}
			for number := range uint16(60) {
				phone.send(packet(7, number, 160))
			}
			s.counted(60)
			if test.playback.Jitter > 0 {
				s.settled(60)
			}
			// A packet that is echoed without fail comes after all others.
			_ = s.Play(Playback{})
			phone.send(packet(9, 0, 33))
			sent, ssrcs := 0, map[uint32]bool{}
			for {
				got := phone.receive()
				if len(got) == 45 {
					break
				}
				sent++
				ssrcs[binary.BigEndian.Uint32(got[8:])] = true
			}
			if !test.check(sent, ssrcs) {
				t.Errorf("%d came, of %d SSRCs", sent, len(ssrcs))
			}
		})
	}
}

func TestSoundCanComeFromAnotherPort(t *testing.T) {
	s, phone, _ := plays(t, nil, Playback{Source: Silence(), OtherPort: true})
	begin := s.ahead()
	before := openFiles()
	from := func() int {
		t.Helper()
		_ = phone.socket.SetReadDeadline(time.Now().Add(30 * time.Second))
		_, from, err := phone.socket.ReadFromUDPAddrPort(make([]byte, maxPacket))
		if err != nil {
			t.Fatal(err)
		}
		return int(from.Port())
	}
	s.ports.clock.until(begin)
	if got := from(); got == s.Port() || got == s.Port()+1 {
		t.Errorf("it came from %d, SDP says %d", got, s.Port())
	}
	if err := s.Play(Playback{Source: Silence()}); err != nil {
		t.Fatal(err)
	}
	s.ports.clock.until(begin.Add(20 * time.Millisecond))
	if got := from(); got != s.Port() {
		t.Errorf("it came from %d, SDP says %d", got, s.Port())
	}
	if after := openFiles(); after != 0 && after != before-1 {
		t.Errorf("%d files open, %d while it came from another port", after, before)
	}
}

func TestAPlaybackThatMakesNoSenseIsRefusedAndChangesNothing(t *testing.T) {
	s, phone, begin := plays(t, nil, Playback{Source: Silence()})
	for name, wrong := range map[string]Playback{
		"less than no loss":  {Source: Music(), Loss: -0.1},
		"more than all loss": {Source: Music(), Loss: 1.1},
		"no number":          {Source: Music(), Loss: math.NaN()},
		"negative jitter":    {Source: Music(), Jitter: -1},
		"an hour of jitter":  {Source: Music(), Jitter: time.Hour},
		"an unknown SSRC":    {Source: Music(), SSRC: "odd"},
	} {
		if err := s.Play(wrong); err == nil {
			t.Errorf("%s is taken", name)
		}
	}
	s.ports.clock.until(begin)
	if got := phone.packets(1); toneOf(got[0]) != 0 {
		t.Error("something else plays")
	}
}
