package media

import (
	"encoding/binary"
	"errors"
	"fmt"
	"strings"
	"time"
)

// keypad are the keys of a phone in the order of their event codes (RFC 4733
// section 3.2).
const keypad = "0123456789*#ABCD"

// The frequencies of a key: its row and its column (ITU-T Q.23).
var (
	rows    = [4]float64{697, 770, 852, 941}
	columns = [4]float64{1209, 1336, 1477, 1633}
	pad     = [4]string{"123A", "456B", "789C", "*0#D"}
)

// How long a key is held and how long it is left alone before the next.
const (
	pressTime = 100 * time.Millisecond
	pauseTime = 100 * time.Millisecond
	commaTime = time.Second
)

// digits is a source: keys pressed one after the other, then silence.
type digits string

// DTMF presses keys, each of 0 to 9, *, #, A to D, for 100 ms with as long a
// pause behind it; a comma is a pause of a second. They are events of RFC 4733
// where these were agreed, else tones.
func DTMF(keys string) (Source, error) {
	keys = strings.ToUpper(keys)
	if strings.Trim(keys, ",") == "" {
		return nil, errors.New("no keys to press, give some of " + keypad)
	}
	for _, key := range keys {
		if key != ',' && !strings.ContainsRune(keypad, key) {
			return nil, fmt.Errorf("%q is no key, they are %s and a comma for a pause", key, keypad)
		}
	}
	return digits(keys), nil
}

func (d digits) length() (sum time.Duration) {
	for _, key := range d {
		sum += takes(key)
	}
	return sum
}

// takes is how long a key takes with the pause behind it.
func takes(key rune) time.Duration {
	if key == ',' {
		return commaTime
	}
	return pressTime + pauseTime
}

func (d digits) begin(a *abilities) (speaker, error) {
	if a.keys == none {
		return a.speak(&ringing{bursts: d.tones()})
	}
	rest, err := a.speak(silence{})
	if err != nil {
		return nil, err
	}
	rest.(*encoded).samples = eventSamples
	return &pressing{keys: string(d), payload: uint8(a.keys), pause: rest}, nil
}

// tones are the keys as they sound.
func (d digits) tones() []burst {
	var t []burst
	for i := range len(d) {
		if d[i] == ',' {
			t = append(t, burst{samples: inSamples(commaTime)})
		}
		for row, keys := range pad {
			if column := strings.IndexByte(keys, d[i]); column >= 0 {
				t = append(t,
					burst{hz: []float64{rows[row], columns[column]}, samples: inSamples(pressTime)},
					burst{samples: inSamples(pauseTime)})
			}
		}
	}
	return t
}

func inSamples(t time.Duration) int { return int(t * sampleRate / time.Second) }

const (
	// eventSamples is the time between two packets of an event, 20 ms.
	eventSamples = 160
	// lastTimes is how often the end of an event is said (RFC 4733 section 2.5.1.4).
	lastTimes = 3
	// eventVolume is the loudness of a key in -dBm0.
	eventVolume = 10
	eventEnd    = 0x80
)

// pressing is keys as events: for each, packets that say how long it has been
// held, with the timestamp of when that began.
type pressing struct {
	keys    string
	payload uint8
	pause   speaker
	at      int // packets of the key so far
}

func (p *pressing) next(f *frame) bool {
	if p.keys == "" {
		return p.pause.next(f)
	}
	key, at := p.keys[0], p.at
	if p.at++; p.at == packetsIn(takes(rune(key))) {
		p.at, p.keys = 0, p.keys[1:]
	}
	last := packetsIn(pressTime) - 1
	if key == ',' || at >= last+lastTimes {
		return p.pause.next(f)
	}
	duration, volume := (min(at, last)+1)*eventSamples, byte(eventVolume)
	if at >= last {
		volume |= eventEnd
	}
	f.payload, f.marker, f.age, f.samples = p.payload, at == 0, uint32(at*eventSamples), eventSamples
	f.data = append(f.data[:0], byte(strings.IndexByte(keypad, key)), volume)
	f.data = binary.BigEndian.AppendUint16(f.data, uint16(duration))
	return true
}

// packetsIn is how many packets of events fall into a time.
func packetsIn(t time.Duration) int { return inSamples(t) / eventSamples }
