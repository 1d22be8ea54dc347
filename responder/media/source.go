package media

import "time"

// Source is what can be played. It does not change: several streams may play
// one at the same time, each from its beginning.
type Source interface {
	// length is how long it plays; 0 is without end.
	length() time.Duration
}

// named are sources that need nothing to be made of.
type named string

func (named) length() time.Duration { return 0 }

// Echo sends back what comes.
func Echo() Source { return named("echo") }

// Stop sends nothing.
func Stop() Source { return named("stop") }

// Silence sends packets in which nothing is heard.
func Silence() Source { return named("silence") }

// Noise is comfort noise: by RFC 3389 where that was agreed, else a low rustle.
func Noise() Source { return named("noise") }

// Music is a melody of ours that goes round, for who is on hold.
func Music() Source { return named("moh") }
