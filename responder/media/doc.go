// Package media is the voice of a call: what is agreed in SDP, and the RTP that
// then flows.
//
// [Answer] makes the answer to an offer (RFC 3264), [Offer] an offer for an
// INVITE that has none; pion/sdp reads and writes both. [Negotiate] is Answer
// for those who also want to know what was agreed on. All three are pure.
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
