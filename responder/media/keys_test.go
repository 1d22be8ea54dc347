package media

import (
	"encoding/binary"
	"math/rand/v2"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// event is a packet of RFC 4733.
type event struct {
	timestamp uint32
	marker    bool
	payload   []byte
}

// pressed are the packets of keys as a stream of ours sends them.
func pressed(t testing.TB, keys string) []event {
	t.Helper()
	source, err := DTMF(keys)
	if err != nil {
		t.Fatal(err)
	}
	terms := newTerms(telephone(discard), nil)
	speaker, err := source.begin(&terms.abilities)
	if err != nil {
		t.Fatal(err)
	}
	var events []event
	var now uint32
	for now < uint32(inSamples(source.length())) {
		f := frame{data: make([]byte, 0, maxPayload)}
		if !speaker.next(&f) {
			t.Fatal("nothing is sent")
		}
		if f.payload == 101 {
			events = append(events, event{now - f.age, f.marker, append([]byte(nil), f.data...)})
		}
		now += uint32(f.samples)
	}
	return events
}

func TestAKeyIsSevenPacketsOfWhichTheLastThreeSayItsEnd(t *testing.T) {
	events := pressed(t, "5#")
	if len(events) != 14 {
		t.Fatalf("%d packets", len(events))
	}
	for i, e := range events {
		key, at := i/7, i%7
		duration, end := uint16(min(at+1, 5)*160), at >= 4
		if e.timestamp != uint32(key*1600) || e.marker != (at == 0) || e.payload[0] != []byte{5, 11}[key] ||
			binary.BigEndian.Uint16(e.payload[2:]) != duration || (e.payload[1]&eventEnd != 0) != end || e.payload[1]&0x3f != eventVolume {
			t.Errorf("packet %d is %+v", i, e)
		}
	}
}

func TestACommaIsAPause(t *testing.T) {
	events := pressed(t, "1,2")
	if len(events) != 14 || events[7].timestamp != 1600+8000 || events[7].payload[0] != 2 {
		t.Errorf("%d packets, the second key is %+v", len(events), events[7])
	}
	source, err := DTMF("1,2")
	if err != nil {
		t.Fatal(err)
	}
	samples := heard(t, source, "PCMU", 1.4)
	if got := rms(samples[800:9600]); got > 0.001 {
		t.Errorf("the pause has %.3f", got)
	}
	if got := power(samples[9600:10400], 1336); got < 0.1 {
		t.Errorf("the second key has %.3f of 1336 Hz", got)
	}
}

func TestKeysSayHowLongTheyTake(t *testing.T) {
	for keys, want := range map[string]time.Duration{"1": 200 * time.Millisecond, "12#": 600 * time.Millisecond, "1,,2": 2400 * time.Millisecond} {
		source, err := DTMF(keys)
		if err != nil {
			t.Fatal(err)
		}
		if got := (Playback{Source: source}).Length(); got != want {
			t.Errorf("%s takes %v", keys, got)
		}
	}
	for _, endless := range []Source{nil, Echo(), Stop(), Silence(), Noise(), Music()} {
		if got := (Playback{Source: endless}).Length(); got != 0 {
			t.Errorf("%v takes %v", endless, got)
		}
	}
	for _, wrong := range []string{"", ",,", "1 2", "12x", "é", "E"} {
		if _, err := DTMF(wrong); err == nil {
			t.Errorf("%q can be pressed", wrong)
		}
	}
}

func TestKeysAreTonesWhereEventsWereNotAgreed(t *testing.T) {
	source, err := DTMF("1d")
	if err != nil {
		t.Fatal(err)
	}
	samples := heard(t, source, "PCMA", 1)
	for _, test := range []struct {
		at      int // milliseconds
		sounds  []float64
		silence bool
	}{
		{at: 0, sounds: []float64{697, 1209}}, {at: 100, silence: true},
		{at: 200, sounds: []float64{941, 1633}}, {at: 300, silence: true}, {at: 400, silence: true}, {at: 900, silence: true},
	} {
		part := samples[test.at*8 : (test.at+100)*8]
		if test.silence && rms(part) > 0.001 {
			t.Errorf("after %d ms there is %.3f", test.at, rms(part))
		}
		for _, hz := range test.sounds {
			if got := power(part, hz); got < 0.1 {
				t.Errorf("after %d ms %g Hz has %.3f", test.at, hz, got)
			}
		}
	}
}

func TestKeysAreToldOnceWhateverIsLost(t *testing.T) {
	for name, test := range map[string]struct {
		lost func(i int) bool
	}{
		"nothing is lost":                 {func(int) bool { return false }},
		"the ends are lost":               {func(i int) bool { return i%7 >= 4 }},
		"the beginnings are lost":         {func(i int) bool { return i%7 < 4 }},
		"but for one packet all are lost": {func(i int) bool { return i%7 != 3 }},
	} {
		t.Run(name, func(t *testing.T) {
			var p press
			var got []byte
			for i, e := range pressed(t, "11*0D") {
				if test.lost(i) {
					continue
				}
				if key := p.add(7, e.timestamp, e.marker, e.payload); key != 0 {
					got = append(got, key)
				}
			}
			if string(got) != "11*0D" {
				t.Errorf("heard %q", got)
			}
		})
	}
}

func TestKeysAreToldOnceWhateverTheNetworkDoes(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		keys := rapid.StringOfN(rapid.RuneFrom([]rune(keypad)), 1, 8, -1).Draw(rt, "keys")
		chance := rand.New(rand.NewPCG(rapid.Uint64().Draw(rt, "seed"), 0))
		events := pressed(t, keys)
		// A packet that comes late comes within its key, and some come twice.
		var came []event
		for key := range len(keys) {
			of := events[key*7 : key*7+7]
			for _, i := range chance.Perm(7)[:1+chance.IntN(7)] {
				came = append(came, of[i])
				if chance.IntN(3) == 0 {
					came = append(came, of[chance.IntN(7)])
				}
			}
		}
		var p press
		var got []byte
		for _, e := range came {
			if key := p.add(7, e.timestamp, e.marker, e.payload); key != 0 {
				got = append(got, key)
			}
		}
		if string(got) != keys {
			rt.Fatalf("pressed %q, heard %q", keys, got)
		}
	})
}

func TestAKeyHeldForLongIsOneKey(t *testing.T) {
	payload := func(event byte, duration uint16) []byte {
		return binary.BigEndian.AppendUint16([]byte{event, 10}, duration)
	}
	var p press
	for _, step := range []struct {
		timestamp uint32
		marker    bool
		payload   []byte
		want      byte
		why       string
	}{
		{1000, true, payload(5, 160), '5', "pressed"},
		{1000, false, payload(5, 0xFFFF), 0, "held for 8 s"},
		{1000 + 0xFFFF, false, payload(5, 160), 0, "the next segment of it"},
		{1000 + 0xFFFF, false, payload(5, 0xFFFF), 0, "held for 16 s"},
		{1000 + 2*0xFFFF, false, payload(5, 800), 0, "and the next"},
		{1000 + 0xFFFF, false, payload(5, 0xFFFF), 0, "late"},
		{1000 + 3*0xFFFF, true, payload(5, 160), '5', "pressed again, though as long after"},
		{1000 + 3*0xFFFF + 8000, false, payload(6, 160), '6', "another, its first packet lost"},
		{1000 + 3*0xFFFF + 8000, false, payload(16, 160), 0, "a flash is no key"},
		{1000 + 3*0xFFFF + 9000, true, []byte{1, 2, 3}, 0, "cut off"},
	} {
		if got := p.add(7, step.timestamp, step.marker, step.payload); got != step.want {
			t.Errorf("%s: told %q", step.why, got)
		}
	}
	if got := p.add(8, 1, false, payload(6, 160)); got != '6' {
		t.Errorf("another SSRC: told %q", got)
	}
}
