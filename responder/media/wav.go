package media

import (
	"encoding/binary"
	"errors"
	"fmt"
	"time"
)

// The formats a WAV file can have here. An extensible one has its format in a
// field of its own.
const (
	wavPCM        = 1
	wavA          = 6
	wavMu         = 7
	wavExtensible = 0xFFFE
)

// wav is a source: the samples of a WAV file, as they stand there.
type wav struct {
	data     []byte
	channels int
	width    int // bytes of one sample of one channel
	rate     int // Hz
	sample   func([]byte) int16
}

// WAV reads a WAV file: PCM of 8 or 16 bits or G.711 of either law, up to eight
// channels, which are mixed, 4000 to 192,000 Hz, which become 8000. It is played
// again from the beginning when it ends. Data must not change any more; the
// error says in one line what is wrong with it.
func WAV(data []byte) (Source, error) {
	if len(data) < 12 || string(data[:4]) != "RIFF" || string(data[8:12]) != "WAVE" {
		return nil, errors.New("no WAV file: it does not begin with RIFF and WAVE")
	}
	var format []byte
	for rest := data[12:]; len(rest) >= 8; {
		name, size := string(rest[:4]), int(binary.LittleEndian.Uint32(rest[4:]))
		rest = rest[8:]
		// Who writes to a pipe cannot say the size; then it is what there is.
		chunk := rest[:min(size, len(rest))]
		rest = rest[min(size+size%2, len(rest)):]
		switch name {
		case "fmt ":
			format = chunk
		case "data":
			return newWAV(format, chunk)
		}
	}
	return nil, errors.New("WAV file without sound: it has no data chunk")
}

func newWAV(format, data []byte) (Source, error) {
	if len(format) < 16 {
		return nil, errors.New("WAV file that does not say its format before its data")
	}
	kind, bits := binary.LittleEndian.Uint16(format), binary.LittleEndian.Uint16(format[14:])
	if kind == wavExtensible && len(format) >= 26 {
		kind = binary.LittleEndian.Uint16(format[24:])
	}
	w := wav{
		channels: int(binary.LittleEndian.Uint16(format[2:])),
		rate:     int(binary.LittleEndian.Uint32(format[4:])),
		width:    int(bits / 8),
	}
	switch {
	case kind == wavPCM && bits == 8:
		w.sample = func(b []byte) int16 { return (int16(b[0]) - 128) << 8 }
	case kind == wavPCM && bits == 16:
		w.sample = func(b []byte) int16 { return int16(binary.LittleEndian.Uint16(b)) }
	case kind == wavA && bits == 8:
		w.sample = func(b []byte) int16 { return fromA(b[0]) }
	case kind == wavMu && bits == 8:
		w.sample = func(b []byte) int16 { return fromMu(b[0]) }
	default:
		return nil, fmt.Errorf("WAV file of format %d with %d bits: only PCM of 8 or 16 bits and G.711 are played", kind, bits)
	}
	if w.channels < 1 || w.channels > 8 {
		return nil, fmt.Errorf("WAV file of %d channels: 1 to 8 are mixed", w.channels)
	}
	if w.rate < 4000 || w.rate > 192_000 {
		return nil, fmt.Errorf("WAV file of %d Hz: 4000 to 192000 are played", w.rate)
	}
	w.data = data[:len(data)-len(data)%(w.width*w.channels)]
	if len(w.data) == 0 {
		return nil, errors.New("WAV file without sound: its data chunk is empty")
	}
	return &w, nil
}

func (*wav) length() time.Duration { return 0 }

func (w *wav) begin(a *abilities) (speaker, error) { return a.speak(&reel{wav: w}) }

// frames is how many samples the file has, of all channels at once.
func (w *wav) frames() int { return len(w.data) / (w.width * w.channels) }

// mixed is one of them: the middle of its channels.
func (w *wav) mixed(frame int) int {
	sum := 0
	for at := range w.channels {
		sum += int(w.sample(w.data[(frame*w.channels+at)*w.width:]))
	}
	return sum / w.channels
}

// reel is a WAV file as it sounds.
type reel struct {
	*wav
	at int // the sample of ours that is next
}

// fill gives of a faster file the mean of the samples that fall into one of ours,
// and of a slower one what lies on the line between two of its samples.
func (r *reel) fill(samples []int16) {
	frames := r.frames()
	for i := range samples {
		from, to := r.at*r.rate/sampleRate, (r.at+1)*r.rate/sampleRate
		if from >= frames {
			r.at, from, to = 0, 0, r.rate/sampleRate
		}
		if to <= from+1 {
			between := r.at * r.rate % sampleRate
			samples[i] = int16((r.mixed(from)*(sampleRate-between) + r.mixed((from+1)%frames)*between) / sampleRate)
		} else {
			sum := 0
			for f := from; f < to; f++ {
				sum += r.mixed(f % frames)
			}
			samples[i] = int16(sum / (to - from))
		}
		r.at++
	}
}
