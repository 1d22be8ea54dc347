package certificate

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io/fs"
	"os"
	"sync"
	"time"
)

// Files is a certificate and its key in files of PEM, which may change. Its
// methods may be called from any goroutine.
type Files struct {
	cert, key string
	say       func(string)

	mu     sync.Mutex
	now    *tls.Certificate
	seen   [2]fs.FileInfo
	looked time.Time
}

// statEvery is how often the files are looked at.
const statEvery = time.Second

// OpenFiles reads a certificate, with what is between it and its root, and its
// key. What is wrong with a later one is told to say, in a sentence, and the one
// before stays in force.
func OpenFiles(cert, key string, say func(string)) (*Files, error) {
	f := &Files{cert: cert, key: key, say: say, looked: time.Now()}
	f.seen = f.stat()
	pair, err := tls.LoadX509KeyPair(cert, key)
	if err != nil {
		return nil, fmt.Errorf("certificate %s with key %s: %w", cert, key, err)
	}
	f.now = &pair
	return f, nil
}

// Get is the certificate for a handshake; it is a tls.Config's GetCertificate.
func (f *Files) Get(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if now := time.Now(); now.Sub(f.looked) >= statEvery {
		f.looked = now
		f.look()
	}
	return f.now, nil
}

// look reads the files again if they changed. Two files never change at once:
// while they do not fit each other they are looked at again.
func (f *Files) look() {
	seen := f.stat()
	if same(seen[0], f.seen[0]) && same(seen[1], f.seen[1]) {
		return
	}
	pair, err := tls.LoadX509KeyPair(f.cert, f.key)
	f.seen = seen
	if err != nil {
		f.say(fmt.Sprintf("certificate %s with key %s: %v; the one before stays in force", f.cert, f.key, err))
		return
	}
	f.now = &pair
	f.say("certificate " + f.cert + " was read again")
}

func (f *Files) stat() (seen [2]fs.FileInfo) {
	for i, name := range [...]string{f.cert, f.key} {
		seen[i], _ = os.Stat(name) // nil for one that is gone
	}
	return seen
}

func same(a, b fs.FileInfo) bool {
	if a == nil || b == nil {
		return a == nil && b == nil
	}
	return a.ModTime().Equal(b.ModTime()) && a.Size() == b.Size() && os.SameFile(a, b)
}

// Pool are the certificates in a file of PEM, for those that are trusted.
func Pool(name string) (*x509.CertPool, error) {
	text, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(text) {
		return nil, fmt.Errorf("%s holds no certificate in PEM", name)
	}
	return pool, nil
}
