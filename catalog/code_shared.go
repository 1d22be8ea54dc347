package catalog

// Header rules that several codes have in common.

// earlyDialog is what a 101-199 needs to make an early dialog.
var earlyDialog = []HeaderRule{
	{Name: "Contact", RFC: 3261, Section: "12.1.1", Fill: FromResponder},
	{Name: "Record-Route", Condition: requestHas("Record-Route").when(outsideDialog), RFC: 3261, Section: "12.1.1", Fill: FromRequest},
}

// sentReliable is what makes a 101-199 reliable.
var sentReliable = []HeaderRule{
	{Name: "Require", Value: "100rel", Condition: reliably, RFC: 3262, Section: "3", Fill: FromResponder},
	{Name: "RSeq", Condition: reliably, RFC: 3262, Section: "3", Fill: FromResponder},
}

// ringing are the required headers of 180 to 183.
var ringing = join(earlyDialog, sentReliable, []HeaderRule{
	{Name: "Recv-Info", Condition: requestHas("Recv-Info").when(reliably), RFC: 6086, Section: "7.1", Fill: FromResponder},
})

// progress are the optional headers of 180 to 183; RFC 3311 wants Allow in
// those that are reliable, so that the caller knows of UPDATE.
var progress = join(
	[]HeaderRule{{Name: "Allow", Condition: reliably, RFC: 3311, Section: "5.1", Fill: FromResponder}},
	may("Supported", "Alert-Info", "P-Early-Media", "P-Asserted-Identity", "History-Info", "Call-Info", "Reason", "Server"),
)

// failure are the optional headers of nearly every 4xx, 5xx and 6xx.
var failure = may("Error-Info", "Warning", "Server", "User-Agent", "Date", "Organization", "Contact", "Timestamp")

// subscribing adds to the entry of a 3xx what it must carry to SUBSCRIBE and NOTIFY.
var subscribing = []HeaderRule{
	{Name: "Contact", Condition: to("SUBSCRIBE", "NOTIFY"), RFC: 3265, Section: "7.1", Fill: FromAuthor},
}

// choices is the Contact of a redirection, which tells where to go.
var choices = []HeaderRule{
	{Name: "Contact", RFC: 3261, Section: "13.3.1.2", Fill: FromAuthor},
}

// retryAfter is for the codes that RFC 3261 section 20.33 defines it in.
var retryAfter = may("Retry-After")
