package catalog

// hint is how to mend a response that lacks the header.
func (h *HeaderRule) hint() string {
	value := h.Value
	if value == "" {
		value = examples[h.Name]
	}
	if value == "" {
		return "add " + h.Name + ", " + orBreaks(h.Name)
	}
	return "add  headers: {" + h.Name + ": " + value + "}  " + orBreaks(h.Name)
}

func orBreaks(word string) string {
	return "or, to send it broken on purpose,  breaks: [" + word + "]"
}

// examples are values as one would write them in a scenario.
var examples = map[string]string{
	"AlertMsg-Error":     `'100;message="Cannot process the alert payload"'`,
	"Allow":              `"INVITE, ACK, BYE, CANCEL"`,
	"Allow-Events":       "presence",
	"Call-Info":          `"<https://example.com/jcard.jws>;purpose=jwscard"`,
	"Contact":            `"<sip:bob@{{.Local}}>"`,
	"Geolocation-Error":  `'100;code="Cannot Process Location"'`,
	"Min-Expires":        `"3600"`,
	"Min-SE":             `"90"`,
	"Permission-Missing": `"<sip:bob@example.com>"`,
	"Proxy-Authenticate": `'Digest realm="example.com", nonce="..."'`,
	"Reason":             "SIP;cause=486",
	"Recv-Info":          "trickle-ice",
	"Require":            "timer",
	"Retry-After":        `"5"`,
	"Security-Server":    "tls;q=0.2",
	"Unsupported":        "100rel",
	"Warning":            `'304 example.com "Media type not available"'`,
	"WWW-Authenticate":   `'Digest realm="example.com", nonce="..."'`,
}
