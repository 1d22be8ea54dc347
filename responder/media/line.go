package media

import (
	"strconv"
	"strings"

	"github.com/pion/sdp/v3"
)

// Agreement is an answer and what it says.
type Agreement struct {
	// Answer is the SDP.
	Answer []byte
	// Lines has one entry an m-line of the offer.
	Lines []Line
	// Marks name what [Own.Bend] changed, "sdp: port 0"; nil for nothing.
	Marks []string
	// Wrong is what the peer's description breaks and what is tolerated all the
	// same, a sentence each.
	Wrong []string
}

// Line is what was agreed for one m-line, from our side: what media does, also
// where a [Bend] says something else.
type Line struct {
	// Port is ours, of [Own.Ports]; 0 on a line that is refused.
	Port int
	// Host and HostPort are where the peer says it receives: an address or a
	// name. Nobody may be there, see [Stream].
	Host     string
	HostPort int
	// RTCPHost and RTCPPort are where it receives RTCP: at a=rtcp (RFC 3605), at
	// HostPort with Mux, else one above.
	RTCPHost string
	RTCPPort int
	// Direction is ours: whether we send, and whether we are sent to.
	Direction Direction
	// Codecs are those of the answer, the preferred one first, with the payload
	// types the peer listens for.
	Codecs []Codec
	// Ptime is how many milliseconds of audio the peer wants in a packet
	// (a=ptime); 0 when it does not say.
	Ptime int
	// Mux says that RTCP shares the RTP port (RFC 5761).
	Mux bool
	// Crypto has the keys of a line over SRTP; nil for plain RTP.
	Crypto *Crypto
	// Refusal is why Port is 0; nil if the peer itself had the line at port 0.
	Refusal *Refusal
}

// refuse is a line that is not taken.
func refuse(why *Refusal) Line { return Line{Refusal: why, Direction: Inactive} }

// peer fills in where the peer receives, and how it likes its packets.
func (l *Line) peer(description *sdp.SessionDescription, line *sdp.MediaDescription) {
	l.Host, l.HostPort = address(description, line), line.MediaName.Port.Value
	l.Ptime = milliseconds(line, "ptime")
	l.RTCPHost, l.RTCPPort = l.Host, l.HostPort
	if l.Mux {
		return
	}
	l.RTCPPort++
	// "53020", or "53020 IN IP4 126.16.64.4".
	value, _ := line.Attribute("rtcp")
	words := strings.Fields(value)
	if len(words) == 0 {
		return
	}
	if port, err := strconv.ParseUint(words[0], 10, 16); err == nil && port > 0 {
		l.RTCPPort = int(port)
		if len(words) == 4 {
			l.RTCPHost = words[3]
		}
	}
}
