package media

import (
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/pion/sdp/v3"
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

// keyLine is an a=crypto that can be taken.
type keyLine struct {
	tag   string
	suite string
	key   []byte
}

// String is the value of the attribute, key and all.
func (k keyLine) String() string {
	return k.tag + " " + k.suite + " inline:" + base64.StdEncoding.EncodeToString(k.key)
}

// newKey is a master key and salt nobody else knows.
func newKey() []byte {
	key := make([]byte, keyLength)
	// It does not fail: Go ends the program when the system has no chance left.
	_, _ = rand.Read(key)
	return key
}

// readKeyLine reads the value of a=crypto (RFC 4568 section 9.1): tag, suite, one
// key, and session parameters that may be passed over. A lifetime is read past:
// no test lasts for 2^48 packets. With a key that has an identifier each packet
// would have to carry it, so such a line is not taken.
func readKeyLine(value string) (k keyLine, ok bool) {
	words := strings.Fields(value)
	if len(words) < 3 || !isTag(words[0]) || words[1] != SuiteSHA1_80 && words[1] != SuiteSHA1_32 {
		return k, false
	}
	for _, parameter := range words[3:] {
		// The window size is advice; what begins with - may be ignored (section
		// 6.3.7 and 6.3).
		if !strings.HasPrefix(parameter, "-") && !strings.HasPrefix(parameter, "WSH=") {
			return k, false
		}
	}
	const method = "inline:"
	if len(words[2]) < len(method) || !strings.EqualFold(words[2][:len(method)], method) {
		return k, false
	}
	key, more, _ := strings.Cut(words[2][len(method):], "|")
	if strings.ContainsAny(more, ":;|") {
		return k, false
	}
	k = keyLine{tag: words[0], suite: words[1]}
	var err error
	k.key, err = base64.StdEncoding.DecodeString(key)
	return k, err == nil && len(k.key) == keyLength
}

// isTag reports one to nine digits.
func isTag(word string) bool {
	_, err := strconv.ParseUint(word, 10, 32)
	return err == nil && len(word) <= 9
}

// keyLines are the a=crypto of a line that can be taken, in its order, which is
// the offerer's preference. There are never many.
func keyLines(line *sdp.MediaDescription) (lines []keyLine) {
	const most = 8
	if line == nil {
		return nil
	}
	for _, a := range line.Attributes {
		if a.Key != "crypto" {
			continue
		}
		if k, ok := readKeyLine(a.Value); ok {
			if lines = append(lines, k); len(lines) == most {
				break
			}
		}
	}
	return lines
}

// keyFor is our key for a suite: that of the line before, else a new one.
func keyFor(suite string, before *sdp.MediaDescription) []byte {
	for _, k := range keyLines(before) {
		if k.suite == suite {
			return k.key
		}
	}
	return newKey()
}
