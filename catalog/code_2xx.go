package catalog

// codes2xx are the successes.
var codes2xx = []Code{
	{Number: 200, Reason: "OK", RFC: 3261, Section: "21.2.1", Methods: anyExcept(),
		Required: []HeaderRule{
			{Name: "Contact", Condition: to("INVITE"), RFC: 3261, Section: "12.1.1", Fill: FromResponder},
			{Name: "Contact", Condition: to("UPDATE"), RFC: 3311, Section: "5.2", Fill: FromResponder},
			{Name: "Contact", Condition: to("SUBSCRIBE"), RFC: 3265, Section: "7.1", Fill: FromResponder},
			{Name: "Contact", Condition: to("REFER"), RFC: 3515, Section: "2.2", Fill: FromResponder},
			{Name: "Contact", Condition: to("REGISTER").when(haveBindings), RFC: 3261, Section: "10.3", Fill: FromResponder},
			{Name: "Record-Route", Condition: to("INVITE", "SUBSCRIBE", "REFER").when(requestHas("Record-Route")).when(outsideDialog), RFC: 3261, Section: "12.1.1", Fill: FromRequest},
			{Name: "Expires", Condition: to("SUBSCRIBE"), RFC: 6665, Section: "4.2.1.1", Fill: FromResponder},
			{Name: "Expires", Condition: to("PUBLISH"), RFC: 3903, Section: "6", Fill: FromResponder},
			{Name: "SIP-ETag", Condition: to("PUBLISH"), RFC: 3903, Section: "6", Fill: FromResponder},
			{Name: "Session-Expires", Condition: to("INVITE", "UPDATE").when(timerAgreed), RFC: 4028, Section: "9", Fill: FromResponder},
			{Name: "Require", Value: "timer", Condition: to("INVITE", "UPDATE").when(uacRefreshes), RFC: 4028, Section: "9", Fill: FromResponder},
			{Name: "Recv-Info", Condition: to("INVITE", "PRACK", "UPDATE").when(requestHas("Recv-Info")), RFC: 6086, Section: "7.1", Fill: FromResponder},
		},
		Recommended: []HeaderRule{
			{Name: "Allow", Condition: to("INVITE"), RFC: 3261, Section: "13.3.1.4", Fill: FromResponder},
			{Name: "Supported", Condition: to("INVITE"), RFC: 3261, Section: "13.3.1.4", Fill: FromResponder},
			{Name: "Allow", Condition: to("OPTIONS"), RFC: 3261, Section: "11.2", Fill: FromResponder},
			{Name: "Accept", Condition: to("OPTIONS"), RFC: 3261, Section: "11.2", Fill: FromResponder},
			{Name: "Accept-Encoding", Condition: to("OPTIONS"), RFC: 3261, Section: "11.2", Fill: FromResponder},
			{Name: "Accept-Language", Condition: to("OPTIONS"), RFC: 3261, Section: "11.2", Fill: FromResponder},
			{Name: "Supported", Condition: to("OPTIONS"), RFC: 3261, Section: "11.2", Fill: FromResponder},
			{Name: "Date", Condition: to("REGISTER"), RFC: 3261, Section: "10.3", Fill: FromResponder},
			{Name: "Allow-Events", Condition: to("INVITE", "SUBSCRIBE", "REFER", "OPTIONS").when(notifier), RFC: 6665, Section: "4.4.4", Fill: FromResponder},
		},
		Optional: join([]HeaderRule{
			{Name: "Record-Route", Condition: to("NOTIFY").when(requestHas("Record-Route")), RFC: 3265, Section: "7.1", Fill: FromRequest},
			{Name: "Record-Route", Condition: to("INVITE", "SUBSCRIBE", "REFER").when(requestHas("Record-Route")).when(insideDialog), RFC: 3261, Section: "20.30", Fill: FromRequest},
		}, may("Accept", "Server", "Supported", "Authentication-Info", "Path", "Service-Route", "P-Associated-URI",
			"Feature-Caps", "Flow-Timer", "Require", "Refer-Sub", "Refer-Events-At", "Accept-Resource-Priority",
			"Geolocation-Error", "AlertMsg-Error")),
		Forbidden: []HeaderRule{
			{Name: "Contact", Condition: to("MESSAGE"), RFC: 3428, Section: "7"},
		},
		Body:   "INVITE: an SDP answer to the offer it had, or an offer if it had none, unless that was settled in a reliable 1xx (13.3.1.4). UPDATE, PRACK: the answer if there was an offer. OPTIONS: may tell capabilities. MESSAGE: never (RFC 3428 7). Others: none",
		Dialog: Confirms, DialogNote: "INVITE: one dialog for each To tag. UPDATE, re-INVITE: refreshes the target. SUBSCRIBE: the NOTIFY makes the dialog (RFC 6665 4.4.1). BYE: ends the call. Others: none", Retry: Done,
		Client: "INVITE: ACK every copy end to end, in a transaction of its own, and BYE the forks it does not want. REGISTER: refresh before it expires. SUBSCRIBE, REFER: wait for NOTIFY. CANCEL: wait for the 487 of the INVITE. PUBLISH: keep the new entity-tag.",
		Note:   "It is the answer of a call only to INVITE."},

	{Number: 202, Reason: "Accepted", Status: Deprecated, RFC: 6665, FormerRFC: 3265, Section: "8.3.1",
		Methods: only("MESSAGE", "REGISTER").by(6665, "8.3.1"), Where: "a relay of MESSAGE (RFC 3428 7), a registrar that waits for consent (RFC 5360)",
		Required: []HeaderRule{
			{Name: "Contact", Condition: to("SUBSCRIBE", "REFER"), RFC: 3265, Section: "7.1", Fill: FromResponder},
			{Name: "Contact", Condition: to("REGISTER").when(haveBindings), RFC: 3261, Section: "10.3", Fill: FromResponder},
			{Name: "Expires", Condition: to("SUBSCRIBE"), RFC: 3265, Section: "3.1.1", Fill: FromResponder},
		},
		Optional:  may("Server", "Supported", "Refer-Sub"),
		Forbidden: []HeaderRule{{Name: "Contact", Condition: to("MESSAGE"), RFC: 3428, Section: "7"}},
		Dialog:    Confirms, DialogNote: "as 200 for the same method", Retry: Done,
		Client: "Treat it exactly as a 200.",
		Note:   "No longer the answer to REFER (RFC 7647 5) nor SUBSCRIBE (RFC 6665 8.3.1): both get 200. The registry calls it \"Accepted (Deprecated)\"."},

	{Number: 204, Reason: "No Notification", RFC: 5839, Section: "7.1", Methods: only("SUBSCRIBE").by(5839, "7.1"),
		Where: "only within a dialog, upon a Suppress-If-Match that matches",
		Required: []HeaderRule{
			{Name: "Expires", RFC: 5839, Section: "5.6", Fill: FromResponder},
			{Name: "Contact", RFC: 3265, Section: "7.1", Fill: FromResponder},
		},
		Optional: may("Server"), Dialog: NoEffect,
		DialogNote: "the subscription goes on for Expires, or ends at once if that is 0; no NOTIFY tells so", Retry: Done,
		Client: "Do not wait for a NOTIFY; take the new duration from Expires.",
		Note:   "What does not come is the NOTIFY, not a response."},
}
