package registrar

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base32"
	"encoding/binary"
	"fmt"
	"strings"
	"time"

	"github.com/sipbin/sipbin/responder/message"
)

// A temporary GRUU is the number of a binding and its own number, encrypted: it
// tells nobody whose it is, no two are the same, and all of a binding are good
// for as long as that has its number, which is what RFC 5627 section 5.4 asks.
const (
	tempUser  = "tgruu."
	tempBytes = 16
)

var tempLetters = base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567").WithPadding(base32.NoPadding)

func gruuKey(secret []byte) cipher.Block {
	if len(secret) == 0 {
		secret = make([]byte, tempBytes)
		rand.Read(secret) // never fails, see its documentation
	}
	key := sha256.Sum256(append(bytes.Clone(secret), tempUser...))
	block, err := aes.NewCipher(key[:])
	if err != nil {
		panic(err) // of the length of the key alone
	}
	return block
}

// gruuParams are the Contact parameters that tell an instance its GRUUs (RFC
// 5627 section 5.2).
func (r *Registrar) gruuParams(b Binding) string {
	var block [tempBytes]byte
	binary.BigEndian.PutUint64(block[:8], b.Number)
	binary.BigEndian.PutUint64(block[8:], r.asked+1)
	r.gruus.Encrypt(block[:], block[:])
	return fmt.Sprintf(`;pub-gruu="%s";temp-gruu="%s"`,
		b.record(b.User(), ";gr="+escapeParam(b.Instance)), b.record(tempUser+tempLetters.EncodeToString(block[:]), ";gr"))
}

// findGRUU are the bindings a GRUU leads to; instance is the value of gr, ""
// in a temporary one.
func (r *Registrar) findGRUU(uri message.URI, instance string, now time.Time) (found []Binding) {
	if instance != "" {
		for _, b := range r.current(uri.AOR(), now) {
			if strings.EqualFold(escapeParam(b.Instance), instance) {
				found = append(found, b)
			}
		}
		return found
	}
	token, ok := strings.CutPrefix(uri.User, tempUser)
	block, err := tempLetters.DecodeString(token)
	if !ok || err != nil || len(block) != tempBytes {
		return nil
	}
	r.gruus.Decrypt(block, block)
	number := binary.BigEndian.Uint64(block)
	for _, aors := range r.aors {
		for aor := range aors {
			for _, b := range r.current(aor, now) {
				if b.Number == number && b.Instance != "" {
					return []Binding{b}
				}
			}
		}
	}
	return nil
}

// escapeParam writes a value as it may stand in a URI parameter (paramchar of
// RFC 3261 section 25.1).
func escapeParam(value string) string {
	var b strings.Builder
	for i := 0; i < len(value); i++ {
		c := value[i]
		if c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.IndexByte("-_.!~*'()[]/:&+$", c) >= 0 {
			b.WriteByte(c)
			continue
		}
		fmt.Fprintf(&b, "%%%02X", c)
	}
	return b.String()
}
