package digest

// Verdict is what became of the credentials of a request. Those that are wrong
// in several ways are judged in the order of this list from Malformed on, so a
// verdict from WrongNonce on says that user and password are right.
type Verdict int

// The verdicts.
const (
	// Passed: let in.
	Passed Verdict = iota
	// NoCredentials: none, none of scheme Digest, or with nonce and response
	// left empty. The request is to be challenged.
	NoCredentials
	// WrongRealm: only credentials for somebody else.
	WrongRealm
	// Malformed: a parameter is missing, there twice, or cannot be read.
	Malformed
	// WrongAlgorithm: one that was not offered.
	WrongAlgorithm
	// WrongQOP: a quality of protection that was not offered (RFC 7616 section
	// 3.4). None at all is what RFC 2069 did, and passes.
	WrongQOP
	// WrongUser: nobody of that name.
	WrongUser
	// WrongResponse: mostly a wrong password.
	WrongResponse
	// WrongURI: made for another request than this one.
	WrongURI
	// WrongNonce: a nonce that is not ours, or of another realm.
	WrongNonce
	// StaleNonce: ours, but too old.
	StaleNonce
	// ReplayedNC: the nonce was used with this count before.
	ReplayedNC
)

var verdicts = [...]string{
	Passed:         "passed",
	NoCredentials:  "no credentials",
	WrongRealm:     "wrong realm",
	Malformed:      "malformed credentials",
	WrongAlgorithm: "algorithm not offered",
	WrongQOP:       "qop not offered",
	WrongUser:      "unknown user",
	WrongResponse:  "wrong response",
	WrongURI:       "uri of another request",
	WrongNonce:     "nonce not ours",
	StaleNonce:     "stale nonce",
	ReplayedNC:     "nonce count used before",
}

// String is the verdict in words, for a journal.
func (v Verdict) String() string {
	if v < 0 || int(v) >= len(verdicts) {
		return "no verdict"
	}
	return verdicts[v]
}

// Stale reports whether the next challenge has to say stale=true: user and
// password are right, the client only needs a new nonce (RFC 7616 section 3.3).
func (v Verdict) Stale() bool { return v == WrongNonce || v == StaleNonce || v == ReplayedNC }
