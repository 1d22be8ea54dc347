package catalog

// codes4xx are the failures of this request at this server. Where no effect on
// the dialog is given, only the transaction has failed (RFC 5057 section 5.1).
var codes4xx = []Code{
	{Number: 400, Reason: "Bad Request", RFC: 3261, Section: "21.4.1", Methods: anyExcept(), Where: "the phrase names what is wrong with the syntax",
		Optional: failure, Retry: Never,
		Client: "Do not send the same again. Every unknown 4xx is understood as this one.",
		Said:   "it answers a PRACK that is not supported",
		Note:   "Not the answer to a PRACK one does not know: that is 405 or 501, 481 for one that matches nothing, and 420 on the INVITE that required 100rel."},

	{Number: 401, Reason: "Unauthorized", RFC: 3261, Section: "21.4.2", Methods: anyExcept("CANCEL").by(3261, "22.1"),
		Where:    "a user agent server, registrar, redirect server or notifier; a proxy sends 407",
		Required: []HeaderRule{{Name: "WWW-Authenticate", RFC: 3261, Section: "22.2", Fill: FromChallenge}},
		Optional: join(may("Proxy-Authenticate"), failure), Retry: Changed,
		Client: "Try again with Authorization: same Call-ID and From tag, next CSeq, new branch. Never with the credentials just refused, unless the challenge says stale=true.",
		Said:   "user agents and registrars send it",
		Note:   "Redirect servers and notifiers do too; a proxy sends 407 but may pass both challenges on."},

	{Number: 402, Reason: "Payment Required", Status: Reserved, RFC: 3261, Section: "21.4.3", Methods: anyExcept(),
		Optional: failure, Retry: Never, Client: "As 400."},

	{Number: 403, Reason: "Forbidden", RFC: 3261, Section: "21.4.4", Methods: anyExcept(),
		Optional: join(failure, may("P-Refused-URI-List")), Retry: Never,
		Client: "Do not try again; credentials will not help.",
		Said:   "it, or silence, is for scanners",
		Note:   "Leaving a scanner without an answer is one thing, a 403 another. RFC 8224 has it as \"Stale Date\" for an Identity that is too old."},

	{Number: 404, Reason: "Not Found", RFC: 3261, Section: "21.4.5", Methods: anyExcept(),
		Optional: join(retryAfter, failure), Dialog: DestroysAll, Retry: Never,
		Client: "Do not send the same again; a sip URI in Error-Info may be called for an announcement.",
		Said:   "it means missing call permissions too",
		Note:   "For missing permission RFC 3261 has 403; 404 hides that by policy."},

	{Number: 405, Reason: "Method Not Allowed", RFC: 3261, Section: "21.4.6", Methods: anyExcept("CANCEL"),
		Required: []HeaderRule{{Name: "Allow", RFC: 3261, Section: "21.4.6", Fill: FromResponder}},
		Optional: failure, Dialog: Usage, DialogNote: "for a method the usage can do without (INFO): the transaction alone", Retry: Never,
		Client: "Do not send this method there; Allow tells what may be sent."},

	{Number: 406, Reason: "Not Acceptable", RFC: 3261, Section: "21.4.7", Methods: anyExcept("CANCEL"), Where: "to a request with Accept",
		Optional: failure, Retry: Changed, Client: "Try again with a wider Accept."},

	{Number: 407, Reason: "Proxy Authentication Required", RFC: 3261, Section: "21.4.8", Methods: anyExcept("CANCEL").by(3261, "22.1"), Where: "a proxy",
		Required: []HeaderRule{{Name: "Proxy-Authenticate", RFC: 3261, Section: "22.3", Fill: FromChallenge}},
		Optional: join(may("WWW-Authenticate"), failure), Retry: Changed,
		Client: "Try again with Proxy-Authorization, one for each realm: next CSeq, new branch."},

	{Number: 408, Reason: "Request Timeout", RFC: 3261, Section: "21.4.9", Methods: only("INVITE").by(4320, "4.2"), Where: "also what a client makes of Timer B or F itself",
		Optional: join(may("Reason"), failure), Dialog: Usage, DialogNote: "as after a timeout (RFC 5057 5.2)", Retry: Later,
		Client: "It may be sent again unchanged at any later time; within a dialog: end the call with BYE.",
		Said:   "what one sees after many retransmissions",
		Note:   "One that a client shows after its own retransmissions never crossed the wire. To other methods than INVITE it is not sent (RFC 4320)."},

	{Number: 409, Reason: "Conflict", Status: NotRegistered, RFC: 2543, Section: "7.4.10", Methods: anyExcept(), Where: "of RFC 2543 only; not to be sent",
		Retry: Never, Client: "As 400.",
		Said: "the user is registered already",
		Note: "RFC 3261 left it out and the registry does not have it."},

	{Number: 410, Reason: "Gone", RFC: 3261, Section: "21.4.10", Methods: anyExcept(),
		Optional: failure, Dialog: DestroysAll, Retry: Never,
		Client: "Do not try again: this is for good.",
		Said:   "the user existed once",
		Note:   "Only when known to be permanent, else 404."},

	{Number: 411, Reason: "Length Required", Status: NotRegistered, RFC: 2543, Section: "7.4.12", Methods: anyExcept(), Where: "of RFC 2543 only; not to be sent",
		Retry: Never, Client: "As 400.",
		Said: "a Content-Length is missing",
		Note: "RFC 3261 left it out and the registry does not have it."},

	{Number: 412, Reason: "Conditional Request Failed", RFC: 3903, Section: "11.2.1", Methods: only("PUBLISH"), Where: "when the entity-tag in SIP-If-Match is unknown",
		Optional: may("Server", "Warning", "Error-Info"), Dialog: NoEffect, Retry: Changed,
		Client: "Never send the same again: forget the entity-tag and publish afresh without SIP-If-Match."},

	{Number: 413, Reason: "Request Entity Too Large", RFC: 3261, Section: "21.4.11", Methods: anyExcept(), Where: "to a request with a body; the connection may be closed",
		Recommended: []HeaderRule{{Name: "Retry-After", Condition: known("if the condition is temporary"), RFC: 3261, Section: "21.4.11", Fill: FromAuthor}},
		Optional:    failure, Retry: Changed,
		Client: "Try again with a smaller body or none, after Retry-After if there is one."},

	{Number: 414, Reason: "Request-URI Too Long", RFC: 3261, Section: "21.4.12", Methods: anyExcept(),
		Optional: failure, Retry: Changed, Client: "Try again only with a shorter URI."},

	{Number: 415, Reason: "Unsupported Media Type", RFC: 3261, Section: "21.4.13", Methods: anyExcept("CANCEL"), Where: "to a request with a body",
		Required: []HeaderRule{{Name: "Accept", Or: []string{"Accept-Encoding", "Accept-Language"}, RFC: 3261, Section: "21.4.13", Fill: FromResponder}},
		Optional: failure, Retry: Changed,
		Client: "Try again with the types, encodings and languages that are listed."},

	{Number: 416, Reason: "Unsupported URI Scheme", RFC: 3261, Section: "21.4.14", Methods: anyExcept(),
		Optional: failure, Dialog: DestroysAll, Retry: Changed, Client: "Try again with a sip URI (tel: see 19.1.6).",
		Said: "the Request-URI is unknown",
		Note: "It is the scheme of the Request-URI that is unknown, not the URI."},

	{Number: 417, Reason: "Unknown Resource-Priority", RFC: 4412, Section: "4.6.2", Methods: anyExcept("CANCEL"), Where: "to a request that requires resource-priority with no value that is known",
		Optional: join(may("Accept-Resource-Priority"), failure), Retry: Changed,
		Client: "Try again with a value of Accept-Resource-Priority that the user may use.",
		Said:   "the option tag was there without the header",
		Note:   "Sent when none of the values is understood, not when the header is missing."},

	{Number: 420, Reason: "Bad Extension", RFC: 3261, Section: "21.4.15", Methods: anyExcept("CANCEL").by(3261, "8.2.2.3"),
		Required: []HeaderRule{{Name: "Unsupported", RFC: 3261, Section: "21.4.15", Fill: FromRequest}},
		Optional: join(may("Supported"), failure), Retry: Changed,
		Client: "Try again without the extensions in Unsupported."},

	{Number: 421, Reason: "Extension Required", RFC: 3261, Section: "21.4.16", Methods: anyExcept("CANCEL"),
		Required: []HeaderRule{
			{Name: "Require", RFC: 3261, Section: "21.4.16", Fill: FromAuthor},
			{Name: "Security-Server", Condition: responseRequires("sec-agree"), RFC: 3329, Section: "2.3.2", Fill: FromAuthor},
		},
		Optional: join(may("Proxy-Authenticate", "WWW-Authenticate", "Supported"), failure), Retry: Changed,
		Client: "Try again with the option tag in Supported if it is implemented, else give up.",
		Note:   "Normally a server does without the extension instead (21.4.16)."},

	{Number: 422, Reason: "Session Interval Too Small", RFC: 4028, Section: "6", Methods: only("INVITE", "UPDATE"), Where: "to a request with Supported: timer and a Session-Expires below the minimum",
		Required: []HeaderRule{{Name: "Min-SE", RFC: 4028, Section: "6", Fill: FromResponder}},
		Optional: join(may("Supported"), failure), Retry: Changed,
		Client: "Try again, same Call-ID, To and From, next CSeq, with Min-SE set to the largest one seen and Session-Expires not below it."},

	{Number: 423, Reason: "Interval Too Brief", RFC: 3261, Section: "21.4.17", Methods: only("REGISTER", "SUBSCRIBE", "PUBLISH"), Where: "only if what was asked is above 0, below an hour and below the minimum (10.3)",
		Required: []HeaderRule{{Name: "Min-Expires", RFC: 3261, Section: "21.4.17", Fill: FromResponder}},
		Optional: may("Warning", "Error-Info", "Server"), DialogNote: "a subscription to be refreshed stays", Retry: Changed,
		Client: "Try again with every expiry at Min-Expires or above; give up if that is missing or not above what was asked."},

	{Number: 424, Reason: "Bad Location Information", RFC: 6442, Section: "4.3", Methods: anyExcept("CANCEL", "PRACK"), Where: "to a request with Geolocation",
		Required: []HeaderRule{{Name: "Geolocation-Error", RFC: 6442, Section: "4.3", Fill: FromAuthor}},
		Optional: may("Geolocation", "Warning", "Content-Type"), Body: "optional: a location, which is how an intermediary tells its own", DialogNote: "it never ends a dialog", Retry: Changed,
		Client: "Send again with the location corrected or with the one supplied; three refusals are enough."},

	{Number: 425, Reason: "Bad Alert Message", RFC: 8876, Section: "5.1", Methods: anyExcept("CANCEL"), Where: "to a request with an alert (CAP)",
		Required: []HeaderRule{{Name: "AlertMsg-Error", RFC: 8876, Section: "5.1", Fill: FromAuthor}},
		Optional: may("Warning", "Error-Info"), DialogNote: "it never ends a dialog", Retry: Changed,
		Client: "Repair the alert and send it again."},

	{Number: 428, Reason: "Use Identity Header", RFC: 8224, FormerRFC: 4474, Section: "6.2.2", Methods: anyExcept("CANCEL"), Where: "a verification service",
		Optional: may("Reason", "Warning", "Date"), Retry: Changed,
		Client: "Add an Identity header; the authentication service may do so on the way.", Said: "the Identity and Identity-Info headers of RFC 4474",
		Note: "RFC 8224 replaced that, and also has the phrase \"Use Supported PASSporT Format\"."},

	{Number: 429, Reason: "Provide Referrer Identity", RFC: 3892, Section: "5", Methods: anyExcept("CANCEL"), Where: "to a REFER, or by the refer target to the request that came of it",
		Optional: may("Warning", "Error-Info"), DialogNote: "of a REFER, that transaction", Retry: Changed,
		Client: "The referee passes it on in its NOTIFY; the referrer may REFER again with a Referred-By token."},

	{Number: 430, Reason: "Flow Failed", RFC: 5626, Section: "11.5", Methods: anyExcept(), Where: "an edge proxy to the authoritative proxy",
		Optional: may("Warning"), Retry: Later,
		Client: "The authoritative proxy tries another flow; an end point takes it for a 400."},

	{Number: 433, Reason: "Anonymity Disallowed", RFC: 5079, Section: "5", Methods: anyExcept("CANCEL"), Where: "to an anonymous request",
		Optional: may("Warning", "Error-Info"), Retry: Changed,
		Client: "Do not try again without anonymity unless the user says so."},

	{Number: 436, Reason: "Bad Identity Info", OldReason: "Bad Identity-Info", RFC: 8224, FormerRFC: 4474, Section: "6.2.2", Methods: anyExcept("CANCEL"), Where: "a verification service that can reach none of the info URIs",
		Optional: may("Reason", "Warning"), Retry: Changed,
		Client: "Try again with an info URI that the verifier can reach.", Said: "the URI of the Identity-Info header cannot be dereferenced",
		Note: "There is no Identity-Info header any more; the URI is the info parameter of Identity."},

	{Number: 437, Reason: "Unsupported Credential", OldReason: "Unsupported Certificate", RFC: 8224, FormerRFC: 4474, Section: "6.2.2", Methods: anyExcept("CANCEL"), Where: "a verification service",
		Optional: may("Reason", "Warning"), Retry: Changed,
		Client: "Try again with another credential.", Said: "the certificate could not be validated",
		Note: "Any credential the verifier cannot use, no longer certificates alone."},

	{Number: 438, Reason: "Invalid Identity Header", RFC: 8224, FormerRFC: 4474, Section: "6.2.2", Methods: anyExcept("CANCEL"), Where: "a verification service",
		Optional: may("Reason", "Warning"), Retry: Changed,
		Client: "Try again with a full-form PASSporT.", Said: "the signature could not be verified",
		Note: "It covers all Identity headers of the request together."},

	{Number: 439, Reason: "First Hop Lacks Outbound Support", RFC: 5626, Section: "11.6", Methods: only("REGISTER"), Where: "a registrar, to a request with reg-id and Supported: outbound that came over a first hop without it",
		Optional: may("Supported"), Dialog: NoEffect, Retry: Changed, Client: "Register again without outbound."},

	{Number: 440, Reason: "Max-Breadth Exceeded", RFC: 5393, Section: "5.3.3", Methods: anyExcept("CANCEL"), Where: "a proxy that cannot fork within Max-Breadth",
		Optional: may("Warning"), Retry: Changed, Client: "As 400; perhaps again with a larger Max-Breadth."},

	{Number: 469, Reason: "Bad Info Package", RFC: 6086, Section: "4.2.2", Methods: only("INFO"), Where: "not to an INFO without Info-Package",
		Required: []HeaderRule{{Name: "Recv-Info", RFC: 6086, Section: "7.1", Fill: FromAuthor}},
		Optional: may("Warning", "Error-Info"), Retry: Changed, Client: "Send that package no more; Recv-Info lists those that are taken."},

	{Number: 470, Reason: "Consent Needed", RFC: 5360, Section: "5.9.1", Methods: anyExcept("CANCEL"), Where: "a relay, to a request with a list of URIs",
		Recommended: []HeaderRule{{Name: "Permission-Missing", RFC: 5360, Section: "5.9.1", Fill: FromAuthor}},
		Optional:    may("Warning", "Error-Info"), Retry: Changed,
		Client: "Obtain the consent of those named, then try again.", Said: "the caller lacks the callee's permission",
		Note: "What lacks is the relay's permission for members of a URI list, not the caller's for one callee."},

	{Number: 480, Reason: "Temporarily Unavailable", RFC: 3261, Section: "21.4.18", Methods: anyExcept(), Where: "the phrase tells the cause",
		Optional: join(retryAfter, failure), Dialog: Usage, Retry: Later, Client: "It may be tried again after Retry-After.",
		Said: "do-not-disturb is 486, not this",
		Note: "RFC 3261 names do-not-disturb here; 486 for it is usual and allowed."},

	{Number: 481, Reason: "Call/Transaction Does Not Exist", RFC: 3261, Section: "21.4.19", Methods: anyExcept(), Where: "to what belongs to no dialog or transaction: unknown To tag, CANCEL, PRACK, Replaces",
		Optional: failure, Dialog: Usage, DialogNote: "to CANCEL: that transaction", Retry: Never,
		Client: "The call is gone; no BYE is needed. A subscription is started anew.",
		Said:   "the call was torn down already",
		Note:   "To the sender of a BYE it is as good as success; to NOTIFY and SUBSCRIBE it ends that usage only."},

	{Number: 482, Reason: "Loop Detected", OldReason: "Loop Detected.", RFC: 3261, Section: "21.4.20", Methods: anyExcept("CANCEL"),
		Optional: failure, Dialog: DestroysAll, Retry: Never, Client: "Do not try again; of a merged request another branch has the answer.",
		Said: "a call loops",
		Note: "Most often it is a user agent that got the same request twice by a fork (8.2.2.2)."},

	{Number: 483, Reason: "Too Many Hops", RFC: 3261, Section: "21.4.21", Methods: anyExcept(), Where: "a proxy, at Max-Forwards 0; it may answer an OPTIONS itself instead",
		Optional: failure, Body: "optional: the request as message/sipfrag", Dialog: DestroysAll, Retry: Never, Client: "Do not try the same path again; look for the loop.",
		Said: "Max-Forwards reached 0",
		Note: "True, but an OPTIONS with Max-Forwards 0 may be answered instead, and only a proxy counts; a user agent answers."},

	{Number: 484, Reason: "Address Incomplete", RFC: 3261, Section: "21.4.22", Methods: anyExcept("CANCEL"), Where: "the phrase tells more",
		Optional: failure, Dialog: DestroysAll, Retry: Changed, Client: "Overlap dialling: collect more digits and send a new INVITE."},

	{Number: 485, Reason: "Ambiguous", RFC: 3261, Section: "21.4.23", Methods: anyExcept("CANCEL"),
		Recommended: []HeaderRule{{Name: "Contact", RFC: 3261, Section: "16.5", Fill: FromAuthor}},
		Optional:    failure, Dialog: DestroysAll, Retry: Changed, Client: "Let the user choose from Contact; never choose for him.",
		Note: "21.4.23 says MAY for Contact, 16.5 SHOULD; a server must be able to leave it out."},

	{Number: 486, Reason: "Busy Here", RFC: 3261, Section: "21.4.24", Methods: mainly("INVITE", "OPTIONS", "REFER", "SUBSCRIBE", "MESSAGE"),
		Optional: join(retryAfter, failure), Retry: Later, Client: "Busy tone or voice mail; a proxy may try its other branches.",
		Said: "it ends that leg only",
		Note: "It ends one leg under a forking proxy; alone it ends the attempt."},

	{Number: 487, Reason: "Request Terminated", RFC: 3261, Section: "21.4.25", Methods: anyExcept("CANCEL").by(3261, "9.2"), Where: "to an INVITE after CANCEL or at its Expires; to what was pending when BYE came",
		Optional: failure, Retry: Never, Client: "The attempt is over. After CANCEL wait for it no longer than 64*T1.",
		Said: "BYE or CANCEL terminated the request",
		Note: "And the Expires of an INVITE; it never answers the CANCEL itself, which gets 200."},

	{Number: 488, Reason: "Not Acceptable Here", RFC: 3261, Section: "21.4.26", Methods: mainly("INVITE", "UPDATE", "PRACK", "OPTIONS"),
		Recommended: []HeaderRule{{Name: "Warning", RFC: 3261, Section: "13.3.1.3", Fill: FromAuthor}},
		Optional:    join(may("Accept", "Policy-Contact"), failure), Body: "optional: SDP capabilities, which are neither offer nor answer", DialogNote: "the session stays as it was", Retry: Changed,
		Client: "Try again with another offer; after a re-INVITE keep the old session.", Said: "the Request-URI, or the session description, is not acceptable",
		Note: "It is about the session description, not the Request-URI."},

	{Number: 489, Reason: "Bad Event", RFC: 6665, FormerRFC: 3265, Section: "8.3.2", Methods: only("SUBSCRIBE", "NOTIFY", "PUBLISH"),
		Required: []HeaderRule{{Name: "Allow-Events", RFC: 3265, Section: "7.2", Fill: FromResponder}},
		Optional: may("Warning", "Error-Info"), Dialog: Usage, DialogNote: "the subscription", Retry: Changed, Client: "Give the subscription up, or choose a package of Allow-Events.",
		Note: "RFC 3265 and RFC 3903 require Allow-Events, RFC 6665 has no table any more: always send it, do not insist on it."},

	{Number: 491, Reason: "Request Pending", RFC: 3261, Section: "21.4.27", Methods: only("INVITE", "UPDATE").by(3261, "14.2"), Where: "within a dialog, while an INVITE or an offer of one's own is pending",
		Optional: failure, Retry: Later, Client: "Try again after 2.1 to 4 s if the Call-ID is one's own, else after 0 to 2 s, in steps of 10 ms (14.1).",
		Said: "no ACK came yet, or both sides hang up at once",
		Note: "Two BYEs that cross get 200 or 481, and an INVITE before the ACK of the last gets 500 with Retry-After: neither is a 491."},

	{Number: 493, Reason: "Undecipherable", RFC: 3261, Section: "21.4.28", Methods: anyExcept("CANCEL"), Where: "to a request with an encrypted body",
		Optional: join(may("Content-Type"), failure), Body: "optional: a certificate with the public key, application/pkcs7-mime", Retry: Changed,
		Client: "Encrypt with the key of the response, or send in clear."},

	{Number: 494, Reason: "Security Agreement Required", RFC: 3329, Section: "2.3.1", Methods: anyExcept("CANCEL", "PRACK"), Where: "the first hop",
		Required: []HeaderRule{
			{Name: "Security-Server", RFC: 3329, Section: "2.3.1", Fill: FromAuthor},
			{Name: "Require", Value: "sec-agree", Condition: serverInitiated, RFC: 3329, Section: "2.3.2", Fill: FromResponder},
			{Name: "Proxy-Authenticate", Or: []string{"WWW-Authenticate"}, Condition: offersDigest, RFC: 3329, Section: "2.4", Fill: FromChallenge},
		},
		Optional: may("Warning"), Retry: Changed,
		Client: "Take the mechanism of highest q both have, start it, and send again with Security-Verify and Require and Proxy-Require: sec-agree."},
}
