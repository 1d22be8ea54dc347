package media

import (
	"encoding/binary"
	"net/netip"
)

// echo sends a packet back with an SSRC of ours in place of the peer's. Several
// SSRCs of the peer stay several, as each keeps its own sequence numbers.
func (s *Stream) echo(packet []byte, ssrc uint32, to netip.AddrPort) {
	binary.BigEndian.PutUint32(packet[8:], ssrc^s.disguise)
	// What cannot be sent is lost, as on any network; that Echoed falls behind
	// Packets tells it.
	if _, err := s.rtp.WriteToUDPAddrPort(packet, to); err != nil {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.stats.Echoed++
}
