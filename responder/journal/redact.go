package journal

import (
	"bytes"
	"regexp"
)

// secret is one kind of secret in a message: what is found is a group that
// stays, and the secret behind it.
type secret struct {
	sign  []byte // stands in every message that has one, in small letters
	found *regexp.Regexp
}

// mask stands in the place of a secret.
const mask = "***"

// secrets are looked for wherever they stand, so that a header that is broken on
// purpose or by mistake does not show them.
var secrets = []secret{
	// Credentials of a digest (RFC 7616 section 3.4), and their counterpart in
	// Authentication-Info: a weak password can be guessed from them.
	{[]byte("authorization"), parameter("response")},
	{[]byte("authentication-info"), parameter("rspauth")},
	// Of any other scheme they are the secret itself (RFC 7617, RFC 8898), with
	// their folds.
	{[]byte("authorization"), regexp.MustCompile(`(?im)(^(?:Proxy-)?Authorization[ \t]*:\s*[^\s,]+[ \t]+)(\S.*(?:\r?\n[ \t].*)*)`)},
	// The password of a URI (RFC 3261 section 19.1.1).
	{[]byte("sip"), regexp.MustCompile(`(?i)(\bsips?:[^\s<>"@:]+:)([^\s<>"@]+)@`)},
	// Keys of media: SDES (RFC 4568), MIKEY (RFC 4567), k= of old (RFC 4566
	// section 5.12), and what ICE proves itself by (RFC 8839 section 5.4).
	{[]byte("a=crypto:"), regexp.MustCompile(`(?im)(^a=crypto:[^\s]*[ \t]+[^\s]+[ \t]+)(\S.*)`)},
	{[]byte("a=crypto:"), regexp.MustCompile(`(?i)(inline:)([^\s*|;]+)`)},
	{[]byte("a=key-mgmt:"), regexp.MustCompile(`(?im)(^a=key-mgmt:[^\s]+[ \t]+)(\S.*)`)},
	{[]byte("k="), regexp.MustCompile(`(?im)(^k=(?:clear|base64|uri):)(\S.*)`)},
	{[]byte("a=ice-pwd:"), regexp.MustCompile(`(?im)(^a=ice-pwd:)(\S.*)`)},
}

func parameter(name string) *regexp.Regexp {
	return regexp.MustCompile(`(?i)(\b` + name + `[ \t]*=\s*)("[^"\r\n]*(?:\r?\n[ \t][^"\r\n]*)*"?|[^\s,;"]+)`)
}

var digestScheme = regexp.MustCompile(`(?i)Digest[ \t]+$`)

// Redact puts *** in the place of the secrets of a message: credentials,
// passwords in URIs, keys of media. Who shows a message to anybody shows it so,
// unless the secrets were asked for by name. What has no secrets is returned as
// it is; data is not changed.
func Redact(data []byte) []byte {
	small := bytes.ToLower(data)
	for _, s := range secrets {
		if bytes.Contains(small, s.sign) {
			data = s.found.ReplaceAllFunc(data, s.masked)
		}
	}
	return data
}

// RedactText is [Redact] for a text about messages.
func RedactText(text string) string { return string(Redact([]byte(text))) }

// masked is what was found without the secret.
func (s secret) masked(found []byte) []byte {
	at := s.found.FindSubmatchIndex(found)
	before, hidden, behind := found[:at[3]], found[at[4]:at[5]], found[at[5]:]
	if digestScheme.Match(before) {
		return found // its parameters are looked at one by one
	}
	with := mask
	switch {
	case bytes.HasPrefix(hidden, []byte(`"`)) && bytes.HasSuffix(bytes.TrimSpace(before), []byte("=")): // of a parameter
		with = `"` + mask + `"`
	case bytes.HasSuffix(hidden, []byte("\r")):
		with += "\r"
	}
	return append(append(bytes.Clone(before), with...), behind...)
}
