package media

import (
	"math"
	"time"
)

// music is a source: chords of a guitar that nobody plays, picked string by
// string.
type music struct{}

func (music) length() time.Duration               { return 0 }
func (music) begin(a *abilities) (speaker, error) { return a.speak(&picking{}) }

// chords are the strings of a bar each, in half tones above A3 (220 Hz).
var chords = [][8]int{
	{-9, -2, 3, 7, 10, 7, 3, -2},
	{0, 3, 7, 12, 15, 12, 7, 3},
	{-4, 0, 3, 8, 12, 8, 3, 0},
	{-2, 2, 5, 10, 14, 10, 5, 2},
	{-9, -2, 3, 7, 15, 7, 3, -2},
	{-5, 2, 5, 7, 14, 7, 5, 2},
	{-4, 3, 8, 12, 15, 12, 8, 3},
	{-2, 5, 8, 10, 17, 14, 10, 5},
}

const (
	pickEvery = 2400 // samples from one string to the next, 300 ms
	ringsOn   = 6    // strings that sound at a time; the oldest is damped for the next
	loudness  = 5200
	// stringFade is what is left of a string after a sample: half of it after
	// about 0.4 s.
	stringFade = 1 - 2.2e-4
)

// picking is music as it sounds.
type picking struct {
	picked  int // strings so far
	left    int // samples until the next
	strings [ringsOn][2]wave
}

func (p *picking) fill(samples []int16) {
	for i := range samples {
		if p.left == 0 {
			p.pick()
		}
		p.left--
		var sum float64
		for s := range p.strings {
			sum += p.strings[s][0].next() + p.strings[s][1].next()
		}
		samples[i] = int16(max(-32767, min(32767, sum)))
	}
}

func (p *picking) pick() {
	bar := chords[p.picked/8%len(chords)]
	hz := 220 * math.Pow(2, float64(bar[p.picked%8])/12)
	// The octave above fades faster, as on a string.
	p.strings[p.picked%ringsOn] = [2]wave{
		newWave(hz, loudness, stringFade),
		newWave(2*hz, loudness/3, stringFade*stringFade),
	}
	p.picked++
	p.left = pickEvery
}
