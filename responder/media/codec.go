package media

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/pion/sdp/v3"
)

// Codec is a payload format. Two are the same when name (in any case), clock
// rate and channels are (RFC 8866 section 6.6); the payload type is only a
// number for it, dynamic ones mean something else in every offer.
type Codec struct {
	Name string
	// ClockRate is in Hz.
	ClockRate int
	// Channels is the number of audio channels; 0 means 1.
	Channels int
	// Payload is the payload type, 0 to 127. In [Own.Codecs] it serves offers
	// only.
	Payload uint8
	// Fmtp is the value of a=fmtp behind the payload type; empty for none.
	Fmtp string
}

// DefaultCodecs is what sipbin speaks when [Own.Codecs] is nil, in the order in
// which it offers it. DTMF has to run on the clock of its voice (RFC 4733
// section 2.1), so there is one telephone-event for each.
func DefaultCodecs() []Codec {
	return []Codec{
		{Name: "PCMU", ClockRate: 8000, Payload: 0},
		{Name: "PCMA", ClockRate: 8000, Payload: 8},
		{Name: "opus", ClockRate: 48000, Channels: 2, Payload: 96},
		{Name: "telephone-event", ClockRate: 8000, Payload: 101, Fmtp: "0-15"},
		{Name: "telephone-event", ClockRate: 48000, Payload: 97, Fmtp: "0-15"},
	}
}

// String is c as a=rtpmap spells it behind the payload type: "opus/48000/2".
func (c Codec) String() string {
	if c.Channels > 1 {
		return fmt.Sprintf("%s/%d/%d", c.Name, c.ClockRate, c.Channels)
	}
	return c.Name + "/" + strconv.Itoa(c.ClockRate)
}

// Voice reports whether c can carry speech alone, which telephone-event and
// comfort noise cannot.
func (c Codec) Voice() bool {
	return !strings.EqualFold(c.Name, "telephone-event") && !strings.EqualFold(c.Name, "CN")
}

// Is reports whether other is the same format, whatever its payload type.
func (c Codec) Is(other Codec) bool {
	return strings.EqualFold(c.Name, other.Name) && c.ClockRate == other.ClockRate &&
		max(c.Channels, 1) == max(other.Channels, 1)
}

// describe adds what a media description says of c to its attributes.
func (c Codec) describe(attributes []sdp.Attribute) []sdp.Attribute {
	payload := strconv.Itoa(int(c.Payload)) + " "
	attributes = append(attributes, sdp.NewAttribute("rtpmap", payload+c.String()))
	if c.Fmtp != "" {
		attributes = append(attributes, sdp.NewAttribute("fmtp", payload+c.Fmtp))
	}
	return attributes
}

// in reports whether c is one of the codecs.
func (c Codec) in(codecs []Codec) bool { return slices.ContainsFunc(codecs, c.Is) }
