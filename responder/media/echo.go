package media

import (
	"encoding/binary"
	"math/rand/v2"
	"time"

	"github.com/pion/rtp"
)

// echoing is how the packets of the peer become ours. What it left out or sent in
// another order stays so, but they go on where our own packets were, as an RTP
// stream has one SSRC and counts on whatever it carries (RFC 3550 section 5.1).
type echoing struct {
	begun bool
	of    uint32 // the peer's SSRC
	// What is added to its sequence numbers and timestamps.
	number uint16
	stamp  uint32
	used   int // sequence numbers from the first one on
}

// misorder is by how many packets one may be late before it is taken for the
// beginning of another count (RFC 3550 appendix A.1).
const misorder = 100

// returns makes a packet of the peer one of ours, in its place. It reports false
// where nothing is sent now, or it is older than what is echoed.
func (s *Stream) returns(packet []byte, header *rtp.Header, rate int, event bool, now time.Time) bool {
	o, e := &s.out, &s.play.echo
	if !s.audible() {
		e.begun = false // what was not sent is no loss
		return false
	}
	if header.SSRC == s.ssrc && s.ssrc == s.name {
		s.ssrc ^= rand.Uint32N(1<<32-1) + 1 // once, or two echoes would do nothing else (section 8.2)
	}
	if !o.begun {
		*o = sender{begun: true, sequence: header.SequenceNumber, timestamp: header.Timestamp, due: now}
	}
	late := int(int16(o.sequence - 1 - header.SequenceNumber - e.number))
	if !e.begun || e.of != header.SSRC || late >= e.used+misorder {
		o.skip(now, rate)
		*e = echoing{begun: true, of: header.SSRC, number: o.sequence - header.SequenceNumber, stamp: o.timestamp - header.Timestamp}
	} else if late >= e.used {
		return false
	}
	number, stamp := header.SequenceNumber+e.number, header.Timestamp+e.stamp
	if ahead := int(int16(number - o.sequence)); ahead >= 0 {
		e.used += ahead + 1
		o.sequence = number + 1
		if !event { // which keeps the timestamp of its beginning
			const usual = 20 * time.Millisecond
			o.timestamp, o.due = stamp+uint32(rate/50), now.Add(usual)
		}
	}
	binary.BigEndian.PutUint16(packet[2:], number)
	binary.BigEndian.PutUint32(packet[4:], stamp)
	binary.BigEndian.PutUint32(packet[8:], s.ssrc)
	return true
}
