package catalog

import (
	"iter"
	"slices"
	"strconv"
	"strings"
)

// splitAddresses cuts a list of addresses at its commas.
func splitAddresses(list string) []string { return splitOutside(list, ',') }

// splitOutside cuts a value at the separators that stand outside of quotes and
// <>.
func splitOutside(list string, separator byte) (values []string) {
	from, quoted, angle := 0, false, false
	add := func(to int) {
		if v := strings.TrimSpace(list[from:to]); v != "" {
			values = append(values, v)
		}
		from = to + 1
	}
	for i := 0; i < len(list); i++ {
		switch c := list[i]; {
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
			add(i)
		}
	}
	add(len(list))
	return values
}

func templated(value string) bool { return strings.Contains(value, "{{") }

// param is the value of a parameter of a header value, "" without it. Quotes
// around it are taken off.
func param(value, name string) string {
	if strings.IndexByte(value, '"') >= 0 { // a quoted value may hold < and > and ;
		parts := splitOutside(value, ';')
		return paramIn(slices.Values(parts[min(1, len(parts)):]), name)
	}
	rest := value
	if i := strings.LastIndexByte(rest, '>'); i >= 0 {
		rest = rest[i:]
	}
	_, rest, _ = strings.Cut(rest, ";")
	return paramIn(strings.SplitSeq(rest, ";"), name)
}

func paramIn(parts iter.Seq[string], name string) string {
	for part := range parts {
		key, v, _ := strings.Cut(part, "=")
		if strings.EqualFold(strings.TrimSpace(key), name) {
			return strings.Trim(strings.TrimSpace(v), `"`)
		}
	}
	return ""
}

// seconds reads delta-seconds in front of any parameters.
func seconds(value string) (int, bool) {
	bare, _, _ := strings.Cut(value, ";")
	n, err := strconv.Atoi(strings.TrimSpace(bare))
	return n, err == nil && n >= 0
}

// address is the URI of a name-addr or addr-spec.
func address(value string) string {
	value = afterQuotes(value)
	if _, after, ok := strings.Cut(value, "<"); ok {
		uri, _, _ := strings.Cut(after, ">")
		return uri
	}
	uri, _, _ := strings.Cut(value, ";")
	return strings.TrimSpace(uri)
}

// afterQuotes is what stands behind a display name in quotes, which may hold any
// character.
func afterQuotes(value string) string {
	value = strings.TrimLeft(value, " \t\r\n")
	if !strings.HasPrefix(value, `"`) {
		return value
	}
	for i := 1; i < len(value); i++ {
		switch value[i] {
		case '\\':
			i++
		case '"':
			return value[i+1:]
		}
	}
	return value
}

func scheme(value string) string {
	s, _, _ := strings.Cut(address(value), ":")
	switch {
	case strings.EqualFold(s, "sip"):
		return "sip"
	case strings.EqualFold(s, "sips"):
		return "sips"
	}
	return strings.ToLower(s)
}

// isToken reports whether s is a token of RFC 3261 section 25.1.
func isToken(s string) bool {
	for i := 0; i < len(s); i++ {
		if !isTokenByte(s[i]) {
			return false
		}
	}
	return s != ""
}

func isTokenByte(c byte) bool {
	return isLetter(c) || isDigit(c) || strings.IndexByte("-.!%*_+`'~", c) >= 0
}
