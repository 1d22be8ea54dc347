package media

import (
	"fmt"
	"io"
)

// The crypto suites of RFC 4568 section 6.2 that are taken and offered. They
// differ only in the length of the authentication tag, 80 bits or 32.
const (
	SuiteSHA1_80 = "AES_CM_128_HMAC_SHA1_80"
	SuiteSHA1_32 = "AES_CM_128_HMAC_SHA1_32"
)

// keyLength is the length in bytes of a master key (16) with its salt (14)
// behind it, in both suites.
const keyLength = 16 + 14

// Crypto is what two sides agreed on for SRTP with keys in the SDP (RFC 4568).
// The keys are secrets: whatever prints a Crypto prints its suite only.
type Crypto struct {
	// Suite is one of the Suite constants.
	Suite string
	// Local is the master key and behind it the master salt with which we send,
	// Remote those with which the peer sends; 30 bytes each.
	Local, Remote []byte
}

// Format prints the suite and never the keys, whatever the verb is.
func (c Crypto) Format(f fmt.State, _ rune) {
	// An error of Write is one of fmt's own, which it keeps.
	_, _ = io.WriteString(f, c.Suite+" (keys not shown)")
}

// MarshalText is the suite, so that encoders that look into structs do not show
// the keys either.
func (c Crypto) MarshalText() ([]byte, error) { return []byte(c.Suite), nil }
