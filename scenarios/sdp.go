package scenarios

// SDP says which session description a message of ours carries.
type SDP string

// The session descriptions.
const (
	SDPByAct  SDP = ""       // what the act answer does
	SDPAnswer SDP = "answer" // the answer to the offer at hand
	SDPOffer  SDP = "offer"  // an offer of ours
	SDPHold   SDP = "hold"   // as answer or offer, but inactive
	SDPNone   SDP = "none"
)

// Bend is what a session description of ours says otherwise than it would: the
// mapping that may stand behind sdp:. Its key `as:` is the [SDP].
type Bend struct {
	// Address stands in o= and c=, for example a private one; "" leaves ours.
	Address string
	// Port stands in every m-line that is accepted, 0 to 65535; nil leaves
	// ours, 0 refuses.
	Port *int
	// Codecs are the encoding names of the m-line in this order, whether they
	// were offered or not: "PCMU", "G729", "telephone-event". Nil: by the offer.
	Codecs []string
	// Without are encoding names that are left out.
	Without []string
	// Payloads are payload types by encoding name, 0 to 127, in place of those
	// of the offer.
	Payloads map[string]int
	// Ptime is the packet time it names in milliseconds, 0: by the offer.
	Ptime int
	// Direction is sendrecv, sendonly, recvonly or inactive; "" is by the offer.
	Direction string
	// SameVersion keeps the version of o= though the description changed.
	SameVersion bool
	// SRTP offers the audio over RTP/SAVP with keys in a=crypto (RFC 4568).
	SRTP bool
}
