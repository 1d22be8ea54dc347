package digest

import (
	"crypto/md5"
	"crypto/sha256"
	"crypto/sha512"
	"hash"
	"strings"
)

// Algorithm is the name of a hash as a challenge spells it (RFC 7616 section
// 6.1, RFC 8760 section 2.1). Any other name may stand in a challenge as well:
// a client has to pass over what it does not know.
type Algorithm string

// The algorithms whose credentials can be verified. In the sess variants the
// nonces of both sides are part of the secret (RFC 7616 section 3.4.2).
const (
	MD5           Algorithm = "MD5"
	MD5Sess       Algorithm = "MD5-sess"
	SHA256        Algorithm = "SHA-256"
	SHA256Sess    Algorithm = "SHA-256-sess"
	SHA512256     Algorithm = "SHA-512-256"
	SHA512256Sess Algorithm = "SHA-512-256-sess"
)

// Known reports whether credentials of this algorithm can be verified; names
// are compared without case.
func (a Algorithm) Known() bool {
	newHash, _ := a.hash()
	return newHash != nil
}

func (a Algorithm) hash() (newHash func() hash.Hash, sess bool) {
	name, sess := strings.CutSuffix(strings.ToLower(string(a)), "-sess")
	switch name {
	case "md5":
		return md5.New, sess
	case "sha-256":
		return sha256.New, sess
	case "sha-512-256":
		return sha512.New512_256, sess
	}
	return nil, sess
}
