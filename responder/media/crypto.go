package media

import (
	"bytes"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"math/big"
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
	// LocalMKI and RemoteMKI identify these keys in every packet (RFC 3711
	// section 3.1), nil for keys without identifier; 1 to 128 bytes.
	LocalMKI, RemoteMKI []byte
}

func (c Crypto) equal(other Crypto) bool {
	return c.Suite == other.Suite && bytes.Equal(c.Local, other.Local) && bytes.Equal(c.Remote, other.Remote) &&
		bytes.Equal(c.LocalMKI, other.LocalMKI) && bytes.Equal(c.RemoteMKI, other.RemoteMKI)
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
	mki   []byte
}

// String is the value of the attribute, key and all.
func (k keyLine) String() string {
	text := k.tag + " " + k.suite + " inline:" + base64.StdEncoding.EncodeToString(k.key)
	if k.mki != nil {
		text += fmt.Sprintf("|%d:%d", new(big.Int).SetBytes(k.mki), len(k.mki))
	}
	return text
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
// no test lasts for 2^48 packets. The error is errUnknownSuite, or says why a
// line of a suite that is known is not taken.
func readKeyLine(value string) (k keyLine, err error) {
	words := strings.Fields(value)
	if len(words) < 3 || words[1] != SuiteSHA1_80 && words[1] != SuiteSHA1_32 {
		return k, errUnknownSuite
	}
	if !isTag(words[0]) {
		return k, errors.New("its tag is not one to nine digits")
	}
	for _, parameter := range words[3:] {
		// The window size is advice; what begins with - may be ignored (section
		// 6.3.7 and 6.3).
		if !strings.HasPrefix(parameter, "-") && !strings.HasPrefix(parameter, "WSH=") {
			return k, fmt.Errorf("%s is not supported", short(parameter))
		}
	}
	const method = "inline:"
	if len(words[2]) < len(method) || !strings.EqualFold(words[2][:len(method)], method) {
		return k, errors.New("its key is not inline")
	}
	if strings.Contains(words[2], ";") {
		return k, errors.New("only one key is supported")
	}
	key, more, _ := strings.Cut(words[2][len(method):], "|")
	k = keyLine{tag: words[0], suite: words[1]}
	if k.key, err = base64.StdEncoding.DecodeString(key); err != nil || len(k.key) != keyLength {
		return k, fmt.Errorf("its key is not %d bytes in base64", keyLength)
	}
	if lifetime, mki, both := strings.Cut(more, "|"); both && !strings.Contains(lifetime, ":") {
		more = mki
	} else if !strings.Contains(more, ":") {
		return k, nil
	}
	k.mki, err = readMKI(more)
	return k, err
}

// errUnknownSuite is that of an a=crypto that is passed over without a word.
var errUnknownSuite = errors.New("no suite that is taken")

// readMKI reads value:length, both decimal (RFC 4568 section 6.1).
func readMKI(text string) ([]byte, error) {
	const most = 128
	value, length, _ := strings.Cut(text, ":")
	size, err := strconv.ParseUint(length, 10, 16)
	number, ok := new(big.Int).SetString(value, 10)
	if err != nil || !ok || size < 1 || size > most || number.Sign() < 0 || number.BitLen() > 8*int(size) || len(value) > 3*most {
		return nil, errors.New("its MKI is not a number and its length of 1 to 128 bytes")
	}
	return number.FillBytes(make([]byte, size)), nil
}

// isTag reports one to nine digits.
func isTag(word string) bool {
	_, err := strconv.ParseUint(word, 10, 32)
	return err == nil && len(word) <= 9
}

// keyLines are the a=crypto of a line that can be taken, in its order, which is
// the offerer's preference. There are never many. Without one the error is why
// the first of a known suite was not taken.
func keyLines(line *sdp.MediaDescription) (lines []keyLine, err error) {
	const most = 8
	if line == nil {
		return nil, nil
	}
	for _, a := range line.Attributes {
		if a.Key != "crypto" || len(lines) == most {
			continue
		}
		k, wrong := readKeyLine(a.Value)
		switch {
		case wrong == nil:
			lines = append(lines, k)
		case err == nil && !errors.Is(wrong, errUnknownSuite):
			err = fmt.Errorf("its a=crypto of %s cannot be taken: %w", strings.Fields(a.Value)[1], wrong)
		}
	}
	if lines == nil && err == nil {
		err = fmt.Errorf("it has no a=crypto of %s or %s", SuiteSHA1_80, SuiteSHA1_32)
	}
	return lines, err
}

// keyFor is a line with our key for a suite: that of the line before, else a new
// one.
func keyFor(suite string, before *sdp.MediaDescription) keyLine {
	lines, _ := keyLines(before)
	for _, k := range lines {
		if k.suite == suite {
			return k
		}
	}
	return keyLine{suite: suite, key: newKey()}
}
