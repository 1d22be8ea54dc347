package media

import (
	"net/netip"
	"strings"

	"github.com/pion/sdp/v3"
)

// Direction is who sends on a line, from the side of the one who says it (RFC
// 8866 section 6.7). The empty Direction is SendRecv, as it is in SDP.
type Direction string

// The directions of RFC 8866.
const (
	SendRecv Direction = "sendrecv"
	SendOnly Direction = "sendonly"
	RecvOnly Direction = "recvonly"
	Inactive Direction = "inactive"
)

func direction(sends, receives bool) Direction {
	switch {
	case sends && receives:
		return SendRecv
	case sends:
		return SendOnly
	case receives:
		return RecvOnly
	default:
		return Inactive
	}
}

// Sends reports whether who says d sends media.
func (d Direction) Sends() bool { return d != RecvOnly && d != Inactive }

// Receives reports whether who says d wants media.
func (d Direction) Receives() bool { return d != SendOnly && d != Inactive }

// Mirror is d from the other side: the answer that takes all d offers (RFC 3264
// section 6.1).
func (d Direction) Mirror() Direction { return direction(d.Receives(), d.Sends()) }

// And is what is left when both have to want it.
func (d Direction) And(other Direction) Direction {
	return direction(d.Sends() && other.Sends(), d.Receives() && other.Receives())
}

// directionOf is the direction a line of the peer's asks for. A line's own
// attribute goes before the description's; whom media cannot be sent to does not
// receive, whatever else is said: the hold of RFC 2543 (RFC 3264 section 8.4).
func directionOf(description *sdp.SessionDescription, line *sdp.MediaDescription) Direction {
	d, ok := directionIn(line.Attributes)
	if !ok {
		d, _ = directionIn(description.Attributes)
	}
	return direction(d.Sends(), d.Receives() && !nowhere(address(description, line)))
}

func directionIn(attributes []sdp.Attribute) (Direction, bool) {
	for _, a := range attributes {
		switch d := Direction(a.Key); d {
		case SendRecv, SendOnly, RecvOnly, Inactive:
			return d, true
		}
	}
	return SendRecv, false
}

// address is where the line wants its media, as written; empty when not said.
func address(description *sdp.SessionDescription, line *sdp.MediaDescription) string {
	for _, c := range []*sdp.ConnectionInformation{line.ConnectionInformation, description.ConnectionInformation} {
		if c != nil && c.Address != nil {
			return c.Address.Address
		}
	}
	return ""
}

// nowhere reports an address that stands for hold: 0.0.0.0, ::, or a name under
// .invalid, which RFC 6157 asks for in IPv6.
func nowhere(host string) bool {
	if ip, err := netip.ParseAddr(host); err == nil {
		return ip.IsUnspecified()
	}
	return strings.HasSuffix(strings.ToLower(host), ".invalid")
}
