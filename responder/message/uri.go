package message

import (
	"fmt"
	"net/url"
	"strings"

	"github.com/emiago/sipgo/sip"
)

// URI is a SIP, SIPS or tel URI taken apart (RFC 3261 section 19.1, RFC 3966).
// Of other schemes only Scheme and Text are filled in.
type URI struct {
	// Text is the URI as spelt.
	Text string
	// Scheme is in lower case.
	Scheme string
	// User is the user part with its percent-escapes undone; the number of a
	// tel URI. Parameters inside the user part belong to it.
	User string
	// Host is without brackets.
	Host string
	// Port is 0 when it is left out.
	Port int

	params sip.HeaderParams
}

// ParseURI reads a URI without angle brackets.
func ParseURI(text string) (URI, error) {
	u := URI{Text: text}
	scheme, rest, ok := strings.Cut(text, ":")
	if !ok {
		return u, fmt.Errorf("URI %q has no scheme", text)
	}
	u.Scheme = strings.ToLower(scheme)
	switch u.Scheme {
	case "sip", "sips":
		return u, u.readSIP(text)
	case "tel":
		u.User = unescape(BareValue(rest))
	}
	return u, nil
}

func (u *URI) readSIP(text string) error {
	var parsed sip.Uri
	if err := sip.ParseUri(text, &parsed); err != nil {
		return fmt.Errorf("URI %q: %w", text, err)
	}
	u.User, u.Port, u.params = unescape(parsed.User), parsed.Port, parsed.UriParams
	u.Host = strings.Trim(parsed.Host, "[]")
	bracketed := strings.HasPrefix(parsed.Host, "[")
	if u.Host == "" || strings.ContainsAny(u.Host, "<>\" @") || !bracketed && strings.Contains(u.Host, ":") {
		return fmt.Errorf("URI %q: host cannot be read", text)
	}
	return nil
}

// Param is the value of a URI parameter, names compared without case.
func (u URI) Param(name string) (string, bool) {
	for _, p := range u.params {
		if strings.EqualFold(p.K, name) {
			return p.V, true
		}
	}
	return "", false
}

// WithoutHeaders is a URI without the header fields that it asks for, which a
// Request-URI and a To cannot have (RFC 3261 section 19.1.1).
func WithoutHeaders(uri string) string {
	host := strings.LastIndexByte(uri, '@') + 1 // a user part may have a ? of its own
	bare, _, _ := strings.Cut(uri[host:], "?")
	return uri[:host] + bare
}

// HostPort is host[:port] with brackets around an IPv6 address.
func (u URI) HostPort() string {
	host := u.Host
	if strings.Contains(host, ":") {
		host = "[" + host + "]"
	}
	if u.Port == 0 {
		return host
	}
	return fmt.Sprintf("%s:%d", host, u.Port)
}

// AOR is the address-of-record: scheme, user and host in lower case without
// port and parameters (RFC 3261 section 10.3 step 5).
func (u URI) AOR() string {
	return u.Scheme + ":" + u.User + "@" + strings.ToLower(u.Host)
}

// unescape undoes percent-escapes; a % that is no escape stays.
func unescape(s string) string {
	if strings.IndexByte(s, '%') < 0 {
		return s
	}
	if out, err := url.PathUnescape(s); err == nil {
		return out
	}
	return s
}

// EscapeUser writes a user part as it may stand in a URI: what is neither
// unreserved nor user-unreserved (RFC 3261 section 25.1) is percent-escaped.
func EscapeUser(user string) string {
	clean := true
	for i := 0; i < len(user) && clean; i++ {
		clean = userChar(user[i])
	}
	if clean {
		return user
	}
	var b strings.Builder
	for i := 0; i < len(user); i++ {
		if userChar(user[i]) {
			b.WriteByte(user[i])
			continue
		}
		fmt.Fprintf(&b, "%%%02X", user[i])
	}
	return b.String()
}

func userChar(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' ||
		strings.IndexByte("-_.!~*'()&=+$,;?/", c) >= 0
}
