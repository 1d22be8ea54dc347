package responder

import (
	"time"

	"github.com/sipbin/sipbin/responder/media"
	"github.com/sipbin/sipbin/scenarios"
)

// sound plays play: SOURCE. With for:, and for keys that have an end, the step
// waits until it is over; what played before goes on then.
func (t *track) sound(s *scenarios.Play, now time.Time) {
	c := t.call
	if len(c.streams) == 0 {
		c.unplayed(s.String())
		c.note(s.String()+" left out: there is no RTP", now)
		return
	}
	p, err := playback(s, c.shard.cfg.Seed+c.id)
	if err == nil {
		err = c.streams[0].Play(p)
	}
	if err != nil {
		c.note(s.String()+": "+err.Error(), now)
		return
	}
	c.note(s.String(), now)
	length := s.For
	if length == 0 {
		length = p.Length()
	}
	if length == 0 {
		c.sound = p
		return
	}
	t.deadline = c.shard.queue.at(now.Add(length), func(now time.Time) {
		t.deadline = nil
		if len(c.streams) > 0 {
			if err := c.streams[0].Play(c.sound); err != nil {
				c.note("play: "+err.Error(), now)
			}
		}
		t.play(now)
		c.settle(now)
	})
}

// playback is what a stream is told to play for a step.
func playback(s *scenarios.Play, seed uint64) (media.Playback, error) {
	source, err := source(s)
	return media.Playback{
		Source: source, Loss: s.Loss, Jitter: s.Jitter, SSRC: s.SSRC, OtherPort: s.OtherPort, Seed: seed,
	}, err
}

// source is what a step names.
func source(s *scenarios.Play) (media.Source, error) {
	switch s.Source {
	case "echo":
		return media.Echo(), nil
	case "stop":
		return media.Stop(), nil
	case "silence":
		return media.Silence(), nil
	case "noise":
		return media.Noise(), nil
	case "moh":
		return media.Music(), nil
	case "dtmf":
		return media.DTMF(s.Digits)
	case "file":
		return media.WAV(s.Data)
	case "tone":
		hz := s.Hz
		if len(hz) == 0 {
			hz = []float64{440}
		}
		return media.Hz(hz...)
	default:
		return media.Tone(s.Source, s.Country)
	}
}
