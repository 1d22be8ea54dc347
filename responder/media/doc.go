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
// [Ports] has the sockets, in pairs: RTP on an even port and RTCP on the next (RFC
// 3550 section 11). A [Stream] is one call's use of a pair. It sends back what
// comes until it is told to play something else: a [Source], made by [Tone], [Hz],
// [WAV], [Music], [DTMF] and their like, and made to suffer by a [Playback].
//
//	SDP offer ── Negotiate ──> answer, and one Line an m-line
//	                │ port           │ Agree
//	Ports ── Open ──┴──> Stream <────┘   <── RTP, RTCP ──>  peer
//	                       │  ^
//	     Events, Quality <─┘  └── Play ── Source
//
// Who reads, and who sends: on Linux one goroutine of Ports reads at all sockets
// (ears_linux.go), elsewhere each has one of its own; RTCP is read as soon as there
// was media. All that is sent by the clock is sent by one goroutine of Ports, which
// there is only while something is due. An echo is sent by who read it.
//
// Locks are taken in the order stream, ports, clock, and none is held while
// [Events] are told or a packet is written, so a stream may be used under a lock
// that its events wait for.
//
// The package imports nothing of sipbin, and nothing but this package knows pion.
package media
