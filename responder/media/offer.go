package media

import (
	"slices"
	"strconv"

	"github.com/pion/sdp/v3"
)

// Offer is an offer of ours, for an INVITE that came without one (RFC 3261
// section 13.2.1). Without a port in own it has one line with port 0: nothing to
// talk to, but a description of what could be accepted, as a 488 or the answer
// to OPTIONS may carry (RFC 3261 section 11.2).
func Offer(own Own) []byte {
	description := own.describe([]sdp.TimeDescription{{}})
	ports := own.Ports
	if len(ports) == 0 {
		ports = []int{0}
	}
	for _, port := range ports {
		line := &sdp.MediaDescription{MediaName: sdp.MediaName{
			Media: "audio", Port: sdp.RangedPort{Value: port}, Protos: []string{"RTP", "AVP"},
		}}
		line.MediaName.Formats, line.Attributes = describe(own.codecs())
		line.Attributes = append(line.Attributes, sdp.NewPropertyAttribute(string(SendRecv)))
		description.MediaDescriptions = append(description.MediaDescriptions, line)
	}
	return marshal(description)
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
