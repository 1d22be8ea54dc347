package media

import (
	"math/rand/v2"
	"net/netip"
	"sync"
	"time"

	"github.com/pion/rtp"
)

// Stream is the media of one m-line: a pair of UDP ports, what comes there, and
// what is sent from there. None of its methods waits for anything; they may be
// called from several goroutines at once and after Close.
//
// The peer is whoever sends the first RTP packet: what SDP says of its address
// is often wrong behind a NAT, so media goes back to where it came from (RFC
// 4961), and to where SDP says only until then. Packets of others are counted,
// so that nobody can turn a call on a third party, and neither echo nor sound goes
// to a host that [Ports.Admit] does not let in.
type Stream struct {
	ports  *Ports
	pair   *pair
	on     Events
	opened time.Time

	mu     sync.Mutex
	closed bool
	terms  terms
	// answered is when something was agreed first.
	answered time.Time
	secret   *secret // nil for plain RTP

	peer   netip.AddrPort
	moved  bool // the next admitted source is the peer
	before strangers

	heard  time.Time  // when something came last
	header rtp.Header // of the packet at hand; kept for its slices
	flood  flood
	order  order
	jitter jitter
	press  press
	seen   Quality // as far as it is counted directly

	// ssrc is that of all that is sent, and name the one it had at first, which is
	// our CNAME.
	ssrc, name uint32

	play    playing
	out     sender
	sent    sent
	control control
	frame   deadline
}

func newStream(p *Ports, b *pair, on Events) *Stream {
	ssrc := rand.Uint32()
	return &Stream{
		ports: p, pair: b, on: on, opened: time.Now(), before: b.before,
		ssrc: ssrc, name: ssrc,
		terms: terms{abilities: abilities{noise: none, keys: none}},
	}
}

// Port is the RTP port, even; RTCP is on the next.
func (s *Stream) Port() int { return int(portOf(s.pair.rtp)) }

// Agree tells the stream what was agreed for its m-line: the direction, the
// codecs, the keys, and where the peer says it is. It may be told again, when
// another offer changed that; as the peer may have moved then, its next RTP packet
// shows anew where it is (RFC 3264 section 8.3.1), and what is played goes on. A
// line without codecs, as a refused one, leaves codecs and keys as they were.
//
// The error is [ErrOnlyEcho] when what is played cannot be played by what was
// agreed, so that it is the echo from now on, or says what is wrong with the keys,
// and then nothing is sent.
func (s *Stream) Agree(line Line) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	before := s.terms
	s.terms = newTerms(line, s.ports.Admit)
	if before.announced != s.terms.announced {
		s.peer = netip.AddrPort{}
	}
	s.moved = true
	if len(line.Codecs) == 0 {
		s.terms.abilities = before.abilities
		return nil
	}
	if s.answered.IsZero() {
		s.answered = time.Now()
	}
	if err := s.lock(line.Crypto); err != nil {
		s.terms.direction = Inactive
		return err
	}
	if s.control.on && !s.terms.mux {
		s.pair.listen()
	}
	if s.play.voice != nil && s.terms.sounds(before.abilities) {
		return nil
	}
	return s.speak()
}

// to is where the peer is as far as is known; not valid if it is not.
func (s *Stream) to() netip.AddrPort {
	if s.peer.IsValid() {
		return s.peer
	}
	return s.terms.announced
}

// foreign reports a packet that is certainly not the peer's.
func (s *Stream) foreign(from netip.AddrPort) bool {
	return s.peer.IsValid() && !s.moved && from != s.peer && from != s.terms.announced
}

// learn reports whether an RTP packet comes from the peer, which it does by
// definition if there was none before.
func (s *Stream) learn(from netip.AddrPort) bool {
	switch {
	case from == s.peer:
		s.moved = false
		return true
	case from == s.terms.announced:
		// Whoever came first, this is who was agreed with.
	case s.foreign(from):
		return false
	case from == s.before[0] || from == s.before[1]:
		return false
	case s.ports.Admit != nil && !s.ports.Admit(from.Addr()):
		return false
	}
	s.peer, s.moved = from, false
	return true
}

// Close gives the ports back and says BYE by RTCP if there were reports. It may be
// called more than once, and does not wait: an event that is being told may still
// be told.
func (s *Stream) Close() {
	now := time.Now()
	bye, ok := s.end(now)
	if !ok {
		return
	}
	if bye.packet != nil {
		bye.write()
	}
	s.ports.keep(s, now)
}

// end stops everything, once, and makes the last report.
func (s *Stream) end(now time.Time) (bye parcel, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return parcel{}, false
	}
	bye = s.goodbye(now)
	s.closed = true
	s.ports.clock.unset(&s.frame)
	s.ports.clock.unset(&s.control.report)
	s.play.stop()
	b := s.pair
	b.stream.Store(nil)
	b.before = strangers{s.terms.announced, s.peer}
	if !s.heard.IsZero() {
		b.heard.Store(s.heard.UnixNano())
	}
	return bye, true
}
