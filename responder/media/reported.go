package media

import (
	"net/netip"
	"time"

	"github.com/pion/rtcp"
	"github.com/pion/rtp"
)

// receiveControl takes a datagram at the RTCP port.
func (s *Stream) receiveControl(packet []byte, from netip.AddrPort, now time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var header rtp.Header
	switch {
	case s.closed:
	case !s.flood.admits(now):
		s.seen.Flood++
	case kindOf(packet, &header) != isRTCP:
		s.seen.Junk++
	default:
		if s.takeControl(packet, from, now) {
			s.control.peer = from
		}
	}
}

// takeControl reads the reports of the peer, and reports whether they were its.
func (s *Stream) takeControl(packet []byte, from netip.AddrPort, now time.Time) bool {
	if !s.ofPeer(from.Addr()) {
		s.seen.Strays++
		return false
	}
	if s.secret != nil {
		var err error
		if packet, err = s.secret.in.DecryptRTCP(nil, packet, nil); err != nil {
			s.seen.Undecryptable++
			return false
		}
	}
	packets, err := rtcp.Unmarshal(packet)
	if err != nil {
		s.seen.Junk++
		return false
	}
	for _, p := range packets {
		switch p := p.(type) {
		case *rtcp.SenderReport:
			s.control.stamp, s.control.stampAt = uint32(p.NTPTime>>16), now
			s.judged(p.Reports, now)
		case *rtcp.ReceiverReport:
			s.judged(p.Reports, now)
		}
	}
	return true
}

// judged takes what the peer says of what we sent.
func (s *Stream) judged(blocks []rtcp.ReceptionReport, now time.Time) {
	for _, block := range blocks {
		if block.SSRC != s.ownSSRC() {
			continue
		}
		s.seen.RemoteReports++
		s.seen.RemoteLost = int64(int32(block.TotalLost<<8) >> 8) // 24 bits, with sign
		s.seen.RemoteJitter = time.Duration(float64(block.Jitter) / float64(s.sent.rate) * float64(time.Second))
		trip := uint32(ntp(now)>>16) - block.LastSenderReport - block.Delay
		if block.LastSenderReport != 0 && trip < 60<<16 {
			s.seen.RoundTrip = time.Duration(trip) * time.Second / 65536
		}
	}
}
