package media

import "errors"

// ErrSyntax marks an offer that is not SDP (RFC 8866): 400.
var ErrSyntax = errors.New("SDP does not parse")

// ErrNotAcceptable marks an offer of which nothing can be accepted: 488. The
// error is a *[Refusal].
var ErrNotAcceptable = errors.New("nothing in the SDP is acceptable here")

// ErrNoPort marks that no pair of UDP ports is left.
var ErrNoPort = errors.New("no RTP port is free")

// Codes of a Warning header field that say why an offer, or one line of it, is
// refused (RFC 3261 section 20.43).
const (
	WarnAddress   = 301 // incompatible network address formats
	WarnTransport = 302 // incompatible transport protocol
	WarnMedia     = 304 // media type not available
	WarnFormat    = 305 // incompatible media format
	WarnOther     = 399 // miscellaneous
)

// Refusal is why an offer, or one m-line of it, is not accepted.
type Refusal struct {
	// Warning is the code for a Warning header field, one of the Warn constants.
	Warning int
	// Reason is one line for its text.
	Reason string
}

func (r *Refusal) Error() string { return ErrNotAcceptable.Error() + ": " + r.Reason }

// Is makes every Refusal an [ErrNotAcceptable].
func (r *Refusal) Is(target error) bool { return target == ErrNotAcceptable }
