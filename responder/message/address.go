package message

import (
	"fmt"
	"strings"

	"github.com/emiago/sipgo/sip"
)

// Address is a name-addr or addr-spec with its header parameters: the value of
// From, To, Contact, Route, Refer-To (RFC 3261 section 20.10).
type Address struct {
	// Text is the value as spelt.
	Text    string
	Display string
	URI     URI
}

// ParseAddress reads one address; lists are cut apart by [SplitList] before.
func ParseAddress(text string) (Address, error) {
	a := Address{Text: text}
	if !wellFormedAddress(text) {
		return a, fmt.Errorf("address %q cannot be read", text)
	}
	var parsed sip.Uri
	params := sip.NewParams()
	display, err := sip.ParseAddressValue(text, &parsed, &params)
	if err != nil {
		return a, fmt.Errorf("address %q: %w", text, err)
	}
	a.Display = display
	a.URI, err = ParseURI(AddrSpec(text))
	return a, err
}

// Param is a parameter of the header field, not of the URI.
func (a Address) Param(name string) (string, bool) {
	return Param(a.Text, name)
}

// AddrSpec is the URI of an address as spelt: what stands in <>, or the value
// up to its first parameter.
func AddrSpec(text string) string {
	quoted := false
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case quoted && c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case c == '<' && !quoted:
			if end := strings.IndexByte(text[i:], '>'); end > 0 {
				return text[i+1 : i+end]
			}
			return ""
		}
	}
	return BareValue(text)
}
