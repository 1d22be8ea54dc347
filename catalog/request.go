package catalog

import "strings"

// Header is one header line: a name as it is to be spelt and a value.
type Header struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// Request is what the catalog must know of a request to answer it. Names are
// matched without case and in compact form too.
type Request interface {
	Method() string
	RequestURI() string
	// Header is the value of the first line of that name.
	Header(name string) (string, bool)
	// HeaderValues are the values of all lines of that name, in order.
	HeaderValues(name string) []string
	// List is the elements of all lines of that name.
	List(name string) []string
	// Lists reports whether a list header has an element, without case and parameters.
	Lists(name, element string) bool
	HasBody() bool
}

// sameName reports whether two names are of the same header field: neither
// case nor compact form counts (RFC 3261 section 7.3.3).
func sameName(a, b string) bool {
	if len(a) != len(b) {
		if len(a) != 1 && len(b) != 1 {
			return false
		}
		a, b = longName(a), longName(b)
	}
	return a == b || len(a) == len(b) && strings.EqualFold(a, b)
}

// longNames are the names that a letter is short for.
var longNames = func() (names [256]string) {
	for _, f := range headerFields {
		if f.Compact != "" {
			names[f.Compact[0]] = f.Name
		}
	}
	return names
}()

func longName(name string) string {
	if len(name) != 1 {
		return name
	}
	if long := longNames[name[0]|0x20]; long != "" {
		return long
	}
	return name
}
