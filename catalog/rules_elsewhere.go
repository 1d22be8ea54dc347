package catalog

// rulesElsewhere are those that no single response shows. A responder keeps
// the first kind over time; the second is what a client is expected to do, in
// more words in each code's entry.
var rulesElsewhere = []*Rule{
	{ID: "A2", KeptBy: Responder, Strength: Must, RFC: 3261, Section: "8.2.6.2", Text: "every response of one server to a request has the same To tag"},
	{ID: "A6", KeptBy: Responder, Strength: Must, RFC: 4320, Section: "4.1", Text: "a 100 to another method than INVITE goes out over UDP at 3.5 s and not before, if nothing else did"},
	{ID: "A10", KeptBy: Responder, Strength: Must, RFC: 3262, Section: "3", Text: "a second reliable response waits for the PRACK of the first; RSeq goes up by one"},
	{ID: "A11", KeptBy: Responder, Strength: Must, RFC: 3262, Section: "3", Text: "a server unwilling to be reliable answers Require: 100rel with 420 and Unsupported: 100rel"},
	{ID: "A12", KeptBy: Responder, Strength: Must, RFC: 3262, Section: "3", Text: "a 2xx waits while a reliable 1xx with SDP is unacknowledged"},
	{ID: "A19", KeptBy: Responder, Strength: Must, RFC: 3515, Section: "2.4.4", Text: "a NOTIFY follows the 2xx of a REFER at once, unless there is no subscription"},
	{ID: "A53", KeptBy: Responder, Strength: Must, RFC: 3261, Section: "12.2.2", Text: "an unknown To tag, and a PRACK that matches nothing, get 481"},
	{ID: "A54", KeptBy: Responder, Strength: Should, RFC: 3261, Section: "8.2.2.2", Text: "a request that came twice by a fork gets 482; a proxy answers Max-Forwards 0 with 483"},
	{ID: "A56", KeptBy: Responder, Strength: Must, RFC: 3261, Section: "9.2", Text: "a CANCEL that matches gets 200, even after the final response of the INVITE"},
	{ID: "A62", KeptBy: Responder, Strength: Must, RFC: 3261, Section: "14.2", Text: "a second INVITE before the final of the first, and an UPDATE over a pending one, get 500 with Retry-After from 0 to 10 s"},
	{ID: "A64", KeptBy: Responder, Strength: Should, RFC: 3311, Section: "5.2", Text: "an UPDATE that would have to ask the user gets 504"},
	{ID: "A78", KeptBy: Responder, Strength: Must, RFC: 6026, Section: "7.1", Text: "an INVITE transaction stays for 64*T1 after its 2xx and takes in what is repeated"},

	{ID: "A5", KeptBy: Client, Strength: Must, RFC: 3262, Section: "4", Text: "a client ignores 100rel in a 100"},
	{ID: "A28", KeptBy: Client, Strength: Must, RFC: 3261, Section: "8.1.3.4", Text: "a client tries no URI of a redirection twice"},
	{ID: "A32", KeptBy: Client, Strength: Must, RFC: 3261, Section: "16.7", Text: "a forking proxy puts the challenges of all branches into one response"},
	{ID: "A35", KeptBy: Client, Strength: Must, RFC: 3903, Section: "5", Text: "after a 412 a client forgets the entity-tag and publishes afresh"},
	{ID: "A59", KeptBy: Client, Strength: Must, RFC: 3261, Section: "14.1", Text: "after a 491 the owner of the Call-ID waits 2.1 to 4 s, the other side 0 to 2 s"},
	{ID: "A63", KeptBy: Client, Strength: Must, RFC: 3261, Section: "21.5.4", Text: "a client stays away for the Retry-After of a 503 and takes one without it for a 500; a proxy forwards no 503"},
	{ID: "A70", KeptBy: Client, Strength: Must, RFC: 3261, Section: "16.7", Text: "upon a 6xx a proxy cancels all branches and forwards it when they ended; a 2xx that still comes wins"},
	{ID: "A71", KeptBy: Client, Strength: Must, RFC: 3261, Section: "8.1.3.2", Text: "an unknown code is taken for the x00 of its class, an unknown 1xx for 183; a response with two Vias for the client is dropped"},
	{ID: "A76", KeptBy: Client, Strength: Must, RFC: 5057, Section: "5.1", Text: "what a failure within a dialog ends: see dialog in each entry"},
	{ID: "A77", KeptBy: Client, Strength: Must, RFC: 3261, Section: "12.3", Text: "a first request that fails ends all its early dialogs"},
}
