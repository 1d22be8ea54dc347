package certificate

import (
	"crypto/ecdsa"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// write writes a new certificate for name and its key.
func write(t *testing.T, cert, key, name string) {
	t.Helper()
	l := openLab(t, t.TempDir())
	l.names = func() []string { return []string{name} }
	c := get(t, l)
	der, err := x509.MarshalPKCS8PrivateKey(c.PrivateKey.(*ecdsa.PrivateKey))
	if err != nil {
		t.Fatal(err)
	}
	for file, block := range map[string]*pem.Block{cert: {Type: "CERTIFICATE", Bytes: c.Certificate[0]}, key: {Type: "PRIVATE KEY", Bytes: der}} {
		if file == "" {
			continue
		}
		if err := os.WriteFile(file, pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

func TestFilesAreReadAgainWhenTheyChange(t *testing.T) {
	dir := t.TempDir()
	cert, key := filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	write(t, cert, key, "first.example")
	var said []string
	f, err := OpenFiles(cert, key, func(text string) { said = append(said, text) })
	if err != nil {
		t.Fatal(err)
	}
	step := 0
	in := func(want, saying string) {
		t.Helper()
		step++
		said = nil
		f.looked = time.Now().Add(-statEvery)
		// What a clock of whole seconds would not tell.
		os.Chtimes(cert, time.Time{}, time.Now().Add(time.Duration(step)*time.Second))
		c, err := f.Get(nil)
		if err != nil {
			t.Fatal(err)
		}
		if got := nameOf(t, c); got != want {
			t.Errorf("in force is the one of %s, want %s", got, want)
		}
		if len(said) != 1 || !strings.Contains(said[0], saying) {
			t.Errorf("said %q, want %q in it", said, saying)
		}
	}
	write(t, cert, key, "second.example")
	if c, _ := f.Get(nil); nameOf(t, c) != "first.example" {
		t.Error("it is looked at each time")
	}
	in("second.example", "was read again")
	write(t, cert, "", "third.example")
	in("second.example", "the one before stays in force")
	os.Remove(key)
	in("second.example", "the one before stays in force")
	write(t, cert, key, "fourth.example")
	in("fourth.example", "was read again")

	said, f.looked = nil, time.Now().Add(-statEvery)
	f.Get(nil)
	if len(said) != 0 {
		t.Errorf("without a change it said %q", said)
	}
}

func nameOf(t *testing.T, c *tls.Certificate) string {
	t.Helper()
	leaf, err := x509.ParseCertificate(c.Certificate[0])
	if err != nil {
		t.Fatal(err)
	}
	return leaf.DNSNames[0]
}

func TestFilesThatAreNoCertificateAreRefused(t *testing.T) {
	dir := t.TempDir()
	cert, key := filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	if _, err := OpenFiles(cert, key, nil); err == nil || !strings.Contains(err.Error(), cert) {
		t.Errorf("got %v", err)
	}
	write(t, cert, key, "a.example")
	write(t, cert, "", "b.example")
	if _, err := OpenFiles(cert, key, nil); err == nil || !strings.Contains(err.Error(), "private key does not match") {
		t.Errorf("got %v", err)
	}
	if _, err := Pool(cert); err != nil {
		t.Error(err)
	}
	if _, err := Pool(key); err == nil || !strings.Contains(err.Error(), "holds no certificate") {
		t.Errorf("got %v", err)
	}
	if _, err := Pool(filepath.Join(dir, "none")); err == nil {
		t.Error("what is not there is a pool")
	}
}
