package catalog

// codes6xx are the failures everywhere: the search stops, and what a proxy
// still has out it cancels (RFC 3261 section 16.7). A registrar sends none.
var codes6xx = []Code{
	{Number: 600, Reason: "Busy Everywhere", RFC: 3261, Section: "21.6.1", Methods: anyExcept("CANCEL", "REGISTER").by(3261, "10.3", "REGISTER"),
		Optional: join(retryAfter, failure), Retry: Later, Client: "Stop searching; it may be tried again after Retry-After.",
		Said: "as 486, with all legs cancelled",
		Note: "Only if the callee knows that no other device will answer; a proxy cancels its other branches (16.7)."},

	{Number: 603, Reason: "Decline", RFC: 3261, Section: "21.6.2", Methods: anyExcept("CANCEL", "REGISTER").by(3261, "10.3", "REGISTER"),
		Optional: join(retryAfter, failure), Retry: Later, Client: "Try nowhere else; it may be tried again after Retry-After.",
		Said: "the call is completely shut down",
		Note: "For a call being made that is so; within a call it ends that transaction only."},

	{Number: 604, Reason: "Does Not Exist Anywhere", RFC: 3261, Section: "21.6.3", Methods: anyExcept("CANCEL", "REGISTER").by(3261, "10.3", "REGISTER"),
		Optional: failure, Dialog: DestroysAll, Retry: Never, Client: "Try nowhere."},

	{Number: 606, Reason: "Not Acceptable", RFC: 3261, Section: "21.6.4", Methods: anyExcept("CANCEL", "REGISTER").by(3261, "10.3", "REGISTER"), Where: "to an offer that no other device will accept either",
		Optional: join(may("Accept"), failure), Body: "optional: SDP capabilities, as in 488", Retry: Changed, Client: "Perhaps again with another session description; try no other branch.",
		Note: "Only if no other end point will accept either; then 488 would be too little."},

	{Number: 607, Reason: "Unwanted", RFC: 8197, Section: "4", Methods: anyExcept("CANCEL", "REGISTER").by(3261, "10.3", "REGISTER"), Where: "the called person's side",
		Optional: may("Reason", "Warning"), Retry: Never, Client: "Do not try again; the network may learn from it."},

	{Number: 608, Reason: "Rejected", RFC: 8688, Section: "3.1", Methods: anyExcept("CANCEL", "REGISTER").by(3261, "10.3", "REGISTER"), Where: "an intermediary that analyses calls",
		Required: []HeaderRule{{Name: "Call-Info", RFC: 8688, Section: "3.1", Fill: FromAuthor}},
		Optional: may("Reason", "Warning"), Body: "none: the jCard is behind the URI of Call-Info", Retry: Never,
		Client: "Show the caller whom to ask for redress, as the signed jCard names it."},
}
