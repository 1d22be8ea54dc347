package digest

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strconv"
	"time"
)

// A nonce is its time, its number and a keyed hash over both and the realm, in
// lower-case hexadecimal: nothing in it can be spoilt by a client that changes
// case or escapes.
const (
	timeDigits   = 16 // milliseconds since 1970
	numberDigits = 12
	macDigits    = 32
)

// nonceID is which nonce it was, in order of making.
type nonceID struct {
	made   int64 // milliseconds since 1970
	number uint64
}

func (n nonceID) String() string {
	return fmt.Sprintf("%0*x%0*x", timeDigits, uint64(n.made), numberDigits, n.number)
}

// upTo reports whether n was made before other, or is it.
func (n nonceID) upTo(other nonceID) bool {
	return n.made < other.made || n.made == other.made && n.number <= other.number
}

// age is less than 0 when the clock was set back since.
func (n nonceID) age(now time.Time) time.Duration { return now.Sub(time.UnixMilli(n.made)) }

func (s *Server) newNonce(now time.Time) string {
	id := nonceID{made: now.UnixMilli(), number: s.counts.next()}.String()
	return id + s.mac(id)
}

// readNonce reports whether a nonce is one of ours, of this realm.
func (s *Server) readNonce(nonce string) (nonceID, bool) {
	if len(nonce) != timeDigits+numberDigits+macDigits {
		return nonceID{}, false
	}
	id, mac := nonce[:timeDigits+numberDigits], nonce[timeDigits+numberDigits:]
	if !hmac.Equal([]byte(mac), []byte(s.mac(id))) {
		return nonceID{}, false
	}
	// The hash was right, so these are the digits written above.
	made, _ := strconv.ParseUint(id[:timeDigits], 16, 64)
	number, _ := strconv.ParseUint(id[timeDigits:], 16, 64)
	return nonceID{made: int64(made), number: number}, true
}

func (s *Server) mac(id string) string {
	h := hmac.New(sha256.New, s.config.Secret)
	h.Write([]byte(id + s.config.Realm))
	return hex.EncodeToString(h.Sum(nil))[:macDigits]
}
