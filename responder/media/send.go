package media

import (
	"encoding/binary"
	"math/rand/v2"
	"net"
	"net/netip"
	"time"

	"github.com/pion/rtp"
)

// headerSize is the size of our RTP headers, which have no more than they must.
const headerSize = 12

// parcel is a packet on its way: to whom, from which socket. Nil is none.
type parcel struct {
	packet []byte
	to     netip.AddrPort
	socket *net.UDPConn
}

// write sends it, and reports whether the system took it. What cannot be sent is
// lost, as on any network.
func (p parcel) write() bool {
	_, err := p.socket.WriteToUDPAddrPort(p.packet, p.to)
	return err == nil
}

// sender is how our own packets go on.
type sender struct {
	begun     bool
	sequence  uint16 // of the next packet
	timestamp uint32 // of the sample that is due at
	due       time.Time
}

// sent is what was sent with an SSRC, for reports.
type sent struct {
	ssrc            uint32
	stamp           uint32    // RTP timestamp of the last packet
	at              time.Time // when that was; zero for none
	rate            int       // Hz of its clock
	packets, octets uint32
}

// add counts a packet.
func (s *sent) add(p sent) {
	if s.at.IsZero() || s.ssrc != p.ssrc {
		s.packets, s.octets = 0, 0
	}
	p.packets, p.octets = s.packets+1, s.octets+p.octets
	*s = p
}

// tick sends the next packet of what is played.
func (s *Stream) tick(now time.Time) {
	if p := s.compose(now); p.packet != nil {
		s.send(p)
	}
}

// compose makes the next packet of what is played, and sets the time for the one
// after it. A voice waits until there is somebody to hear it.
func (s *Stream) compose(now time.Time) parcel {
	s.mu.Lock()
	defer s.mu.Unlock()
	voice := s.play.voice
	if s.closed || voice == nil {
		return parcel{}
	}
	o := &s.out
	if behind := now.Sub(o.due); behind > maxBehind {
		o.skip(now, sampleRate)
	}
	f := frame{samples: s.terms.samples, data: s.play.room[headerSize:headerSize]}
	sends := s.audible() && voice.next(&f)
	stamp := o.timestamp - f.age
	o.timestamp += uint32(f.samples)
	o.due = o.due.Add(time.Duration(f.samples) * time.Second / sampleRate)
	s.ports.clock.set(&s.frame, o.due)
	if !sends {
		return parcel{}
	}
	packet := s.play.room[:headerSize+len(f.data)]
	header := rtp.Header{Version: 2, Marker: f.marker, PayloadType: f.payload, SequenceNumber: o.sequence, Timestamp: stamp, SSRC: s.ssrc}
	o.sequence++
	if _, err := header.MarshalTo(packet); err != nil {
		return parcel{}
	}
	return s.parcel(packet, sent{stamp: stamp, rate: sampleRate, octets: uint32(len(f.data))}, now)
}

// maxBehind is how late packets may be before some are left out instead of sent
// in a bunch.
const maxBehind = 200 * time.Millisecond

// begin makes the first packet of something due: now, or when the next one of
// what was played before would have been.
func (o *sender) begin(now time.Time) {
	if !o.begun {
		*o = sender{begun: true, sequence: uint16(rand.Uint32()), timestamp: rand.Uint32(), due: now}
	}
	o.skip(now, sampleRate)
}

// skip goes on at a later time; the RTP clock of that rate goes on meanwhile.
func (o *sender) skip(now time.Time, rate int) {
	if passed := now.Sub(o.due); passed > 0 {
		o.timestamp += uint32(passed.Microseconds() * int64(rate) / 1e6)
		o.due = now
	}
}

// audible reports whether we are to send, and know whither.
func (s *Stream) audible() bool { return s.terms.direction.Sends() && s.to().IsValid() }

// parcel makes an RTP packet ready to be sent: with the faults that are asked for,
// and encrypted. Packet may be written to, behind its end as well.
func (s *Stream) parcel(packet []byte, of sent, now time.Time) parcel {
	if !s.audible() {
		return parcel{}
	}
	of.ssrc, of.at = binary.BigEndian.Uint32(packet[8:])^s.play.mask(), now
	binary.BigEndian.PutUint32(packet[8:], of.ssrc)
	s.sent.add(of)
	s.reports(now)
	if s.play.loses() {
		return parcel{}
	}
	if s.secret != nil {
		var err error
		if packet, err = s.secret.out.EncryptRTP(packet[:0], packet, nil); err != nil {
			return parcel{}
		}
	}
	p := parcel{packet: packet, to: s.to(), socket: s.play.socket(s.pair)}
	if late := s.play.late(); late > 0 {
		p.packet = append([]byte(nil), packet...)
		s.ports.clock.set(&deadline{act: func(time.Time) { s.send(p) }}, now.Add(late))
		return parcel{}
	}
	return p
}

// send writes a packet and counts it. The lock is not held meanwhile, in case the
// system makes us wait.
func (s *Stream) send(p parcel) {
	s.mu.Lock()
	closed := s.closed
	s.mu.Unlock()
	if closed || !p.write() {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.closed {
		s.seen.Sent++
		s.seen.SentBytes += uint64(len(p.packet))
	}
}
