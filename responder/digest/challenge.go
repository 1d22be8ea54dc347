package digest

import (
	"strings"
	"time"
)

// Options vary one challenge.
type Options struct {
	// Stale says that only the nonce was at fault: the client may answer again
	// without asking its user for the password ([Verdict.Stale]).
	Stale bool
}

// ChallengeHeader is the header field that a 401 or 407 carries its challenges
// in (RFC 3261 sections 22.2 and 22.3). Codes other than 407 are taken as 401.
func ChallengeHeader(code int) string {
	if code == 407 {
		return "Proxy-Authenticate"
	}
	return "WWW-Authenticate"
}

// CredentialsHeader is the header field that answers a challenge sent with that
// code.
func CredentialsHeader(code int) string {
	if code == 407 {
		return "Proxy-Authorization"
	}
	return "Authorization"
}

// Challenge makes the values of [ChallengeHeader], one header line each: one
// for every algorithm, in their order, all with the same new nonce (RFC 8760
// section 2.3).
func (s *Server) Challenge(code int, now time.Time, opt Options) []string {
	nonce := s.newNonce(now)
	values := make([]string, len(s.config.Algorithms))
	for i, algorithm := range s.config.Algorithms {
		var b strings.Builder
		b.WriteString("Digest realm=" + quote(s.config.Realm))
		b.WriteString(`, nonce="` + nonce + `"`)
		if opt.Stale {
			b.WriteString(", stale=true")
		}
		b.WriteString(", algorithm=" + string(algorithm))
		if qop := strings.Join(s.config.QOP, ","); qop != "none" {
			b.WriteString(`, qop="` + qop + `"`)
		}
		values[i] = b.String()
	}
	return values
}

var quoter = strings.NewReplacer(`\`, `\\`, `"`, `\"`)

func quote(s string) string { return `"` + quoter.Replace(s) + `"` }
