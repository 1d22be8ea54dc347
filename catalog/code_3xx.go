package catalog

// codes3xx are the redirections. Within a dialog they end all of it (RFC 5057
// section 5.1).
var codes3xx = []Code{
	{Number: 300, Reason: "Multiple Choices", RFC: 3261, Section: "21.3.1", Methods: anyExcept("CANCEL"),
		Required: subscribing, Recommended: choices,
		Optional: may("Error-Info", "Warning", "Diversion", "History-Info", "Expires"),
		Body:     "optional: the list of choices; no format for it is defined", Dialog: DestroysAll, Retry: Elsewhere,
		Client: "Choose, or ask the user, and try each URI once, with a new branch and the next CSeq; same Call-ID, To and From are recommended.",
		Said:   "the choices are in the body or in Contact",
		Note:   "They belong into Contact; no format for the body is defined."},

	{Number: 301, Reason: "Moved Permanently", RFC: 3261, Section: "21.3.2", Methods: anyExcept("CANCEL"),
		Required: subscribing, Recommended: choices, Optional: may("Error-Info", "Warning", "Diversion", "History-Info"),
		Dialog: DestroysAll, Retry: Elsewhere,
		Client: "Try the Contact, and use it for later requests too: update address books and caches.",
		Said:   "a phone sends it when messages go to the wrong switch",
		Note:   "It says that the user moved for good; which switch is wrong is local practice."},

	{Number: 302, Reason: "Moved Temporarily", RFC: 3261, Section: "21.3.3", Methods: anyExcept("CANCEL"),
		Required: subscribing, Recommended: choices, Optional: may("Expires", "Diversion", "History-Info", "Error-Info", "Warning"),
		Dialog: DestroysAll, Retry: Elsewhere,
		Client: "Try the Contact. Remember it only for the time in Expires or in the Contact's expires parameter; without either, for this once.",
		Said:   "Diversion tells whom the call goes to; Expires is how long that holds",
		Note:   "The new target is in Contact, and Diversion names who diverts; the time may also be the expires parameter of Contact. Diversion is historic (RFC 5806), History-Info (RFC 7044) the standard."},

	{Number: 305, Reason: "Use Proxy", RFC: 3261, Section: "21.3.4", Methods: anyExcept("CANCEL"), Where: "a user agent server only, never a proxy",
		Required: []HeaderRule{{Name: "Contact", RFC: 3261, Section: "21.3.4", Fill: FromAuthor}},
		Optional: may("Warning", "Error-Info"), Dialog: DestroysAll, Retry: Elsewhere,
		Client: "Send this one request again through the proxy in Contact; remember nothing.",
		Said:   "any element may send it",
		Note:   "Only a user agent server may (21.3.4)."},

	{Number: 380, Reason: "Alternative Service", RFC: 3261, Section: "21.3.5", Methods: anyExcept("CANCEL"),
		Recommended: []HeaderRule{{Name: "Content-Type", RFC: 3261, Section: "21.3.5", Fill: FromAuthor}},
		Optional:    may("Contact", "P-Asserted-Identity", "Error-Info"),
		Body:        "expected: it describes the alternatives; the IETF defines no format, 3GPP uses application/3gpp-ims+xml", Dialog: DestroysAll, Retry: Elsewhere,
		Client: "Offer the alternative of the body (in IMS: call the emergency service instead); else it is a failed redirection.",
		Said:   "the alternatives are in the body",
		Note:   "They are, but the IETF defines no format for them."},
}
