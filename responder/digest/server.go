package digest

import (
	"cmp"
	"crypto/rand"
	"time"
)

// Config is what a [Server] asks for. The zero value is ready to use.
type Config struct {
	// Realm is what the client shows its user. Default "sipbin".
	Realm string
	// Users are passwords by user name, both case-sensitive. The user sipbin
	// with the password sipbin is there as well, unless Users has a sipbin.
	Users map[string]string
	// Algorithms are offered in this order, the one preferred first (RFC 8760
	// section 2.3); only they are accepted. Default MD5, which every client has.
	Algorithms []Algorithm
	// QOP is what is offered, "auth" or "auth-int" or both; "none" alone leaves
	// it out, as servers of RFC 2069 did. What is accepted does not depend on
	// it. Default "auth".
	QOP []string
	// NonceLife is how long a nonce can be answered. Default 5 minutes.
	NonceLife time.Duration
	// Secret is the key of the nonces. Default 32 random bytes; with a fixed
	// one, nonces of an earlier process are taken for ours.
	Secret []byte
	// MaxNonces bounds how many nonces have their counts remembered. With more
	// than that in use the oldest turn stale early. Default 65,536, below 16 MB.
	MaxNonces int
}

// Server challenges and verifies. It may be used by several goroutines at once.
type Server struct {
	config Config
	counts *counts
}

// New makes a server. The slices and maps of c are not to be changed after.
func New(c Config) *Server {
	c.Realm = cmp.Or(c.Realm, "sipbin")
	c.NonceLife = cmp.Or(c.NonceLife, 5*time.Minute)
	c.MaxNonces = cmp.Or(c.MaxNonces, 1<<16)
	if len(c.Algorithms) == 0 {
		c.Algorithms = []Algorithm{MD5}
	}
	if len(c.QOP) == 0 {
		c.QOP = []string{"auth"}
	}
	if len(c.Secret) == 0 {
		c.Secret = make([]byte, 32)
		rand.Read(c.Secret) // never fails, see its documentation
	}
	return &Server{config: c, counts: newCounts(c.MaxNonces)}
}

// With is a server that asks for what c says and, where a field of c is left
// out, for what s asks: a scenario's challenge with a realm of its own. The two
// share the memory of used nonces, so MaxNonces of c does not count.
func (s *Server) With(c Config) *Server {
	config := s.config
	config.Realm = cmp.Or(c.Realm, config.Realm)
	config.NonceLife = cmp.Or(c.NonceLife, config.NonceLife)
	if c.Users != nil {
		config.Users = c.Users
	}
	if len(c.Algorithms) > 0 {
		config.Algorithms = c.Algorithms
	}
	if len(c.QOP) > 0 {
		config.QOP = c.QOP
	}
	if len(c.Secret) > 0 {
		config.Secret = c.Secret
	}
	return &Server{config: config, counts: s.counts}
}

// password of a user, and whether there is such a user.
func (s *Server) password(user string) (string, bool) {
	password, ok := s.config.Users[user]
	if !ok && user == "sipbin" {
		return "sipbin", true
	}
	return password, ok
}
