package scenarios

import (
	"net/netip"
	"net/url"
	"strings"
)

// Asked is what choosing a scenario and judging a request need of it. Header
// names are found in any case and in compact form too.
type Asked interface {
	// Method is the request's method, spelt as the client spelt it.
	Method() string
	// User is the user part that is asked for: of the Request-URI, in a
	// REGISTER of To; percent-escapes undone.
	User() string
	// Domain is the host of the Request-URI, without port and brackets.
	Domain() string
	// From and To are the header fields as text.
	From() string
	To() string
	// Source is the address it came from.
	Source() netip.Addr
	// Listener is the name of the socket it came to.
	Listener() string
	// Transport is "udp", "tcp", "tls", "ws" or "wss".
	Transport() string
	// Header is the value of the first line of that name.
	Header(name string) (string, bool)
	// HeaderValues are the values of all lines of that name, in order.
	HeaderValues(name string) []string
	Body() []byte
}

// question is a request that scenarios are held against. What takes reading is
// read once, and only if a scenario asks for it.
type question struct {
	Asked
	domain, from, to *string
}

func once(kept **string, read func() string) string {
	if *kept == nil {
		text := read()
		*kept = &text
	}
	return **kept
}

func (q *question) host() string {
	return once(&q.domain, func() string { return strings.ToLower(q.Domain()) })
}

func (q *question) fromAddress() string {
	return once(&q.from, func() string { return addressOf(q.From()) })
}

func (q *question) toAddress() string {
	return once(&q.to, func() string { return addressOf(q.To()) })
}

// supported are the option tags of Supported and Require, in lower case: what a
// client requires, it supports.
func (q *question) supported() (tags []string) {
	for _, name := range []string{"Supported", "Require"} {
		for _, line := range q.HeaderValues(name) {
			for tag := range strings.SplitSeq(line, ",") {
				if tag = strings.ToLower(strings.TrimSpace(tag)); tag != "" {
					tags = append(tags, tag)
				}
			}
		}
	}
	return tags
}

// sdp is what the session description of the request is, as far as one request
// tells. That of an ACK is an answer, that of a PRACK may be either; others
// offer (RFC 3261 13.2.1, RFC 3262 5).
func (q *question) sdp() SDP {
	switch {
	case !q.hasSDP():
		return SDPNone
	case q.Method() == "ACK":
		return SDPAnswer
	}
	return SDPOffer
}

func (q *question) carries(want SDP) bool {
	got := q.sdp()
	return got == want || got == SDPOffer && want == SDPAnswer && q.Method() == "PRACK"
}

func (q *question) hasSDP() bool {
	body := q.Body()
	if len(body) == 0 {
		return false
	}
	value, _ := q.Header("Content-Type")
	kind, _, _ := strings.Cut(strings.ToLower(value), ";")
	switch kind = strings.TrimSpace(kind); {
	case kind == "application/sdp":
		return true
	case strings.HasPrefix(kind, "multipart/"):
		return strings.Contains(strings.ToLower(string(body)), "application/sdp")
	}
	return false
}

// addressOf is user@host of a From or To, the host in lower case and without
// port; of a tel URI the number, of a URI without a user @host.
func addressOf(value string) string {
	uri := addrSpec(value)
	scheme, rest, ok := strings.Cut(uri, ":")
	if !ok {
		return uri
	}
	user, host, ok := strings.Cut(rest, "@")
	if !ok {
		if strings.EqualFold(scheme, "tel") {
			number, _, _ := strings.Cut(rest, ";")
			return number
		}
		user, host = "", rest
	}
	user, _, _ = strings.Cut(user, ":") // a password
	if plain, err := url.PathUnescape(user); err == nil {
		user = plain
	}
	if end := strings.IndexAny(host, ";?"); end >= 0 {
		host = host[:end]
	}
	if end := strings.IndexByte(host, ']'); end >= 0 {
		host = host[:end+1] // an IPv6 address has colons of its own
	} else {
		host, _, _ = strings.Cut(host, ":")
	}
	return user + "@" + strings.ToLower(strings.Trim(host, "[]"))
}

// addrSpec is what stands in <>, or the value up to its parameters (RFC 3261
// 20.10). A < inside the quotes of a display name does not count.
func addrSpec(value string) string {
	quoted, start := false, -1
	for i := 0; i < len(value); i++ {
		switch c := value[i]; {
		case c == '\\' && quoted:
			i++
		case c == '"' && start < 0:
			quoted = !quoted
		case c == '<' && !quoted:
			start = i + 1
		case c == '>' && start >= 0:
			return strings.TrimSpace(value[start:i])
		}
	}
	if start >= 0 {
		return value[start:]
	}
	value, _, _ = strings.Cut(value, ";")
	return strings.TrimSpace(value)
}
