package catalog

// codes1xx are the provisional responses. But for 100 they answer INVITE only
// (RFC 4320 section 4.1).
var codes1xx = []Code{
	{Number: 100, Reason: "Trying", RFC: 3261, Section: "21.1.1",
		Methods: anyExcept(),
		Where:   "INVITE: when nothing else is sent within 200 ms (17.2.1); other methods over UDP: never before 3.5 s, and then always (RFC 4320 4.1)",
		Required: []HeaderRule{
			{Name: "Timestamp", Condition: requestHas("Timestamp"), RFC: 3261, Section: "8.2.6.1", Fill: FromRequest},
		},
		Optional: may("Server", "Date"),
		Forbidden: []HeaderRule{
			{Name: "RSeq", RFC: 3262, Section: "3"},
			{Name: "Require", Value: "100rel", RFC: 3262, Section: "3"},
		},
		Dialog: NoEffect, DialogNote: "the server transaction adds no To tag (17.2.1)", Retry: Wait,
		Client: "INVITE: stop repeating the request (Timer A) and wait in Proceeding. Others over UDP: repeat every T2 until Timer F. Never PRACK it, never forward it.",
		Said:   "a forking proxy must send it; it stops retransmissions",
		Note:   "A forking proxy is not the only one to send it: every element does that will not answer an INVITE within 200 ms. It silences retransmissions of an INVITE only."},

	{Number: 180, Reason: "Ringing", RFC: 3261, Section: "21.1.2", Methods: only("INVITE").by(4320, "4.1"),
		Required: ringing, Optional: progress,
		Body: "optional: SDP answer, the same one that the 2xx will have; an offer only if sent reliably", Dialog: MakesEarly,
		DialogNote: "every 101-199 of one server shows the same dialog", Retry: Wait,
		Client: "Stop repeating the INVITE; ring locally unless early media plays; PRACK if reliable. It is repeated every minute while it rings (13.3.1.1).",
		Said:   "the phone is told to ring back",
		Note:   "Whether to ring back is the caller's user agent's own choice (MAY); the code only says that the callee is alerted."},

	{Number: 181, Reason: "Call Is Being Forwarded", OldReason: "Call is Being Forwarded", RFC: 3261, Section: "21.1.3",
		Methods: only("INVITE").by(4320, "4.1"), Where: "a user agent or B2BUA; a proxy creates none of its own (16.7)",
		Required: ringing, Optional: join(progress, may("Diversion")), Body: "optional: SDP", Dialog: MakesEarly, Retry: Wait,
		Client: "Tell the user and go on waiting; it is no redirection."},

	{Number: 182, Reason: "Queued", RFC: 3261, Section: "21.1.4", Methods: only("INVITE").by(4320, "4.1"),
		Required: ringing, Optional: progress, Body: "optional: SDP", Dialog: MakesEarly, Retry: Wait,
		Client: "Go on waiting. Several may follow; the phrase may tell the place in the queue."},

	{Number: 183, Reason: "Session Progress", OldReason: "Session in Progress", RFC: 3261, Section: "21.1.5",
		Methods: only("INVITE").by(4320, "4.1"), Required: ringing, Optional: progress,
		Body: "optional: SDP, for early media", Dialog: MakesEarly, Retry: Wait,
		Client: "Play early media if there is SDP, else change nothing; PRACK if reliable. An unknown 1xx is understood as this one (8.1.3.2).",
		Said:   "ringback comes from the network, the phone need not make any",
		Note:   "RFC 3261 says nothing of ringback here: that the network rings is true only when early media comes."},

	{Number: 199, Reason: "Early Dialog Terminated", RFC: 6228, Section: "5", Methods: only("INVITE").by(6228, "5"),
		Where: "only to a client whose Supported lists 199; a user agent normally has no use for it before its own failure",
		Required: join([]HeaderRule{
			{Name: "Reason", RFC: 6228, Section: "5", Fill: FromAuthor},
		}, sentReliable),
		Optional: may("Server"),
		Forbidden: []HeaderRule{
			{Name: "Supported", Value: "199", RFC: 6228, Section: "5"},
			{Name: "Require", Value: "199", RFC: 6228, Section: "5"},
		},
		Body: "none: SDP only where RFC 3264 forces it, and then without m= lines", Dialog: EndsEarly,
		DialogNote: "this early dialog alone; it never makes one", Retry: Wait,
		Client: "Release what that early dialog held, send nothing more in it but a PRACK, and wait for the others.",
		Said:   "any server may send it",
		Note:   "Not for any user agent server at will: the client must have offered it, and Reason and To tag belong to it."},
}
