package media

import (
	"encoding/binary"
	"net/netip"
	"strings"
	"time"

	"github.com/pion/rtp"
)

// receive takes a datagram at the RTP port. The packet may be written to.
func (s *Stream) receive(packet []byte, from netip.AddrPort, now time.Time) {
	key, echo := s.take(packet, from, now)
	if key != 0 && s.on.Digit != nil {
		s.on.Digit(key, now)
	}
	if echo.packet != nil {
		s.send(echo)
	}
}

// take counts a packet and says which key it is the first to tell of and what of
// it is to be sent back.
func (s *Stream) take(packet []byte, from netip.AddrPort, now time.Time) (key byte, echo parcel) {
	s.mu.Lock()
	defer s.mu.Unlock()
	header := &s.header
	switch s.heard = now; {
	case s.closed:
		return 0, parcel{}
	case s.foreign(from):
		s.seen.Strays++
		return 0, parcel{}
	case !s.flood.admits(now):
		s.seen.Flood++
		return 0, parcel{}
	}
	switch kindOf(packet, header) {
	case isRTCP:
		s.takeControl(packet, from, now)
		return 0, parcel{}
	case isSTUN:
		return 0, parcel{}
	case isJunk:
		s.seen.Junk++
		return 0, parcel{}
	}
	size := len(packet)
	if s.secret != nil {
		var ok bool
		if packet, ok = s.open(packet, header); !ok {
			return 0, parcel{}
		}
	}
	if !s.learn(from) {
		s.seen.Strays++
		return 0, parcel{}
	}
	payload := body(packet, header)
	s.count(header, size, now)
	codec, _ := s.terms.codec(header.PayloadType)
	event := strings.EqualFold(codec.Name, "telephone-event")
	if event {
		key = s.press.add(header.SSRC, header.Timestamp, header.Marker, payload)
		if key != 0 && len(s.seen.Digits) < maxDigits {
			s.seen.Digits += string(key)
		}
	}
	if !s.play.echoes() || !s.returns(packet, header, clockOf(codec), event, now) {
		return key, parcel{}
	}
	stamp := binary.BigEndian.Uint32(packet[4:])
	return key, s.parcel(packet, sent{stamp: stamp, rate: clockOf(codec), octets: uint32(len(payload))}, now)
}

// open decrypts a packet in its place. What came before is not decrypted again
// (RFC 3711 section 3.3.2), and who has shown maxSources SSRCs may show no more,
// because each costs memory.
func (s *Stream) open(packet []byte, header *rtp.Header) ([]byte, bool) {
	if s.order.has(header.SSRC, header.SequenceNumber) {
		s.order.duplicates++
		return nil, false
	}
	if s.order.sources >= maxSources && header.SSRC != s.order.ssrc {
		s.seen.Undecryptable++
		return nil, false
	}
	plain, err := s.secret.in.DecryptRTP(packet[:0], packet, header)
	if err != nil || len(plain) < 12 {
		s.seen.Undecryptable++
		return nil, false
	}
	return plain, true
}

// count keeps account of a packet of the peer.
func (s *Stream) count(header *rtp.Header, size int, now time.Time) {
	if s.seen.Packets == 0 {
		since := s.answered
		if since.IsZero() {
			since = s.opened
		}
		s.seen.First = max(now.Sub(since), 1)
	}
	s.seen.Packets++
	s.seen.Bytes += uint64(size)
	s.seen.Payload = header.PayloadType
	if s.order.ssrc != header.SSRC || !s.order.begun {
		s.jitter = jitter{mean: s.jitter.mean}
	}
	s.order.add(header.SSRC, header.SequenceNumber)
	if codec, _ := s.terms.codec(header.PayloadType); codec.Voice() {
		s.jitter.add(now, header.Timestamp, clockOf(codec))
	}
	s.reports(now)
}

// body is the payload of an RTP packet, without padding.
func body(packet []byte, header *rtp.Header) []byte {
	payload := packet[min(header.MarshalSize(), len(packet)):]
	if header.Padding && len(payload) > 0 {
		payload = payload[:max(0, len(payload)-int(payload[len(payload)-1]))]
	}
	return payload
}

const (
	// maxDigits is how many keys a Quality remembers.
	maxDigits = 64
	// maxSources is how many SSRCs a peer may have over SRTP.
	maxSources = 256
	// maxRate is how many packets a second a stream looks at. Voice of 10 ms
	// has 100.
	maxRate = 2000
)

// flood counts packets by the second.
type flood struct {
	since   time.Time
	packets int
}

// admits reports whether a packet is one that is looked at.
func (f *flood) admits(now time.Time) bool {
	if now.Sub(f.since) >= time.Second {
		f.since, f.packets = now, 0
	}
	f.packets++
	return f.packets <= maxRate
}
