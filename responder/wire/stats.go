package wire

import "sync/atomic"

// Stats counts since [Listen]; Connections alone is a level.
type Stats struct {
	In, Out                  uint64 // messages received and sent
	BytesIn, BytesOut        uint64 // of those messages
	KeepAlives               uint64 // swallowed on UDP, answered on streams (RFC 5626 section 3.5.1)
	STUN                     uint64 // messages of STUN on UDP
	Refused                  uint64 // packets and connections from outside Config.Allow
	RefusedSources           uint64 // addresses they came from, up to 10,000
	Multicast                uint64 // datagrams to a multicast or broadcast address, which cannot answer
	OverRate                 uint64 // messages of sources outside Config.Trust beyond Limits.SourceRate
	Unproven                 uint64 // datagrams not sent by Limits.Amplification
	TooLarge                 uint64 // messages beyond Limits of messages
	Connections              uint64 // open now
	Accepted                 uint64 // connections taken
	Dialled                  uint64 // connections opened
	OverLimit                uint64 // connections turned away by Limits
	Unready                  uint64 // connections that did not get through TLS or the upgrade to WebSocket
	Foreign                  uint64 // WebSockets refused for the origin of their page
	Broken, Slow, Idle       uint64 // connections closed for lost framing, not reading, silence
	AcceptErrors, ReadErrors uint64 // survived
	SendErrors               uint64 // messages that Send could not hand on
	Panics                   uint64 // of the receiver and of what is told through Config
}

type counters struct {
	in, out, bytesIn, bytesOut, keepAlives, stun, refused, multicast, overRate, unproven, tooLarge, accepted, dialled, overLimit, unready, foreign,
	broken, slow, idle, acceptErrors, readErrors, sendErrors, panics atomic.Uint64
}

// Stats returns what was counted up to now.
func (w *Wire) Stats() Stats {
	c := &w.count
	w.mu.RLock()
	open := len(w.conns)
	w.mu.RUnlock()
	return Stats{
		In: c.in.Load(), Out: c.out.Load(),
		BytesIn: c.bytesIn.Load(), BytesOut: c.bytesOut.Load(),
		KeepAlives: c.keepAlives.Load(), STUN: c.stun.Load(),
		OverRate: c.overRate.Load(), Unproven: c.unproven.Load(), TooLarge: c.tooLarge.Load(),
		Refused: c.refused.Load(), RefusedSources: w.refused.size(), Multicast: c.multicast.Load(),
		Connections: uint64(open), Accepted: c.accepted.Load(), Dialled: c.dialled.Load(), OverLimit: c.overLimit.Load(), Unready: c.unready.Load(), Foreign: c.foreign.Load(),
		Broken: c.broken.Load(), Slow: c.slow.Load(), Idle: c.idle.Load(),
		AcceptErrors: c.acceptErrors.Load(), ReadErrors: c.readErrors.Load(), SendErrors: c.sendErrors.Load(),
		Panics: c.panics.Load(),
	}
}
