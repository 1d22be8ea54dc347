package media

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/pion/sdp/v3"
)

// Answer is the answer to an offer (RFC 3264 section 6): as many m-lines as the
// offer has, in its order. Audio over RTP/AVP or RTP/AVPF that has a codec of
// ours is accepted as long as own has ports; everything else gets port 0.
//
// The error is [ErrSyntax] for an offer that is not SDP, or [ErrNotAcceptable]
// (a *[Refusal]) when all that is offered would be refused or the offer is
// larger than 64 KB or 32 m-lines. An offer without any open line is answered
// in kind.
func Answer(offer []byte, own Own) (answer []byte, err error) {
	agreement, err := Negotiate(offer, own)
	return agreement.Answer, err
}

// Agreement is an answer and what it says.
type Agreement struct {
	// Answer is the SDP.
	Answer []byte
	// Lines has one entry an m-line.
	Lines []Line
}

// Line is what was agreed for one m-line, from our side.
type Line struct {
	// Port is ours, of [Own.Ports]; 0 on a line that is refused.
	Port int
	// Host and HostPort are where the peer says it receives: an address or a
	// name. Nobody may be there, see [Stream].
	Host     string
	HostPort int
	// Direction is ours: whether we send, and whether we are sent to.
	Direction Direction
	// Codecs are those of the answer, with the payload types of the offer.
	Codecs []Codec
	// Ptime is how many milliseconds of audio the peer wants in a packet
	// (a=ptime); 0 when it does not say.
	Ptime int
	// Mux says that RTCP shares the RTP port (RFC 5761).
	Mux bool
	// Crypto has the keys of a line over SRTP; nil for plain RTP.
	Crypto *Crypto
	// Refusal is why Port is 0; nil if the offer had the line at port 0.
	Refusal *Refusal
}

// Negotiate is [Answer] with all that was agreed on.
func Negotiate(offer []byte, own Own) (Agreement, error) {
	read, err := parse(offer)
	if err != nil {
		return Agreement{}, err
	}
	answer := own.describe(read.TimeDescriptions)
	lines := make([]Line, 0, len(read.MediaDescriptions))
	ports := own.Ports
	for _, offered := range read.MediaDescriptions {
		line := agree(read, offered, own.codecs(), ports)
		if line.Port != 0 {
			ports = ports[1:]
		}
		lines = append(lines, line)
		answer.MediaDescriptions = append(answer.MediaDescriptions, line.answer(offered))
	}
	if refusal := refused(lines); refusal != nil {
		return Agreement{}, refusal
	}
	return Agreement{Answer: marshal(answer), Lines: lines}, nil
}

// agree decides about one line of an offer, given the ports that are left.
func agree(offer *sdp.SessionDescription, line *sdp.MediaDescription, ours []Codec, ports []int) Line {
	name := line.MediaName
	no := func(warning int, reason string) Line {
		return Line{Refusal: &Refusal{warning, reason}, Direction: Inactive}
	}
	if name.Port.Value == 0 {
		return Line{Direction: Inactive}
	}
	if name.Media != "audio" {
		return no(WarnMedia, fmt.Sprintf("m=%s is not taken, only audio", short(name.Media)))
	}
	if proto := strings.Join(name.Protos, "/"); proto != "RTP/AVP" && proto != "RTP/AVPF" {
		return no(WarnTransport, fmt.Sprintf("audio over %s is not taken, only RTP/AVP and RTP/AVPF", short(proto)))
	}
	codecs, refusal := shared(line, ours)
	if refusal != nil {
		return no(refusal.Warning, refusal.Reason)
	}
	if len(ports) == 0 {
		return no(WarnOther, "more audio lines than are taken")
	}
	_, mux := line.Attribute("rtcp-mux")
	return Line{
		Port: ports[0], Host: address(offer, line), HostPort: name.Port.Value,
		Direction: offered(offer, line).Mirror(), Codecs: codecs, Mux: mux,
	}
}

// refused is why an offer fails as a whole: it has open lines and all are
// refused. What is wrong with the audio is what its author wants to know.
func refused(lines []Line) *Refusal {
	var first *Refusal
	for _, line := range lines {
		switch {
		case line.Port != 0:
			return nil
		case first == nil, line.Refusal != nil && first.Warning == WarnMedia:
			first = line.Refusal
		}
	}
	return first
}

// answer is the m-line that says l. A refused one repeats the offer's, as at
// least one format has to stand there though none counts (RFC 3264 section 6).
func (l Line) answer(offered *sdp.MediaDescription) *sdp.MediaDescription {
	answer := &sdp.MediaDescription{MediaName: sdp.MediaName{
		Media: offered.MediaName.Media, Protos: offered.MediaName.Protos, Formats: offered.MediaName.Formats,
	}}
	if l.Port == 0 {
		return answer
	}
	answer.MediaName.Port.Value = l.Port
	answer.MediaName.Formats, answer.Attributes = describe(l.Codecs)
	for _, key := range []string{"ptime", "maxptime"} {
		if value, ok := offered.Attribute(key); ok && milliseconds(value) {
			answer.Attributes = append(answer.Attributes, sdp.NewAttribute(key, value))
		}
	}
	answer.Attributes = append(answer.Attributes, sdp.NewPropertyAttribute(string(l.Direction)))
	if l.Mux {
		answer.Attributes = append(answer.Attributes, sdp.NewPropertyAttribute("rtcp-mux"))
	}
	return answer
}

// milliseconds reports a packet time that makes sense to repeat.
func milliseconds(value string) bool {
	n, err := strconv.ParseUint(value, 10, 16)
	return err == nil && n > 0
}
