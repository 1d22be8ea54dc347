package registrar

import "strings"

// sameURI compares the URIs of two bindings as RFC 3261 section 19.1.4 does for
// sip and sips. URIs of other schemes are equal when they are spelt the same.
func (b Binding) sameURI(other Binding) bool {
	x, y := b.URI, other.URI
	switch {
	case x.Text == y.Text:
		return true
	case x.Scheme != y.Scheme || x.Scheme != "sip" && x.Scheme != "sips":
		return false
	}
	// A port that is left out is not 5060.
	return x.User == y.User && strings.EqualFold(x.Host, y.Host) && x.Port == y.Port &&
		b.parts.password == other.parts.password && b.parts.headers == other.parts.headers &&
		sameParams(b.parts.params, other.parts.params)
}

// sameParams: a parameter in both has to have the same value in both; of those
// in only one of them user, ttl, method, maddr and transport make a difference.
func sameParams(a, b map[string]string) bool {
	for name, value := range a {
		if other, both := b[name]; both && !strings.EqualFold(value, other) {
			return false
		}
	}
	for _, name := range []string{"user", "ttl", "method", "maddr", "transport"} {
		_, inA := a[name]
		_, inB := b[name]
		if inA != inB {
			return false
		}
	}
	return true
}

// parts are what [message.URI] does not name, kept with a binding because a
// request may ask for many comparisons.
type parts struct {
	password string
	params   map[string]string // by name in lower case
	headers  string
}

// split takes a SIP URI apart. The first @ ends the user part, if there is one:
// only there may a semicolon or question mark be part of a name.
func split(text string) parts {
	_, rest, _ := strings.Cut(text, ":")
	var p parts
	if user, after, ok := strings.Cut(rest, "@"); ok {
		_, p.password, _ = strings.Cut(user, ":")
		rest = after
	}
	rest, p.headers, _ = strings.Cut(rest, "?")
	_, params, ok := strings.Cut(rest, ";")
	if !ok {
		return p
	}
	p.params = make(map[string]string)
	for param := range strings.SplitSeq(params, ";") {
		name, value, _ := strings.Cut(param, "=")
		if name != "" {
			p.params[strings.ToLower(name)] = value
		}
	}
	return p
}
