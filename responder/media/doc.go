// Package media is the voice of a call: what is agreed in SDP, and the RTP that
// then flows.
//
// [Answer] makes the answer to an offer (RFC 3264), [Offer] an offer of ours, and
// [Accept] reads the answer to that; pion/sdp reads and writes them. [Negotiate]
// is Answer for those who also want to know what was agreed on, a [Line] an
// m-line. All are pure, but for the keys of SRTP, which are random: what was said
// before in a dialog comes in as [Own.Last]. A [Bend] makes a description say
// something else than what media does.
//
// [Ports] binds sockets. A [Stream] is one pair of them, RTP on an even port and
// RTCP on the next (RFC 3550 section 11), and sends every RTP packet back to
// the peer that sent it.
//
//	SDP offer ── Negotiate ──> answer, and one Line an m-line
//	                │ port           │ direction
//	Ports ── Open ──┴──> Stream <────┘   <── RTP ──>  peer
//
// The package imports nothing of sipbin, and nothing but this package knows pion.
package media
