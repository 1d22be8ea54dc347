package certificate

import (
	"crypto/ecdsa"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"
)

// Lab is a certificate authority of one's own. Its methods may be called from
// any goroutine.
type Lab struct {
	dir   string
	extra []string
	root  *x509.Certificate
	key   *ecdsa.PrivateKey

	// now and names are the clock and what this machine is called.
	now   func() time.Time
	names func() []string

	mu     sync.Mutex
	leaf   *tls.Certificate
	looked time.Time
}

// RootFile is the file of a lab's certificate in its directory.
const RootFile = "lab-ca.pem"

const keyFile = "lab-ca-key.pem"

const (
	rootLife = 10 * 365 * 24 * time.Hour
	leafLife = 90 * 24 * time.Hour
	// lookEvery is how often a changed address of the machine is looked for.
	lookEvery = time.Minute
)

// OpenLab reads the authority kept in dir, or makes it: lab-ca.pem for everybody
// and lab-ca-key.pem for nobody else. Several processes may do so at once. The
// certificates it signs are for this machine's names and addresses, and for
// what extra adds.
func OpenLab(dir string, extra ...string) (*Lab, error) {
	l := &Lab{dir: dir, extra: extra, now: time.Now, names: machine}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("lab CA: %w", err)
	}
	var err error
	if l.key, err = keepKey(filepath.Join(dir, keyFile)); err != nil {
		return nil, fmt.Errorf("lab CA: %w", err)
	}
	if l.root, err = keepRoot(l.Path(), l.key, l.now()); err != nil {
		return nil, fmt.Errorf("lab CA: %w", err)
	}
	return l, nil
}

// Path is the file of the authority's certificate, which clients are to trust.
func (l *Lab) Path() string { return filepath.Join(l.dir, RootFile) }

// Root is the authority's certificate.
func (l *Lab) Root() *x509.Certificate { return l.root }

// Get is the certificate for a handshake; it is a tls.Config's GetCertificate.
func (l *Lab) Get(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.now()
	if l.leaf != nil && now.Sub(l.looked) < lookEvery && now.After(l.looked) {
		return l.leaf, nil
	}
	names := append(l.names(), l.extra...)
	slices.Sort(names)
	names = slices.Compact(names)
	l.looked = now
	if l.leaf != nil && good(l.leaf.Leaf, now) && slices.Equal(names, namesOf(l.leaf.Leaf)) {
		return l.leaf, nil
	}
	leaf, err := sign(names, l.root, l.key, now)
	if err != nil {
		return nil, fmt.Errorf("lab CA: %w", err)
	}
	l.leaf = leaf
	return leaf, nil
}

// good reports whether more than a third of a certificate's life is left.
func good(c *x509.Certificate, now time.Time) bool {
	return now.After(c.NotBefore) && c.NotAfter.Sub(now) > c.NotAfter.Sub(c.NotBefore)/3
}
