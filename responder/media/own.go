package media

import (
	"bytes"
	"net/netip"
	"slices"
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
	// SessionID goes into o= and stays for a dialog. Version is that of its
	// first description.
	SessionID, Version uint64
	// Last is what we said last in this dialog, offer or answer, as it was
	// written; nil when that was nothing. Its version is raised by one when
	// anything is different now and kept when not (RFC 3264 section 8); its
	// lines keep their ports of Ports, their payload types and their keys.
	Last []byte
	// Codecs are what can be agreed on. Default: [DefaultCodecs].
	Codecs []Codec
	// Hold wants no media: every line is inactive (RFC 3264 section 8.4), unless
	// Bend has a direction.
	Hold bool
	// SRTP offers RTP/SAVP with keys in a=crypto (RFC 4568) instead of RTP/AVP.
	// Answers go by the offer.
	SRTP bool
	// Bend is what is said otherwise than it is, nil for nothing.
	Bend *Bend
}

func (o Own) codecs() []Codec {
	if o.Codecs == nil {
		return DefaultCodecs()
	}
	return o.Codecs
}

// before is what we said last in the dialog, nil for nothing that can be read.
func (o Own) before() *sdp.SessionDescription {
	if len(o.Last) == 0 {
		return nil
	}
	before, err := parse(o.Last)
	if err != nil {
		return nil
	}
	return before
}

// describe is a description of ours without media. The times are those of the
// offer in an answer (RFC 3264 section 6). Of o= only the version may change in
// a dialog (section 8), whichever address of ours faces the peer by now.
func (o Own) describe(times []sdp.TimeDescription, before *sdp.SessionDescription, m *bent) *sdp.SessionDescription {
	addrtype, host := face(o.Host)
	moved := o.Bend != nil && o.Bend.Address != "" && o.Bend.Address != host
	if moved {
		addrtype, host = face(o.Bend.Address)
		m.add("address " + host)
	}
	origin := sdp.Origin{
		Username: "-", SessionID: o.SessionID, SessionVersion: o.Version,
		NetworkType: "IN", AddressType: addrtype, UnicastAddress: host,
	}
	if before != nil {
		origin.SessionVersion = before.Origin.SessionVersion
		if !moved {
			origin.AddressType, origin.UnicastAddress = before.Origin.AddressType, before.Origin.UnicastAddress
		}
	}
	return &sdp.SessionDescription{
		Origin:      origin,
		SessionName: "-",
		ConnectionInformation: &sdp.ConnectionInformation{
			NetworkType: "IN", AddressType: addrtype, Address: &sdp.Address{Address: host},
		},
		TimeDescriptions: times,
	}
}

// face is an address as o= and c= spell it.
func face(host string) (addrtype, spelt string) {
	host = strings.Trim(host, "[]")
	ip, err := netip.ParseAddr(host)
	if err != nil {
		return "IP4", host
	}
	// A zone means something on this host only.
	ip = ip.Unmap().WithZone("")
	return family(ip), ip.String()
}

// family is what SDP calls the family of an address.
func family(ip netip.Addr) string {
	if ip.Is6() {
		return "IP6"
	}
	return "IP4"
}

// literal is the address that a host is; not valid for a name and for 0.0.0.0, by
// which calls were put on hold.
func literal(host string) netip.Addr {
	ip, err := netip.ParseAddr(strings.Trim(host, "[]"))
	if ip = ip.Unmap(); err != nil || ip.IsUnspecified() {
		return netip.Addr{}
	}
	return ip
}

// write gives a description its version and writes it.
func (o Own) write(description, before *sdp.SessionDescription, m *bent) []byte {
	text := marshal(description)
	if before == nil || bytes.Equal(text, o.Last) {
		return text
	}
	if o.Bend != nil && o.Bend.SameVersion {
		m.add("same version")
		return text
	}
	description.Origin.SessionVersion++
	return marshal(description)
}

// portPool gives out [Own.Ports]: to a line that has one the same again, to the
// others those that are left, in their order.
type portPool struct {
	kept map[int]int // by m-line
	free []int
}

// pool is for a description in which the lines of which open is true are to get
// a port.
func (o Own) pool(before *sdp.SessionDescription, open func(line int) bool) portPool {
	if before == nil {
		return portPool{free: o.Ports}
	}
	p := portPool{kept: make(map[int]int), free: slices.Clone(o.Ports)}
	for i, line := range before.MediaDescriptions {
		if at := slices.Index(p.free, line.MediaName.Port.Value); at >= 0 && open(i) {
			p.kept[i] = p.free[at]
			p.free = slices.Delete(p.free, at, at+1)
		}
	}
	return p
}

// take is the port of a line, 0 when none is left.
func (p *portPool) take(line int) int {
	if port, ok := p.kept[line]; ok {
		return port
	}
	if len(p.free) == 0 {
		return 0
	}
	port := p.free[0]
	p.free = p.free[1:]
	return port
}

// lineOf is an m-line of a description, nil when it does not have so many.
func lineOf(description *sdp.SessionDescription, i int) *sdp.MediaDescription {
	if description == nil || i >= len(description.MediaDescriptions) {
		return nil
	}
	return description.MediaDescriptions[i]
}
