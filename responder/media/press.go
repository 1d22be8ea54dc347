package media

import "encoding/binary"

// press keeps account of the keys that a peer presses, so that each is told once
// though it comes in many packets, and told though some of them are lost (RFC
// 4733 section 2.5).
type press struct {
	begun     bool
	ssrc      uint32
	timestamp uint32
	event     byte
	duration  uint16
}

// add is the key of an event that this packet is the first to tell of; 0 for none.
func (p *press) add(ssrc, timestamp uint32, marker bool, payload []byte) byte {
	if len(payload) < 4 || int(payload[0]) >= len(keypad) {
		return 0
	}
	now := press{true, ssrc, timestamp, payload[0], binary.BigEndian.Uint16(payload[2:])}
	before := *p
	if before.begun && ssrc == before.ssrc {
		since := int32(timestamp - before.timestamp)
		if since < 0 {
			return 0 // late, and told already or lost for good
		}
		if since == 0 && now.event == before.event {
			p.duration = max(p.duration, now.duration)
			return 0
		}
		// A key held for longer than a packet can say goes on as another event
		// without marker, at the time the last one ended (section 2.5.1.3).
		if !marker && now.event == before.event && since == 0xFFFF {
			*p = now
			return 0
		}
	}
	*p = now
	return keypad[now.event]
}
