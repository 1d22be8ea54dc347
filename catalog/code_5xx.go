package catalog

// codes5xx are the failures of the server.
var codes5xx = []Code{
	{Number: 500, Reason: "Server Internal Error", RFC: 3261, Section: "21.5.1", Methods: anyExcept(),
		Required: []HeaderRule{{Name: "Retry-After", Condition: known("to a second INVITE before the final of the first, or an UPDATE over a pending one: 0 to 10 s at random"), RFC: 3261, Section: "14.2", Fill: FromAuthor}},
		Optional: join(retryAfter, failure), Retry: Later, Client: "It may be tried again after some seconds or after Retry-After."},

	{Number: 501, Reason: "Not Implemented", RFC: 3261, Section: "21.5.2", Methods: anyExcept(), Where: "a user agent server that does not recognise the method; a proxy forwards any",
		Optional: join(may("Allow"), failure), Dialog: Usage, DialogNote: "for a method the usage can do without: the transaction alone", Retry: Never, Client: "Do not send this method there."},

	{Number: 502, Reason: "Bad Gateway", RFC: 3261, Section: "21.5.3", Methods: anyExcept(), Where: "a gateway or proxy",
		Optional: failure, Dialog: DestroysAll, Retry: Later, Client: "As 500; within a dialog its route is broken."},

	{Number: 503, Reason: "Service Unavailable", RFC: 3261, Section: "21.5.4", Methods: anyExcept(),
		Optional: join(retryAfter, failure), Retry: Later,
		Client: "Try another server (the next SRV or address record, a new branch), and send this one nothing for Retry-After; without that header as 500.",
		Said:   "congestion control; a call failed",
		Note:   "Without Retry-After it is taken for a 500; a proxy does not forward one, it sends 500 (16.7)."},

	{Number: 504, Reason: "Server Time-out", RFC: 3261, Section: "21.5.5", Methods: anyExcept(), Where: "a server that waited for another one, as DNS or a database; to an UPDATE that would have to ask the user (RFC 3311)",
		Optional: failure, Retry: Later, Client: "As 500.", Said: "nothing came back after many retransmissions",
		Note: "A SIP element that keeps silent gives 408; this is for another server that had to be asked."},

	{Number: 505, Reason: "Version Not Supported", RFC: 3261, Section: "21.5.6", Methods: anyExcept(),
		Optional: failure, Retry: Changed, Client: "Try again with SIP/2.0."},

	{Number: 513, Reason: "Message Too Large", RFC: 3261, Section: "21.5.7", Methods: anyExcept(),
		Optional: failure, Retry: Changed, Client: "Make the message smaller or take another transport."},

	{Number: 555, Reason: "Push Notification Service Not Supported", RFC: 8599, Section: "5.6.1.1", Methods: only("REGISTER"), Where: "a proxy that is sure no other one supports the push service",
		Optional: may("Feature-Caps", "Warning"), Dialog: NoEffect, Retry: Changed, Client: "Register without the pn- parameters or with a service that is supported."},

	{Number: 556, Reason: "Unknown Failure", Status: NotRegistered, Methods: anyExcept(), Where: "in no RFC; of use only as an unknown 5xx",
		Retry: Later, Client: "As 500."},

	{Number: 580, Reason: "Precondition Failure", RFC: 3312, Section: "8", Methods: only("INVITE", "UPDATE"), Where: "to an offer with preconditions",
		Recommended: []HeaderRule{{Name: "Content-Type", RFC: 3312, Section: "8", Fill: FromResponder}},
		Optional:    may("Warning", "Require", "Supported"), Body: "SDP: each m= line of the offer with port 0, the failed one with a=des: ... failure; neither offer nor answer", Retry: Changed,
		Client: "Change the preconditions or give up."},
}
