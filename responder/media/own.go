package media

import (
	"net/netip"
	"strings"

	"github.com/pion/sdp/v3"
)

// Own is our side of an offer or an answer.
type Own struct {
	// Host is the address that faces the peer, IPv4, IPv6 (with or without
	// brackets) or a name; it goes into o= and c=. Required.
	Host string
	// Ports are the RTP ports for the audio lines that get accepted, in their
	// order; further ones are refused. In an offer each makes one line.
	Ports []int
	// SessionID and Version go into o=. The first stays for a dialog, the
	// second is one more whenever the description differs from the last (RFC
	// 3264 section 8).
	SessionID, Version uint64
	// Codecs are what can be agreed on. Default: [DefaultCodecs].
	Codecs []Codec
}

func (o Own) codecs() []Codec {
	if o.Codecs == nil {
		return DefaultCodecs()
	}
	return o.Codecs
}

// describe is a description of ours without media. The times are those of the
// offer in an answer (RFC 3264 section 6).
func (o Own) describe(times []sdp.TimeDescription) *sdp.SessionDescription {
	family, host := "IP4", strings.Trim(o.Host, "[]")
	if ip, err := netip.ParseAddr(host); err == nil {
		// A zone means something on this host only.
		if ip = ip.Unmap().WithZone(""); ip.Is6() {
			family = "IP6"
		}
		host = ip.String()
	}
	return &sdp.SessionDescription{
		Origin: sdp.Origin{
			Username: "-", SessionID: o.SessionID, SessionVersion: o.Version,
			NetworkType: "IN", AddressType: family, UnicastAddress: host,
		},
		SessionName: "-",
		ConnectionInformation: &sdp.ConnectionInformation{
			NetworkType: "IN", AddressType: family, Address: &sdp.Address{Address: host},
		},
		TimeDescriptions: times,
	}
}
