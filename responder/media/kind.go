package media

import (
	"encoding/binary"

	"github.com/pion/rtp"
)

// kind is what a datagram at the RTP port is.
type kind int

const (
	isJunk kind = iota
	isRTP
	isRTCP
	isSTUN
)

// magic is the cookie of a STUN message (RFC 8489 section 5).
const magic = 0x2112A442

// kindOf tells kinds apart by their first bytes (RFC 7983 section 7, RFC 5761
// section 4), and leaves an RTP packet's header in header.
func kindOf(packet []byte, header *rtp.Header) kind {
	switch {
	case len(packet) < 8 || len(packet) == maxPacket:
		return isJunk
	case packet[0] < 4 && binary.BigEndian.Uint32(packet[4:]) == magic:
		return isSTUN
	case packet[0]>>6 != 2:
		return isJunk
	case packet[1] >= 192 && packet[1] <= 223:
		return isRTCP
	}
	if _, err := header.Unmarshal(packet); err != nil {
		return isJunk
	}
	return isRTP
}
