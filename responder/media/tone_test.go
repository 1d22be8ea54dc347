package media

import (
	"math"
	"strings"
	"testing"
)

// heard is what a source sounds like, decoded from what it would send.
func heard(t *testing.T, source Source, codec string, seconds float64) []int16 {
	t.Helper()
	terms := newTerms(Line{Codecs: []Codec{{Name: codec, ClockRate: 8000}}}, nil)
	speaker, err := source.begin(&terms.abilities)
	if err != nil {
		t.Fatal(err)
	}
	decode := map[string]func(byte) int16{"PCMU": fromMu, "PCMA": fromA}[codec]
	var samples []int16
	for len(samples) < int(seconds*sampleRate) {
		f := frame{data: make([]byte, 0, maxPayload)}
		if !speaker.next(&f) || f.samples != len(f.data) {
			t.Fatalf("a packet of %d bytes for %d samples", len(f.data), f.samples)
		}
		for _, b := range f.data {
			samples = append(samples, decode(b))
		}
	}
	return samples[:int(seconds*sampleRate)]
}

// power is how much of a frequency is in samples, by Goertzel: 1 for a sine that
// reaches the largest sample.
func power(samples []int16, hz float64) float64 {
	turn := 2 * math.Cos(2*math.Pi*hz/sampleRate)
	var last, before float64
	for _, s := range samples {
		last, before = float64(s)/32767+turn*last-before, last
	}
	n := float64(len(samples))
	return math.Sqrt(max(0, last*last+before*before-turn*last*before)) * 2 / n
}

func rms(samples []int16) float64 {
	var sum float64
	for _, s := range samples {
		sum += float64(s) * float64(s)
	}
	return math.Sqrt(sum/float64(len(samples))) / 32767
}

// level is rms in dBm0.
func level(samples []int16) float64 { return 20*math.Log10(rms(samples)*math.Sqrt2) + 3.14 }

func TestEveryToneOfEveryCountryIsHeardAsItIsWritten(t *testing.T) {
	for _, country := range Countries() {
		for _, name := range ToneNames() {
			t.Run(country+" "+name, func(t *testing.T) {
				source, err := Tone(name, country)
				if err != nil {
					t.Fatal(err)
				}
				written := source.(tone)
				at, samples := 0, heard(t, source, "PCMU", 12)
				// Twice round, so that it is seen to begin again.
				for range 2 {
					for _, b := range written {
						length := b.samples
						if length == 0 {
							length = sampleRate
						}
						part := samples[at : at+length]
						at += length
						checkBurst(t, part, b)
					}
				}
			})
		}
	}
}

func checkBurst(t *testing.T, part []int16, b burst) {
	t.Helper()
	if len(b.hz) == 0 {
		if got := rms(part); got > 0.001 {
			t.Errorf("a pause of %d samples has %.4f", len(part), got)
		}
		return
	}
	if got := level(part); math.Abs(got+10) > 2.5 {
		t.Errorf("%v Hz have %.1f dBm0", b.hz, got)
	}
	for _, hz := range b.hz {
		if got, want := power(part, hz), toneLevel/32767/math.Sqrt(float64(len(b.hz))); got < want/2 {
			t.Errorf("%g Hz has %.3f of %.3f", hz, got, want)
		}
	}
	if off := power(part, b.hz[0]+170); off > 0.02 {
		t.Errorf("%g Hz has %.3f and should not sound", b.hz[0]+170, off)
	}
}

func TestTheTonesThatEverybodyKnows(t *testing.T) {
	for name, test := range map[string]struct {
		tone, country string
		hz            []float64
		on, off       int // milliseconds
	}{
		"ringback is one second of 425 Hz in five":      {"ringback", "", []float64{425}, 1000, 4000},
		"the Germans are busy at 425 Hz, 480 ms":        {"busy", "de", []float64{425}, 480, 480},
		"the Americans ring with 440 and 480 Hz":        {"ringback", "US", []float64{440, 480}, 2000, 4000},
		"the Americans are busy with 480 and 620 Hz":    {"busy", "us", []float64{480, 620}, 500, 500},
		"the British ring twice":                        {"ringback", "uk", []float64{400, 450}, 400, 200},
		"the French use 440 Hz":                         {"ringback", "fr", []float64{440}, 1500, 3500},
		"the Swiss ring as the rest of Europe":          {"ringback", "ch", []float64{425}, 1000, 4000},
		"the Swedes pause longer when they are crowded": {"congestion", "se", []float64{425}, 250, 750},
	} {
		t.Run(name, func(t *testing.T) {
			source, err := Tone(test.tone, test.country)
			if err != nil {
				t.Fatal(err)
			}
			samples := heard(t, source, "PCMA", float64(test.on+test.off)/1000)
			on, off := samples[:test.on*8], samples[test.on*8:]
			for _, hz := range test.hz {
				if got := power(on, hz); got < 0.1 {
					t.Errorf("%g Hz has %.3f while it sounds", hz, got)
				}
				if got := power(off, hz); got > 0.001 {
					t.Errorf("%g Hz has %.3f in the pause", hz, got)
				}
			}
		})
	}
}

func TestTheJapaneseRingTrembles(t *testing.T) {
	source, err := Tone("ringback", "jp")
	if err != nil {
		t.Fatal(err)
	}
	samples := heard(t, source, "PCMU", 1)
	for _, hz := range []float64{384, 400, 416} {
		if got := power(samples, hz); got < 0.03 {
			t.Errorf("%g Hz has %.3f", hz, got)
		}
	}
}

func TestAnyFrequencyCanBeSent(t *testing.T) {
	source, err := Hz(1004, 2100.5)
	if err != nil {
		t.Fatal(err)
	}
	samples := heard(t, source, "PCMU", 1)
	if power(samples, 1004) < 0.1 || power(samples, 2100.5) < 0.1 || power(samples, 1500) > 0.01 {
		t.Errorf("1004 Hz has %.3f, 2100.5 Hz %.3f, 1500 Hz %.3f",
			power(samples, 1004), power(samples, 2100.5), power(samples, 1500))
	}
	for _, wrong := range [][]float64{nil, {0}, {-1}, {4000}, {math.NaN()}, {math.Inf(1)}, make([]float64, 9)} {
		if _, err := Hz(wrong...); err == nil {
			t.Errorf("%v is taken", wrong)
		}
	}
}

func TestATonePlayedForAnHourKeepsItsLoudness(t *testing.T) {
	w := newWave(425, 1000, 1)
	var most float64
	for i := range 3600 * sampleRate {
		if value := w.next(); i >= 3599*sampleRate {
			most = max(most, value)
		}
	}
	if math.Abs(most-1000) > 1 {
		t.Errorf("a loudness of 1000 is %f after an hour", most)
	}
}

func TestAToneThatIsNotKnownSaysWhichAre(t *testing.T) {
	if _, err := Tone("ringback", "xx"); err == nil || !strings.Contains(err.Error(), "at, au, ch, de, es, eu, fr, it, jp, nl, se, uk, us") {
		t.Errorf("no country: %v", err)
	}
	if _, err := Tone("bell", "de"); err == nil || !strings.Contains(err.Error(), "busy, congestion, dial, ringback, unobtainable") {
		t.Errorf("no tone: %v", err)
	}
	for _, wrong := range []string{"", "x", "425 x", "425*y 100", "425+ 100"} {
		if _, err := parseTone(wrong); err == nil {
			t.Errorf("%q is read", wrong)
		}
	}
}

func TestMusicIsSoundAndDoesNotEnd(t *testing.T) {
	samples := heard(t, Music(), "PCMU", 60)
	for second := range 60 {
		if got := level(samples[second*sampleRate : (second+1)*sampleRate]); got < -30 || got > -5 {
			t.Errorf("second %d has %.1f dBm0", second, got)
		}
	}
	// The first string is the C below middle C.
	if got := power(samples[:2400], 220*math.Pow(2, -9.0/12)); got < 0.05 {
		t.Errorf("the first string has %.3f", got)
	}
}

func TestSilenceIsSilentAndNoiseIsLow(t *testing.T) {
	if got := rms(heard(t, Silence(), "PCMU", 1)); got != 0 {
		t.Errorf("silence has %f", got)
	}
	if got := level(heard(t, Noise(), "PCMU", 1)); got < -65 || got > -50 {
		t.Errorf("noise has %.1f dBm0", got)
	}
}

func TestNoiseIsDescribedToWhoCanMakeIt(t *testing.T) {
	terms := newTerms(Line{Codecs: []Codec{
		{Name: "PCMU", ClockRate: 8000, Payload: 0}, {Name: "CN", ClockRate: 8000, Payload: 13},
	}}, nil)
	speaker, err := Noise().begin(&terms.abilities)
	if err != nil {
		t.Fatal(err)
	}
	for i := range 2 {
		f := frame{data: make([]byte, 0, maxPayload)}
		if !speaker.next(&f) || f.payload != 13 || f.marker != (i == 0) || len(f.data) != 1 || f.data[0] != 60 {
			t.Errorf("packet %d is %+v", i, f)
		}
	}
}
