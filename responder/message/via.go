package message

import (
	"net/netip"
	"strconv"
	"strings"
)

// MagicCookie begins every branch made under RFC 3261 (section 8.1.1.7).
const MagicCookie = "z9hG4bK"

// Via is one value of a Via header field (RFC 3261 section 20.42).
type Via struct {
	// Text is the value as spelt.
	Text      string
	Transport string
	// SentBy is host[:port] as spelt, IPv6 in brackets.
	SentBy string
	Branch string
	// RPort is set when the parameter is there, filled or not (RFC 3581).
	RPort bool
}

// Host is the host of sent-by, without brackets.
func (v Via) Host() string {
	host, _ := SplitHostPort(v.SentBy)
	return host
}

// Port is the port of sent-by as text, "" when the sender left it out.
func (v Via) Port() string {
	_, port := SplitHostPort(v.SentBy)
	return port
}

// HasCookie reports whether the branch identifies a transaction by itself. A
// branch that is nothing but the cookie does not (RFC 4475 section 3.2.1).
func (v Via) HasCookie() bool {
	return len(v.Branch) > len(MagicCookie) && strings.EqualFold(v.Branch[:len(MagicCookie)], MagicCookie)
}

// ParseVia reads one Via value: "SIP/2.0/UDP host:port;branch=...", with white
// space wherever RFC 3261 section 25.1 allows it.
func ParseVia(value string) (Via, bool) {
	v := Via{Text: value}
	_, rest, _ := strings.Cut(BareValue(value), "/")
	_, rest, ok := strings.Cut(rest, "/")
	if !ok {
		return v, false
	}
	rest = trimBlanks(rest)
	i := strings.IndexAny(rest, " \t")
	if i < 0 {
		return v, false
	}
	v.Transport = strings.ToUpper(rest[:i])
	v.SentBy = withoutSpace(trimBlanks(rest[i:]))
	v.Branch, _ = Param(value, "branch")
	_, v.RPort = Param(value, "rport")
	return v, IsToken(v.Transport) && validSentBy(v.SentBy)
}

func validSentBy(s string) bool {
	host, port := SplitHostPort(s)
	if host == "" || strings.ContainsAny(host, "<>\",;/?@ ") || len(port) > 5 {
		return false
	}
	for i := 0; i < len(port); i++ {
		if port[i] < '0' || port[i] > '9' {
			return false
		}
	}
	return true
}

func withoutSpace(s string) string {
	if !strings.ContainsAny(s, " \t") {
		return s
	}
	return strings.Map(func(r rune) rune {
		if r == ' ' || r == '\t' {
			return -1
		}
		return r
	}, s)
}

// Received is the Via value of a request as it goes back in the responses:
// with received when the sender's host differs from where the packet came from
// (RFC 3261 section 18.2.1), and with rport and received filled in when the
// sender asked for them (RFC 3581 section 4). Nothing else is touched.
func (v Via) Received(from netip.AddrPort) string {
	host := from.Addr().WithZone("")
	if said, err := netip.ParseAddr(v.Host()); err == nil && said == host && !v.RPort {
		return v.Text
	}
	text := v.Text
	if v.RPort {
		text = setParam(text, "rport", strconv.Itoa(int(from.Port())))
	}
	return setParam(text, "received", host.String())
}

// setParam gives a parameter of a header value that value: in place if it is
// there, else at the end.
func setParam(value, name, to string) string {
	_, params, more := cutOutside(value, ';')
	for more {
		from := len(value) - len(params)
		var param string
		param, params, more = cutOutside(params, ';')
		key, _, _ := strings.Cut(param, "=")
		if strings.EqualFold(strings.TrimSpace(key), name) {
			return value[:from] + name + "=" + to + value[from+len(param):]
		}
	}
	return value + ";" + name + "=" + to
}
