package message

import "strings"

// Header is one header line as its sender spelt it: the name untouched, the
// value without surrounding white space and with folds replaced by one space
// (RFC 3261 section 7.3.1).
type Header struct {
	Name, Value string
}

// compactForms are the one-letter names of header fields and the RFC that
// gives each.
var compactForms = [26]string{
	'a' - 'a': "Accept-Contact",      // RFC 3841
	'b' - 'a': "Referred-By",         // RFC 3892
	'c' - 'a': "Content-Type",        // RFC 3261
	'd' - 'a': "Request-Disposition", // RFC 3841
	'e' - 'a': "Content-Encoding",    // RFC 3261
	'f' - 'a': "From",                // RFC 3261
	'i' - 'a': "Call-ID",             // RFC 3261
	'j' - 'a': "Reject-Contact",      // RFC 3841
	'k' - 'a': "Supported",           // RFC 3261
	'l' - 'a': "Content-Length",      // RFC 3261
	'm' - 'a': "Contact",             // RFC 3261
	'n' - 'a': "Identity-Info",       // RFC 4474, obsolete
	'o' - 'a': "Event",               // RFC 6665
	'r' - 'a': "Refer-To",            // RFC 3515
	's' - 'a': "Subject",             // RFC 3261
	't' - 'a': "To",                  // RFC 3261
	'u' - 'a': "Allow-Events",        // RFC 6665
	'v' - 'a': "Via",                 // RFC 3261
	'x' - 'a': "Session-Expires",     // RFC 4028
	'y' - 'a': "Identity",            // RFC 8224
}

// LongName undoes a compact form (RFC 3261 section 7.3.3); other names are
// returned as they are.
func LongName(name string) string {
	if len(name) != 1 {
		return name
	}
	c := name[0] | 0x20
	if c < 'a' || c > 'z' || compactForms[c-'a'] == "" {
		return name
	}
	return compactForms[c-'a']
}

// SameName reports whether two names are of the same header field: case and
// compact form do not count.
func SameName(a, b string) bool {
	if len(a) != len(b) {
		a, b = LongName(a), LongName(b)
	}
	return len(a) == len(b) && strings.EqualFold(a, b)
}

// SplitList cuts a comma-separated header value into its elements; commas in
// quotes and in <> do not count (RFC 3261 section 7.3.1). Empty elements are
// left out.
func SplitList(value string) []string {
	if strings.IndexByte(value, ',') < 0 {
		if v := strings.TrimSpace(value); v != "" {
			return []string{v}
		}
		return nil
	}
	var out []string
	for more := true; more; {
		var element string
		element, value, more = cutOutside(value, ',')
		if element = strings.TrimSpace(element); element != "" {
			out = append(out, element)
		}
	}
	return out
}

// FirstOf is the first element of such a list, "" where there is none.
func FirstOf(value string) string {
	for more := true; more; {
		var element string
		element, value, more = cutOutside(value, ',')
		if element = strings.TrimSpace(element); element != "" {
			return element
		}
	}
	return ""
}

// cutOutside is [strings.Cut] at the first separator that stands outside of
// quoted strings and angle brackets.
func cutOutside(s string, separator byte) (before, after string, found bool) {
	quoted, angle := false, false
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case quoted && c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '<':
			angle = true
		case c == '>':
			angle = false
		case c == separator && !angle:
			return s[:i], s[i+1:], true
		}
	}
	return s, "", false
}

// Param looks a parameter of a header value up: the part behind the first
// semicolon outside of quotes and <>. Names are compared without case; the
// value is returned without quotes, "" for a parameter without a value.
func Param(value, name string) (string, bool) {
	_, params, more := cutOutside(value, ';')
	for more {
		var param string
		param, params, more = cutOutside(params, ';')
		key, val, _ := strings.Cut(param, "=")
		if strings.EqualFold(strings.TrimSpace(key), name) {
			return Unquote(strings.TrimSpace(val)), true
		}
	}
	return "", false
}

// BareValue is a header value without its parameters.
func BareValue(value string) string {
	bare, _, _ := cutOutside(value, ';')
	return strings.TrimSpace(bare)
}

// Unquote takes the quotes of a quoted-string off and undoes its escapes
// (RFC 3261 section 25.1); anything else is returned as it is.
func Unquote(s string) string {
	if len(s) < 2 || s[0] != '"' || s[len(s)-1] != '"' {
		return s
	}
	s = s[1 : len(s)-1]
	if strings.IndexByte(s, '\\') < 0 {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '\\' && i+1 < len(s) {
			i++
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

// IsToken reports whether s is a token of RFC 3261 section 25.1.
func IsToken(s string) bool {
	for i := 0; i < len(s); i++ {
		if !tokenChar[s[i]] {
			return false
		}
	}
	return s != ""
}

var tokenChar = func() (set [256]bool) {
	for _, c := range []byte("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-.!%*_+`'~") {
		set[c] = true
	}
	return set
}()
