package catalog

// codes3xx are the redirections.
var codes3xx = []Code{
	{Number: 300, Reason: "Multiple Choices", RFC: 3261, Section: "21.3.1", Methods: anyExcept("CANCEL"),
		Required: subscribing, Recommended: choices,
		Optional: may("Error-Info", "Warning", "Diversion", "History-Info", "Expires"),
		Body:     "optional: the list of choices; no format for it is defined", Dialog: DestroysAll, DialogNote: endsEarlyDialogs, Retry: Elsewhere,
		Client: "Choose, or ask the user, and try each URI once, with a new branch and the next CSeq; same Call-ID, To and From are recommended.",
		Note:   "The choices belong into Contact."},

	{Number: 301, Reason: "Moved Permanently", RFC: 3261, Section: "21.3.2", Methods: anyExcept("CANCEL"),
		Required: subscribing, Recommended: choices, Optional: may("Error-Info", "Warning", "Diversion", "History-Info"),
		Dialog: DestroysAll, DialogNote: endsEarlyDialogs, Retry: Elsewhere,
		Client: "Try the Contact, and use it for later requests too: update address books and caches.",
		Note:   "It says that the user moved for good. That phones send it for requests at the wrong switch is local practice."},

	{Number: 302, Reason: "Moved Temporarily", RFC: 3261, Section: "21.3.3", Methods: anyExcept("CANCEL"),
		Required: subscribing, Recommended: choices, Optional: may("Expires", "Diversion", "History-Info", "Error-Info", "Warning"),
		Dialog: DestroysAll, DialogNote: endsEarlyDialogs, Retry: Elsewhere,
		Client: "Try the Contact. Remember it only for the time in Expires or in the Contact's expires parameter; without either, for this once.",
		Note:   "Diversion names who diverts; where to is in Contact. Diversion is historic (RFC 5806), History-Info (RFC 7044) the standard."},

	{Number: 305, Reason: "Use Proxy", RFC: 3261, Section: "21.3.4", Methods: anyExcept("CANCEL"), Where: "a user agent server only, never a proxy",
		Required: []HeaderRule{{Name: "Contact", RFC: 3261, Section: "21.3.4", Fill: FromAuthor}},
		Optional: may("Warning", "Error-Info"), Dialog: DestroysAll, DialogNote: endsEarlyDialogs, Retry: Elsewhere,
		Client: "Send this one request again through the proxy in Contact; remember nothing."},

	{Number: 380, Reason: "Alternative Service", RFC: 3261, Section: "21.3.5", Methods: anyExcept("CANCEL"),
		Recommended: []HeaderRule{{Name: "Content-Type", RFC: 3261, Section: "21.3.5", Fill: FromAuthor}},
		Optional:    may("Contact", "P-Asserted-Identity", "Error-Info"),
		Body:        "expected: it describes the alternatives; the IETF defines no format, 3GPP uses application/3gpp-ims+xml", Dialog: DestroysAll, DialogNote: endsEarlyDialogs, Retry: Elsewhere,
		Client: "Offer the alternative of the body (in IMS: call the emergency service instead); else it is a failed redirection."},
}
