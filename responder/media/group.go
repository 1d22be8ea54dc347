package media

import (
	"strings"

	"github.com/pion/sdp/v3"
)

// bundle is the value of a=group in an answer; empty when no group of the offer
// can be kept.
//
// One port for several lines is not spoken here, so of a BUNDLE one line is
// kept, the first that is accepted; the others leave the group and stand alone
// with a port of their own, as RFC 9143 section 7.3.2 lets them. It has to have
// taken rtcp-mux (section 9.3).
func bundle(offer *sdp.SessionDescription, answer []*sdp.MediaDescription) string {
	value, ok := bundleOf(offer)
	if !ok {
		return ""
	}
	kept := make(map[string]bool)
	for _, line := range answer {
		mid, named := line.Attribute("mid")
		_, mux := line.Attribute("rtcp-mux")
		if named && mux && line.MediaName.Port.Value != 0 {
			kept[mid] = true
		}
	}
	for _, mid := range strings.Fields(value)[1:] {
		if kept[mid] {
			return "BUNDLE " + mid
		}
	}
	return ""
}

// bundleOf is the value of the first a=group:BUNDLE.
func bundleOf(description *sdp.SessionDescription) (value string, ok bool) {
	for _, a := range description.Attributes {
		if a.Key == "group" && strings.HasPrefix(a.Value, "BUNDLE ") {
			return a.Value, true
		}
	}
	return "", false
}
