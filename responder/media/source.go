package media

import (
	"math/rand/v2"
	"time"
)

// Source is what can be played. It does not change: several streams may play
// one at the same time, each from its beginning.
type Source interface {
	// length is how long it plays; 0 is without end.
	length() time.Duration
	// begin is its speaker by what was agreed, nil for a source whose packets are not
	// due by the clock. The error is [ErrOnlyEcho].
	begin(a *abilities) (speaker, error)
}

// speaker makes packets, one after the other.
type speaker interface {
	// next makes f the next packet; false when there is none this time. Either
	// way f.samples is the time until the one after it.
	next(f *frame) bool
}

// frame is what a speaker puts into a packet.
type frame struct {
	payload uint8
	marker  bool
	// age is how many samples the RTP timestamp lies behind the time of sending.
	age uint32
	// samples is when the next frame is due, in samples of 8000 a second.
	samples int
	// data is the payload; it has no more than maxPayload bytes.
	data []byte
}

// sound makes samples: one channel, 16 bits, 8000 a second.
type sound interface{ fill(samples []int16) }

// quiet are sources that do not sound: Echo and Stop.
type quiet string

func (quiet) length() time.Duration             { return 0 }
func (quiet) begin(*abilities) (speaker, error) { return nil, nil }

// Echo sends back what comes.
func Echo() Source { return quiet("echo") }

// Stop sends nothing.
func Stop() Source { return quiet("stop") }

// Silence sends packets in which nothing is heard.
func Silence() Source { return silence{} }

type silence struct{}

func (silence) length() time.Duration               { return 0 }
func (silence) begin(a *abilities) (speaker, error) { return a.speak(silence{}) }
func (silence) fill(samples []int16)                { clear(samples) }

// Music is a melody of ours that goes round, for who is on hold.
func Music() Source { return music{} }

// Noise is comfort noise: by RFC 3389 where that was agreed, else a low rustle.
func Noise() Source { return noise{} }

type noise struct{}

func (noise) length() time.Duration { return 0 }

func (noise) begin(a *abilities) (speaker, error) {
	if a.noise != none {
		return &described{payload: uint8(a.noise)}, nil
	}
	return a.speak(&rustle{})
}

// rustle is white noise at about -60 dBm0.
type rustle struct{}

func (rustle) fill(samples []int16) {
	const most = 48
	for i := range samples {
		samples[i] = int16(rand.IntN(2*most+1) - most)
	}
}

// described is noise that the peer makes, after a description of its level (RFC
// 3389 section 3.1). It is said again now and then, as packets get lost.
type described struct {
	payload uint8
	told    bool
}

const (
	noiseLevel = 60   // -dBov
	noiseEvery = 1600 // samples, 200 ms
)

func (d *described) next(f *frame) bool {
	f.payload, f.marker, f.age = d.payload, !d.told, 0
	f.samples, f.data = noiseEvery, append(f.data[:0], noiseLevel)
	d.told = true
	return true
}

// encoded is a speaker that makes G.711 of a sound.
type encoded struct {
	sound
	encode  func(int16) byte
	payload uint8
	samples int // of a packet
	begun   bool
}

func (s *encoded) next(f *frame) bool {
	f.payload, f.marker, f.age, f.samples = s.payload, !s.begun, 0, s.samples
	s.begun = true
	var room [maxSamples]int16
	samples := room[:s.samples]
	s.fill(samples)
	f.data = f.data[:s.samples]
	for i, sample := range samples {
		f.data[i] = s.encode(sample)
	}
	return true
}
