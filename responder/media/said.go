package media

import (
	"slices"
	"strconv"
	"strings"

	"github.com/pion/sdp/v3"
)

// said is what an m-line of ours says.
type said struct {
	// name has the media, the transport, and formats for a line that is refused.
	name      sdp.MediaName
	port      int
	codecs    []Codec
	ptime     int
	maxptime  int
	direction Direction
	mux       bool
	crypto    []keyLine
	mid       string
}

// describe is the m-line that says it. One without codecs, which is refused, has
// the formats of its name, as at least one has to stand there though none counts
// (RFC 3264 section 6).
func (s said) describe() *sdp.MediaDescription {
	line := &sdp.MediaDescription{MediaName: s.name}
	line.MediaName.Port.Value = s.port
	if len(s.codecs) == 0 {
		s.attribute(line, "mid", s.mid)
		return line
	}
	line.MediaName.Formats, line.Attributes = describe(s.codecs)
	s.milliseconds(line, "ptime", s.ptime)
	s.milliseconds(line, "maxptime", s.maxptime)
	line.Attributes = append(line.Attributes, sdp.NewPropertyAttribute(string(s.direction)))
	if s.mux {
		line.Attributes = append(line.Attributes, sdp.NewPropertyAttribute("rtcp-mux"))
	}
	for _, c := range s.crypto {
		s.attribute(line, "crypto", c.String())
	}
	s.attribute(line, "mid", s.mid)
	return line
}

func (said) attribute(line *sdp.MediaDescription, key, value string) {
	if value != "" {
		line.Attributes = append(line.Attributes, sdp.NewAttribute(key, value))
	}
}

func (s said) milliseconds(line *sdp.MediaDescription, key string, n int) {
	if n > 0 {
		s.attribute(line, key, strconv.Itoa(n))
	}
}

// describe is the end of an m-line and the attributes that explain it.
func describe(codecs []Codec) (formats []string, attributes []sdp.Attribute) {
	formats = make([]string, 0, len(codecs))
	attributes = make([]sdp.Attribute, 0, 2*len(codecs)+4)
	for _, c := range codecs {
		formats = append(formats, strconv.Itoa(int(c.Payload)))
		attributes = c.describe(attributes)
	}
	return slices.Clip(formats), attributes
}

func marshal(description *sdp.SessionDescription) []byte {
	text, err := description.Marshal()
	if err != nil {
		// pion's Marshal has no way to fail; should it get one, it is a fault
		// of ours and not of an offer.
		panic("media: " + err.Error())
	}
	return text
}

// milliseconds is the value of a=ptime or a=maxptime when it makes sense, else 0.
func milliseconds(line *sdp.MediaDescription, key string) int {
	value, said := line.Attribute(key)
	if !said {
		return 0
	}
	n, err := strconv.ParseUint(value, 10, 16)
	if err != nil {
		return 0
	}
	return int(n)
}

// transport is the protocol of an m-line as it is written: "RTP/AVP".
func transport(name sdp.MediaName) string { return strings.Join(name.Protos, "/") }

// secured reports a transport of SRTP with keys in the SDP.
func secured(transport string) bool { return transport == "RTP/SAVP" || transport == "RTP/SAVPF" }

// plain reports a transport of RTP.
func plain(transport string) bool { return transport == "RTP/AVP" || transport == "RTP/AVPF" }
