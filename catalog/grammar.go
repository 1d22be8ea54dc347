package catalog

import (
	"net/netip"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Grammar is what the value of a header field looks like: in one line, which
// may be a list of them at commas.
type Grammar struct {
	text  string // what it is, after "must have"
	lines bool   // the field may come in several lines
	reads reads  // nil: anything
}

// String is the grammar in words: "a number of seconds".
func (g Grammar) String() string { return g.text }

// MarshalText is the grammar in words.
func (g Grammar) MarshalText() ([]byte, error) { return []byte(g.text), nil }

// Fits reports whether a line has a value of this grammar.
func (g Grammar) Fits(value string) bool {
	if g.reads == nil {
		return true
	}
	rest, ok := g.reads(strings.Trim(value, " \t"))
	return ok && rest == ""
}

// one is the grammar of a field that has one value in one line.
func one(text string, r reads) Grammar { return Grammar{text: text, reads: r} }

// apart is that of a field with one value in each of its lines.
func apart(text string, r reads) Grammar { return Grammar{text: text, lines: true, reads: r} }

// list is that of a field whose values may stand in one line or in several.
func list(text string, r reads) Grammar { return apart(text, listOf(r)) }

// listOrNone is that of such a field that may also be empty.
func listOrNone(text string, r reads) Grammar { return apart(text+", or nothing", maybe(listOf(r))) }

// reads takes something from the front of a text.
type reads func(text string) (rest string, ok bool)

// in takes one after the other.
func in(order ...reads) reads {
	return func(s string) (string, bool) {
		for _, r := range order {
			rest, ok := r(s)
			if !ok {
				return rest, false
			}
			s = rest
		}
		return s, true
	}
}

// either takes the first that is there.
func either(these ...reads) reads {
	return func(s string) (string, bool) {
		for _, r := range these {
			if rest, ok := r(s); ok {
				return rest, true
			}
		}
		return s, false
	}
}

func maybe(r reads) reads {
	return func(s string) (string, bool) {
		if rest, ok := r(s); ok {
			return rest, true
		}
		return s, true
	}
}

// often takes as many as there are, none too.
func often(r reads) reads {
	return func(s string) (string, bool) {
		for {
			rest, ok := r(s)
			if !ok || rest == s {
				return s, true
			}
			s = rest
		}
	}
}

func listOf(r reads) reads { return in(r, often(in(mark(","), r))) }

// some takes at least so many bytes, and as many as fit.
func some(least int, fits func(byte) bool) reads {
	return func(s string) (string, bool) {
		n := 0
		for n < len(s) && fits(s[n]) {
			n++
		}
		return s[n:], n >= least
	}
}

func text(s string) (string, bool) { return "", utf8.ValidString(s) }

// mark takes a separator with the white space around it.
func mark(c string) reads { return in(space, word(c), space) }

func word(w string) reads {
	return func(s string) (string, bool) {
		if len(s) < len(w) || !strings.EqualFold(s[:len(w)], w) {
			return s, false
		}
		return s[len(w):], true
	}
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }
func isSpace(c byte) bool { return c == ' ' || c == '\t' }
func isHex(c byte) bool   { return isDigit(c) || c|0x20 >= 'a' && c|0x20 <= 'f' }

var (
	space  = some(0, isSpace)
	gap    = some(1, isSpace)
	digits = some(1, isDigit)
	token  = some(1, isTokenByte)
	// parameter values are tokens, hosts or quoted (RFC 3261 section 25.1).
	param1 = in(mark(";"), token, maybe(in(mark("="), either(quoted, some(1, isHostOrToken)))))
	params = often(param1)

	threeDigits reads = func(s string) (string, bool) {
		rest, ok := digits(s)
		return rest, ok && len(s)-len(rest) == 3
	}
	// upTo32Bits is a number below 2**32, as RFC 3261 section 20.19 bounds it.
	upTo32Bits reads = func(s string) (string, bool) {
		rest, ok := digits(s)
		_, err := strconv.ParseUint(s[:len(s)-len(rest)], 10, 32)
		return rest, ok && err == nil
	}
)

func isHostOrToken(c byte) bool { return isTokenByte(c) || c == '[' || c == ']' || c == ':' }

// quoted takes a quoted-string, whose text is UTF-8.
func quoted(s string) (string, bool) {
	if !strings.HasPrefix(s, `"`) {
		return s, false
	}
	for i := 1; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case '"':
			return s[i+1:], utf8.ValidString(s[:i])
		}
	}
	return s, false
}

// comment takes one in parentheses, which may hold others.
func comment(s string) (string, bool) {
	depth := 0
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case '(':
			depth++
		case ')':
			depth--
		}
		if depth == 0 {
			return s[i+1:], i > 0 && s[0] == '(' && utf8.ValidString(s[:i])
		}
	}
	return s, false
}

// angled takes a URI in <>.
func angled(s string) (string, bool) {
	uri, rest, closed := strings.Cut(s, ">")
	if !closed || !strings.HasPrefix(uri, "<") || !isURI(uri[1:]) {
		return s, false
	}
	return rest, true
}

// bareURI takes a URI without <>, which then has no comma, semicolon or question
// mark (RFC 3261 section 20.10).
func bareURI(s string) (string, bool) {
	end := strings.IndexAny(s, " \t,;?<>\"")
	if end < 0 {
		end = len(s)
	}
	return s[end:], isURI(s[:end])
}

var (
	nameAddr = either(in(maybe(quoted), space, angled), in(often(in(token, space)), angled))
	address1 = either(nameAddr, bareURI)
)

// isURI reports whether a text is an absolute URI; of a sip URI it looks at the
// host as well.
func isURI(uri string) bool {
	scheme, rest, ok := strings.Cut(uri, ":")
	if !ok || rest == "" || scheme == "" || !isLetter(scheme[0]) {
		return false
	}
	for i := range len(scheme) {
		if c := scheme[i]; !isLetter(c) && !isDigit(c) && c != '+' && c != '-' && c != '.' {
			return false
		}
	}
	for i := 0; i < len(rest); i++ {
		switch c := rest[i]; {
		case c <= ' ' || c >= 0x7f || strings.IndexByte("<>\"\\^`{|}", c) >= 0:
			return false
		case c == '%' && (i+2 >= len(rest) || !isHex(rest[i+1]) || !isHex(rest[i+2])):
			return false
		}
	}
	if !strings.EqualFold(scheme, "sip") && !strings.EqualFold(scheme, "sips") {
		return true
	}
	host := rest
	if at := strings.LastIndexByte(rest, '@'); at == 0 {
		return false
	} else if at > 0 {
		host = rest[at+1:]
	}
	if end := strings.IndexAny(host, ";?"); end >= 0 {
		host = host[:end]
	}
	return IsHostPort(host)
}

// IsHostPort reports whether a text is the hostport of RFC 3261 section 25.1: a
// name or an address, an IPv6 one in brackets, with or without a port from 1 to
// 65535. Names may have underscores, as many in use do.
func IsHostPort(s string) bool {
	if inside, ok := strings.CutPrefix(s, "["); ok {
		ip, rest, closed := strings.Cut(inside, "]")
		addr, err := netip.ParseAddr(ip)
		return closed && err == nil && addr.Is6() && (rest == "" || rest[0] == ':' && isPort(rest[1:]))
	}
	host, port, has := strings.Cut(s, ":")
	return isHost(host) && (!has || isPort(port))
}

// isHost reports whether a text is a name or an IPv4 address, as which a name
// whose last label begins with a digit is read.
func isHost(s string) bool {
	last := ""
	for label := range strings.SplitSeq(strings.TrimSuffix(s, "."), ".") {
		for i := range len(label) {
			if c := label[i]; !isLetter(c) && !isDigit(c) && c != '-' && c != '_' {
				return false
			}
		}
		if last = label; label == "" {
			return false
		}
	}
	if !isDigit(last[0]) {
		return true
	}
	_, err := netip.ParseAddr(s)
	return err == nil
}

func isPort(s string) bool {
	n, err := strconv.ParseUint(s, 10, 16)
	return err == nil && n > 0 && isDigit(s[0])
}

func isLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }
