package media

import (
	"fmt"
	"math/rand/v2"
	"net/netip"
	"time"

	"github.com/pion/rtcp"
)

// control is the RTCP of a stream (RFC 3550 section 6). It begins with the first
// RTP packet in either direction: a call that only rings costs none.
type control struct {
	on     bool
	report deadline
	// peer is where the peer's reports come from, when not from the RTP port.
	peer netip.AddrPort
	// last and before are when the last two reports were sent.
	last, before time.Time
	// Of the peer's last sender report: the middle of its NTP time, and when it came.
	stamp   uint32
	stampAt time.Time
	// What was expected and received of an SSRC when it was last reported of.
	ssrc               uint32
	expected, received int64
}

// reportEvery is the time between two reports (RFC 3550 section 6.2).
const reportEvery = 5 * time.Second

// interval is the time until the next report: drawn, so that many streams do not
// report at once, and corrected for what that does to the mean (section 6.3.1).
func interval() time.Duration {
	const e = 2.71828
	return time.Duration(float64(reportEvery) * (0.5 + rand.Float64()) / (e - 1.5))
}

// reports begins to report; the first one comes in half the time.
func (s *Stream) reports(now time.Time) {
	c := &s.control
	if c.on {
		return
	}
	c.on = true
	c.report.act = s.sendReport
	s.ports.clock.set(&c.report, now.Add(interval()/2))
	if !s.terms.mux {
		s.pair.listen()
	}
}

// sendReport sends a report and sets the time for the next.
func (s *Stream) sendReport(now time.Time) {
	if p := s.composeReport(now); p.packet != nil {
		p.write()
	}
}

func (s *Stream) composeReport(now time.Time) parcel {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return parcel{}
	}
	s.ports.clock.set(&s.control.report, now.Add(interval()))
	return s.reportParcel(now)
}

// goodbye is the last report; none for who never sent anything (section 6.3.7).
func (s *Stream) goodbye(now time.Time) parcel {
	if s.sent.at.IsZero() && s.control.last.IsZero() {
		return parcel{}
	}
	return s.reportParcel(now, &rtcp.Goodbye{Sources: []uint32{s.ownSSRC()}})
}

// ownSSRC is that of the last packet sent.
func (s *Stream) ownSSRC() uint32 {
	if s.sent.at.IsZero() {
		return s.ssrc
	}
	return s.sent.ssrc
}

func (s *Stream) reportParcel(now time.Time, more ...rtcp.Packet) parcel {
	p := parcel{to: s.controlTo(), socket: s.pair.rtcp}
	if !p.to.IsValid() {
		return parcel{}
	}
	if s.terms.mux {
		p.socket = s.pair.rtp
	}
	name := rtcp.SourceDescriptionItem{Type: rtcp.SDESCNAME, Text: fmt.Sprintf("%08x@sipbin", s.name)}
	packets := append([]rtcp.Packet{
		s.firstReport(now),
		&rtcp.SourceDescription{Chunks: []rtcp.SourceDescriptionChunk{{Source: s.ownSSRC(), Items: []rtcp.SourceDescriptionItem{name}}}},
	}, more...)
	var err error
	if p.packet, err = rtcp.Marshal(packets); err == nil && s.secret != nil {
		p.packet, err = s.secret.out.EncryptRTCP(nil, p.packet, nil)
	}
	if err != nil {
		return parcel{}
	}
	s.control.last, s.control.before = now, s.control.last
	return p
}

// controlTo is where the peer takes reports: where its own come from, else where
// SDP says, else the port after its RTP.
func (s *Stream) controlTo() netip.AddrPort {
	to := s.to()
	switch {
	case !to.IsValid() || s.terms.mux:
		return to
	case s.control.peer.IsValid() && s.ofPeer(s.control.peer.Addr()):
		return s.control.peer
	case s.terms.control.IsValid() && to.Addr() == s.terms.announced.Addr():
		return s.terms.control
	default:
		return netip.AddrPortFrom(to.Addr(), to.Port()+1)
	}
}

// ofPeer reports a host from which the peer's reports may come.
func (s *Stream) ofPeer(host netip.Addr) bool {
	return host == s.to().Addr() || host == s.terms.control.Addr()
}

// firstReport is a sender report if we sent since the report before the last, else
// a receiver report (section 6.4).
func (s *Stream) firstReport(now time.Time) rtcp.Packet {
	var blocks []rtcp.ReceptionReport
	if s.order.begun {
		blocks = append(blocks, s.reception(now))
	}
	if s.sent.at.IsZero() || s.sent.at.Before(s.control.before) {
		return &rtcp.ReceiverReport{SSRC: s.ownSSRC(), Reports: blocks}
	}
	since := now.Sub(s.sent.at)
	return &rtcp.SenderReport{
		SSRC: s.ownSSRC(), NTPTime: ntp(now),
		RTPTime:     s.sent.stamp + uint32(since.Seconds()*float64(s.sent.rate)),
		PacketCount: s.sent.packets, OctetCount: s.sent.octets, Reports: blocks,
	}
}

// reception is what we say of what the peer sends (section 6.4.1, appendix A.3).
func (s *Stream) reception(now time.Time) rtcp.ReceptionReport {
	c, o := &s.control, &s.order
	expected, received := o.expected(), o.received
	if c.ssrc != o.ssrc || c.expected > expected {
		c.expected, c.received = 0, 0
	}
	block := rtcp.ReceptionReport{
		SSRC: o.ssrc, LastSequenceNumber: uint32(o.last), Jitter: uint32(s.jitter.mean),
		TotalLost: uint32(min(max(0, expected-received), 1<<23-1)),
	}
	if due, lost := expected-c.expected, expected-c.expected-(received-c.received); due > 0 && lost > 0 {
		block.FractionLost = uint8(min(255, lost<<8/due))
	}
	c.ssrc, c.expected, c.received = o.ssrc, expected, received
	if !c.stampAt.IsZero() {
		block.LastSenderReport = c.stamp
		block.Delay = uint32(now.Sub(c.stampAt) * 65536 / time.Second)
	}
	return block
}

// ntp is a time in the format of NTP: seconds since 1900 in the upper half.
func ntp(t time.Time) uint64 {
	const from1900to1970 = 2_208_988_800
	return uint64(t.Unix()+from1900to1970)<<32 | uint64(t.Nanosecond())<<32/1e9
}
