package media

import (
	"fmt"
	"net/netip"
	"strings"
	"time"
)

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
	// Payload and Codec are the payload type that came last and its encoding
	// name by what was agreed; Codec is empty when nothing was agreed about it.
	Payload uint8
	Codec   string
	// Digits are the keys that were pressed by RFC 4733, the first 64.
	Digits string
	// SSRCs is how many SSRCs the peer had, one after the other.
	SSRCs int
	// RemoteReports counts the peer's RTCP reports about what we send;
	// RemoteLost, RemoteJitter and RoundTrip are of the last one.
	RemoteReports           uint64
	RemoteLost              int64
	RemoteJitter, RoundTrip time.Duration
	// Strays are packets from somebody else, Junk what is no packet of RTP, RTCP
	// or STUN, Undecryptable what does not fit the keys of SRTP, Flood what was
	// dropped unseen because there were more than 2000 a second.
	Strays, Junk, Undecryptable, Flood uint64
	// Peer is where the peer sends from; not valid before the first packet.
	Peer netip.AddrPort
}

// Quality is what was seen until now, or until Close.
func (s *Stream) Quality() Quality {
	s.mu.Lock()
	defer s.mu.Unlock()
	q := s.seen
	q.Lost, q.Reordered, q.Duplicates = s.order.lost(), s.order.reordered, s.order.duplicates
	q.SSRCs, q.Peer = s.order.sources, s.peer
	if q.Packets > 0 {
		codec, _ := s.terms.codec(q.Payload)
		q.Codec, q.Jitter = codec.Name, s.jitter.duration(clockOf(codec))
	}
	return q
}

// String is one line for a journal: "rtp in 250 lost 2 jitter 3ms first 40ms out
// 251", and whatever else was not as it should be.
func (q Quality) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "rtp in %d", q.Packets)
	if q.Packets > 0 {
		fmt.Fprintf(&b, " lost %d jitter %v first %v", q.Lost, q.Jitter.Round(time.Millisecond), q.First.Round(time.Millisecond))
	}
	fmt.Fprintf(&b, " out %d", q.Sent)
	for _, more := range []struct {
		name  string
		count uint64
	}{
		{"reordered", q.Reordered}, {"duplicate", q.Duplicates}, {"stray", q.Strays}, {"junk", q.Junk},
		{"undecryptable", q.Undecryptable}, {"flood", q.Flood},
	} {
		if more.count > 0 {
			fmt.Fprintf(&b, " %s %d", more.name, more.count)
		}
	}
	if q.SSRCs > 1 {
		fmt.Fprintf(&b, " ssrcs %d", q.SSRCs)
	}
	if q.Digits != "" {
		b.WriteString(" dtmf " + q.Digits)
	}
	if q.RemoteReports > 0 {
		fmt.Fprintf(&b, " peer lost %d jitter %v", q.RemoteLost, q.RemoteJitter.Round(time.Millisecond))
	}
	if q.RoundTrip >= time.Millisecond {
		fmt.Fprintf(&b, " round trip %v", q.RoundTrip.Round(time.Millisecond))
	}
	return b.String()
}
