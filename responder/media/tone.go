package media

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

// sampleRate is that of G.711, in Hz: all that is played has it.
const sampleRate = 8000

// toneLevel is how loud a tone is: -10 dBm0, which ITU-T E.180 section 11
// recommends, where a sine that reaches the largest sample has +3.14 dBm0.
var toneLevel = 32767 * math.Pow(10, (-10-3.14)/20)

// burst is a part of a tone: frequencies that sound together for some time.
type burst struct {
	hz []float64 // none is a pause
	// by is the frequency in Hz with which their loudness goes up and down; 0 for steady.
	by float64
	// samples is how long; 0 is without end.
	samples int
}

// tone is a source of bursts, one after the other and again from the first.
type tone []burst

func (tone) length() time.Duration { return 0 }

func (t tone) begin(a *abilities) (speaker, error) { return a.speak(&ringing{bursts: t, again: true}) }

// Hz is a steady tone of one frequency or of up to eight that sound together,
// above 0 and below 4000 Hz.
func Hz(frequencies ...float64) (Source, error) {
	if len(frequencies) < 1 || len(frequencies) > 8 {
		return nil, fmt.Errorf("a tone has 1 to 8 frequencies, not %d", len(frequencies))
	}
	for _, f := range frequencies {
		if !(f > 0 && f < sampleRate/2) {
			return nil, fmt.Errorf("a tone of %g Hz cannot be sent at 8000 samples a second, it has to be above 0 and below 4000 Hz", f)
		}
	}
	return tone{{hz: frequencies}}, nil
}

// parseTone reads "400+450 400, 0 200": frequencies in Hz, together with +, and
// how many milliseconds they sound, 0 Hz for a pause; without a time they sound
// on. "400*16" is 400 Hz whose loudness changes 16 times a second.
func parseTone(text string) (tone, error) {
	var t tone
	for part := range strings.SplitSeq(text, ",") {
		hz, milliseconds, timed := strings.Cut(strings.TrimSpace(part), " ")
		var b burst
		hz, by, modulated := strings.Cut(hz, "*")
		if modulated {
			var err error
			if b.by, err = strconv.ParseFloat(by, 64); err != nil {
				return nil, err
			}
		}
		for one := range strings.SplitSeq(hz, "+") {
			f, err := strconv.ParseFloat(one, 64)
			if err != nil {
				return nil, err
			}
			if f != 0 {
				b.hz = append(b.hz, f)
			}
		}
		if timed {
			n, err := strconv.Atoi(milliseconds)
			if err != nil {
				return nil, err
			}
			b.samples = n * sampleRate / 1000
		}
		t = append(t, b)
	}
	return t, nil
}

// ringing is a tone as it sounds.
type ringing struct {
	bursts []burst
	again  bool // from the first after the last; else silence
	at     int  // the burst that sounds
	left   int  // samples until it ends
	waves  []wave
	swing  wave
}

func (r *ringing) fill(samples []int16) {
	for len(samples) > 0 {
		if r.waves == nil {
			r.start()
		}
		b := r.bursts[r.at]
		part := samples
		if b.samples > 0 {
			part = samples[:min(len(samples), r.left)]
			r.left -= len(part)
		}
		r.sound(part, b)
		samples = samples[len(part):]
		if b.samples > 0 && r.left == 0 {
			r.waves = nil
			if r.at++; r.at == len(r.bursts) && !r.again {
				r.bursts = append(r.bursts[:len(r.bursts):len(r.bursts)], burst{})
			}
			r.at %= len(r.bursts)
		}
	}
}

// start begins the burst at hand.
func (r *ringing) start() {
	b := r.bursts[r.at]
	r.left = b.samples
	r.waves = make([]wave, len(b.hz))
	for i, f := range b.hz {
		r.waves[i] = newWave(f, toneLevel/math.Sqrt(float64(len(b.hz))), 1)
	}
	r.swing = newWave(b.by, 1, 1)
}

// modulation is how much of the loudness of a modulated tone changes; what that
// adds to it in the mean is taken off again.
const modulation = 0.85

var swingLevel = math.Sqrt(1 + modulation*modulation/2)

func (r *ringing) sound(samples []int16, b burst) {
	for i := range samples {
		var sum float64
		for w := range r.waves {
			sum += r.waves[w].next()
		}
		if b.by > 0 {
			sum *= (1 + modulation*r.swing.next()) / swingLevel
		}
		samples[i] = int16(sum)
	}
}

// wave is a sine, each sample made of the two before it, because that costs less
// than asking for a sine 8000 times a second.
type wave struct {
	turn, fade   float64
	last, before float64
}

// newWave starts at 0; fade is what is left of its loudness after each sample,
// up to 1.
func newWave(hz, loudness, fade float64) wave {
	angle := 2 * math.Pi * hz / sampleRate
	return wave{
		turn: 2 * fade * math.Cos(angle), fade: fade * fade,
		before: -loudness * math.Sin(angle),
	}
}

func (w *wave) next() float64 {
	value := w.last
	w.last, w.before = w.turn*w.last-w.fade*w.before, w.last
	return value
}
