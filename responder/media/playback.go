package media

import (
	"fmt"
	"math/rand/v2"
	"net"
	"time"
)

// Playback is what a stream sends, and how badly.
type Playback struct {
	// Source is what is heard; nil is [Echo].
	Source Source
	// Loss is the share of packets that are never sent, 0 to 1; they take their
	// sequence numbers with them.
	Loss float64
	// Jitter is the most by which a packet is late.
	Jitter time.Duration
	// SSRC is what is wrong with the SSRC: "changed" is another one after 50
	// packets, which is a second, "wrong" another one in every packet, in all 16;
	// "" is nothing.
	SSRC string
	// OtherPort sends from another port than the one that SDP names.
	OtherPort bool
	// Seed is what loss and jitter are drawn from, so that runs repeat.
	Seed uint64
}

// Length is how long the source plays by itself; 0 is without end.
func (p Playback) Length() time.Duration {
	if p.Source == nil {
		return 0
	}
	return p.Source.length()
}

// The faults of an SSRC.
const (
	ssrcChanged = "changed"
	ssrcWrong   = "wrong"
	changeAfter = 50 // packets
)

// playing is a playback as it goes.
type playing struct {
	Playback
	// voice makes the packets; nil while the source has none, because it is the
	// echo or nothing, or because nothing is agreed yet.
	voice  speaker
	chance *rand.Rand
	other  *net.UDPConn // for OtherPort
	count  uint32       // packets so far, lost ones too
	echo   echoing
	// room is for a packet of ours; only what is played needs it.
	room []byte
}

// Play puts another sound in the place of what the stream plays, from its
// beginning; a new stream echoes. Before anything is agreed it is kept until then.
//
// The error is [ErrOnlyEcho] when it cannot be played by what was agreed, or says
// what is wrong with p; then the stream goes on as it did.
func (s *Stream) Play(p Playback) error {
	next, err := newPlaying(p)
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return nil
	}
	if s.terms.codecs != nil {
		if _, err := next.Source.begin(&s.terms.abilities); err != nil {
			return err
		}
	}
	if p.OtherPort {
		if next.other, err = bindUDP(s.pair.local, 0); err != nil {
			return hint(err)
		}
		// Nobody reads what comes back.
		_ = next.other.SetReadBuffer(1)
	}
	s.play.stop()
	s.play = next
	return s.speak()
}

func newPlaying(p Playback) (playing, error) {
	if p.Source == nil {
		p.Source = Echo()
	}
	if !(p.Loss >= 0 && p.Loss <= 1) {
		return playing{}, fmt.Errorf("a loss of %g is no share from 0 to 1", p.Loss)
	}
	if p.Jitter < 0 || p.Jitter > time.Minute {
		return playing{}, fmt.Errorf("a jitter of %v is not between 0 and a minute", p.Jitter)
	}
	if p.SSRC != "" && p.SSRC != ssrcChanged && p.SSRC != ssrcWrong {
		return playing{}, fmt.Errorf("ssrc %q is neither changed nor wrong", p.SSRC)
	}
	next := playing{Playback: p}
	if p.Loss > 0 || p.Jitter > 0 {
		next.chance = rand.New(rand.NewPCG(p.Seed, 0))
	}
	return next, nil
}

// speak begins what is played, under the terms as they are.
func (s *Stream) speak() error {
	if s.terms.codecs == nil || s.closed || s.play.Source == nil {
		return nil
	}
	voice, err := s.play.Source.begin(&s.terms.abilities)
	if err != nil {
		s.play.Source, s.play.voice = Echo(), nil
		return err
	}
	if s.play.voice = voice; voice == nil {
		return nil
	}
	if s.play.room == nil {
		s.play.room = make([]byte, headerSize+maxPayload+maxTag)
	}
	s.out.begin(time.Now())
	s.frame.act = s.tick
	s.ports.clock.set(&s.frame, s.out.due)
	return nil
}

// stop gives back what a playback holds.
func (p *playing) stop() {
	if p.other != nil {
		// An error would say that it is closed already.
		_ = p.other.Close()
	}
	p.voice, p.other = nil, nil
}

func (p *playing) echoes() bool { return p.Source == nil || p.Source == Echo() }

// mask is what is wrong with the SSRC of the next packet.
func (p *playing) mask() uint32 {
	p.count++
	switch {
	case p.SSRC == ssrcWrong:
		return (p.count%16 + 1) * 0x01010101
	case p.SSRC == ssrcChanged && p.count > changeAfter:
		return 0x5a5a5a5a
	default:
		return 0
	}
}

func (p *playing) loses() bool { return p.Loss > 0 && p.chance.Float64() < p.Loss }

func (p *playing) late() time.Duration {
	if p.Jitter == 0 {
		return 0
	}
	return time.Duration(p.chance.Int64N(int64(p.Jitter) + 1))
}

// socket is where packets leave from.
func (p *playing) socket(b *pair) *net.UDPConn {
	if p.other != nil {
		return p.other
	}
	return b.rtp
}
