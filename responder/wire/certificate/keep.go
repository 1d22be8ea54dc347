package certificate

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// keepKey reads the key in a file, or makes it.
func keepKey(name string) (*ecdsa.PrivateKey, error) {
	text, err := keep(name, 0o600, func() (string, []byte, error) {
		key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
		if err != nil {
			return "", nil, err
		}
		der, err := x509.MarshalPKCS8PrivateKey(key)
		return "PRIVATE KEY", der, err
	})
	if err != nil {
		return nil, err
	}
	parsed, err := x509.ParsePKCS8PrivateKey(text)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	key, ok := parsed.(*ecdsa.PrivateKey)
	if !ok {
		return nil, fmt.Errorf("%s: a key of another kind; take it away and one is made", name)
	}
	return key, nil
}

// keepRoot reads the authority's certificate in a file, or makes it.
func keepRoot(name string, key *ecdsa.PrivateKey, now time.Time) (*x509.Certificate, error) {
	der, err := keep(name, 0o644, func() (string, []byte, error) {
		template := root(now)
		der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
		return "CERTIFICATE", der, err
	})
	if err != nil {
		return nil, err
	}
	c, err := x509.ParseCertificate(der)
	switch {
	case err != nil:
		return nil, fmt.Errorf("%s: %w", name, err)
	case !key.PublicKey.Equal(c.PublicKey):
		return nil, fmt.Errorf("%s: it is not of the key beside it; take it away and one is made", name)
	case now.After(c.NotAfter):
		return nil, fmt.Errorf("%s: it ended on %s; take it away and one is made, which clients have to trust anew", name, c.NotAfter.Format(time.DateOnly))
	}
	return c, nil
}

// keep returns the one PEM block of a file. If there is no file, it is made
// whole or not at all; of several who make it at once one wins, and all return
// the winner's.
func keep(name string, mode fs.FileMode, fresh func() (kind string, der []byte, err error)) ([]byte, error) {
	text, err := os.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		var kind string
		var der []byte
		if kind, der, err = fresh(); err != nil {
			return nil, err
		}
		if err = place(name, mode, pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der})); err != nil {
			return nil, err
		}
		text, err = os.ReadFile(name)
	}
	if err != nil {
		return nil, err
	}
	block, _ := pem.Decode(text)
	if block == nil {
		return nil, fmt.Errorf("%s: it holds no PEM; take it away and one is made", name)
	}
	return block.Bytes, nil
}

// place writes a new file. One that is there already stays.
func place(name string, mode fs.FileMode, text []byte) error {
	f, err := os.CreateTemp(filepath.Dir(name), "*~")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	_, err = f.Write(text)
	err = errors.Join(err, f.Chmod(mode), f.Close())
	if err != nil {
		return err
	}
	if err := os.Link(f.Name(), name); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	return nil
}
