package media

import (
	"net/netip"
	"time"
)

// Events is what a stream tells as it happens. Each may be nil. They are called
// from goroutines of the stream, which holds no lock then; one may still come
// just after Close.
type Events struct {
	// Digit is a key that the peer pressed (RFC 4733): 0 to 9, *, #, A to D; once
	// for each press, when it begins.
	Digit func(key byte, at time.Time)
}

// Playback is what a stream sends, and how badly.
type Playback struct {
	// Source is what is heard; nil is [Echo].
	Source Source
	// Loss is the share of packets that are never sent, 0 to 1; they take their
	// sequence numbers with them.
	Loss float64
	// Jitter is the most by which a packet is late.
	Jitter time.Duration
	// SSRC is what is wrong with the SSRC: "changed" is another one from the
	// second second on, "wrong" another one in every packet; "" is nothing.
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

func (p Playback) echoes() bool { return p.Source == nil || p.Source == Echo() }

// Quality is what a stream has seen of its media.
type Quality struct {
	// Packets and Bytes are the RTP packets of the peer and their size, headers
	// of RTP included and those below not; Sent and SentBytes those to it.
	Packets, Bytes, Sent, SentBytes uint64
	// Lost is how many of the peer's are missing by sequence number, Reordered
	// how many came after a later one, Duplicates how many came again.
	Lost, Reordered, Duplicates uint64
	// Jitter is the variation of their arrival (RFC 3550 section 6.4.1).
	Jitter time.Duration
	// First is the time from the first Agree, or else Open, to the first packet;
	// 0 when none came.
	First time.Duration
	// Payload and Codec are the payload type that came last and what it means by
	// what was agreed; Codec is empty when nothing was agreed about it.
	Payload uint8
	Codec   string
	// Digits are the keys that were pressed, the first 64.
	Digits string
	// SSRCs is how many SSRCs the peer had, one after the other.
	SSRCs int
	// RemoteLost, RemoteJitter and RoundTrip are what the peer reports by RTCP
	// of what it received.
	RemoteLost   int64
	RemoteJitter time.Duration
	RoundTrip    time.Duration
	// Strays are packets from somebody else, Junk what is no packet of RTP, RTCP
	// or STUN, Undecryptable what does not fit the keys of SRTP, Flood what was
	// dropped unseen because it was too much.
	Strays, Junk, Undecryptable, Flood uint64
	// Peer is where the peer sends from; not valid before the first packet.
	Peer netip.AddrPort
}
