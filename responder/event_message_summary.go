package responder

// messageSummaryPackage tells a phone whether its lamp is to be lit (RFC 3842). We keep
// no voicemail: there is no message until somebody publishes that there is.
var messageSummaryPackage = &eventPackage{
	name: "message-summary", kind: "application/simple-message-summary", expires: 3600, publish: true,
	watch: func() eventState {
		return &published{event: "message-summary", kind: "application/simple-message-summary", unpublished: noMessages}
	},
}

// noMessages is the summary of an empty mailbox.
func noMessages(l *look) []byte {
	return []byte("Messages-Waiting: no\r\nMessage-Account: " + l.entity + "\r\nVoice-Message: 0/0 (0/0)\r\n")
}
