package certificate

import (
	"crypto/tls"
	"crypto/x509"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

func openLab(t *testing.T, dir string, extra ...string) *Lab {
	t.Helper()
	l, err := OpenLab(dir, extra...)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func get(t *testing.T, l *Lab) *tls.Certificate {
	t.Helper()
	c, err := l.Get(nil)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestALabIsMadeOnceAndItsKeyIsSecret(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "a", "b")
	first := openLab(t, dir)
	for name, want := range map[string]os.FileMode{keyFile: 0o600, RootFile: 0o644} {
		info, err := os.Stat(filepath.Join(dir, name))
		if err != nil || info.Mode().Perm() != want {
			t.Errorf("%s is %v, %v, want %v", name, info.Mode(), err, want)
		}
	}
	if !first.Root().IsCA || time.Until(first.Root().NotAfter) < 9*365*24*time.Hour {
		t.Errorf("the root is %+v", first.Root())
	}
	if again := openLab(t, dir); !again.Root().Equal(first.Root()) || !again.key.Equal(first.key) {
		t.Error("opened again it is another")
	}
	left, err := os.ReadDir(dir)
	if err != nil || len(left) != 2 {
		t.Errorf("there are %v, %v", left, err)
	}
}

func TestManyWhoMakeALabAtOnceHaveTheSame(t *testing.T) {
	dir := t.TempDir()
	labs := make([]*Lab, 16)
	var making sync.WaitGroup
	for i := range labs {
		making.Go(func() { labs[i], _ = OpenLab(dir) })
	}
	making.Wait()
	for i, l := range labs {
		if l == nil || !l.Root().Equal(labs[0].Root()) {
			t.Fatalf("lab %d is %v", i, l)
		}
	}
}

func TestTheCertificateIsForThisMachineAndWhatIsAdded(t *testing.T) {
	l := openLab(t, t.TempDir(), "phone.example", "198.51.100.7")
	leaf := get(t, l).Leaf
	roots := x509.NewCertPool()
	roots.AddCert(l.Root())
	for _, name := range []string{"localhost", "127.0.0.1", "::1", "phone.example", "198.51.100.7"} {
		if _, err := leaf.Verify(x509.VerifyOptions{DNSName: name, Roots: roots}); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := leaf.Verify(x509.VerifyOptions{DNSName: "evil.example", Roots: roots}); err == nil {
		t.Error("it is for anybody")
	}
}

func TestTheCertificateIsMadeAnewWhenItHasTo(t *testing.T) {
	l := openLab(t, t.TempDir())
	now, names := time.Now(), []string{"localhost", "10.0.0.1"}
	l.now = func() time.Time { return now }
	l.names = func() []string { return names }
	first := get(t, l)
	for _, c := range []struct {
		name  string
		after time.Duration
		names []string
		anew  bool
	}{
		{"a second later", time.Second, names, false},
		{"a month later", 30 * 24 * time.Hour, names, false},
		{"with another address", time.Hour, []string{"localhost", "10.0.0.2"}, true},
		{"with another address that was not looked for yet", time.Second, []string{"localhost", "10.0.0.3"}, false},
		{"with that address a minute later", time.Minute, []string{"localhost", "10.0.0.3"}, true},
		{"with the same in another order", time.Hour, []string{"10.0.0.3", "localhost", "localhost"}, false},
		{"near its end", 61 * 24 * time.Hour, []string{"localhost", "10.0.0.3"}, true},
	} {
		now, names = now.Add(c.after), c.names
		next := get(t, l)
		if (next != first) != c.anew {
			t.Errorf("%s: made anew %v, want %v", c.name, next != first, c.anew)
		}
		if !now.Before(next.Leaf.NotAfter) {
			t.Errorf("%s: it has ended", c.name)
		}
		first = next
	}
}

func TestALabThatIsSpoiltSaysWhatToDo(t *testing.T) {
	ended := func(t *testing.T, dir string) {
		l := openLab(t, dir)
		os.Remove(l.Path())
		if _, err := keepRoot(l.Path(), l.key, time.Now().Add(-rootLife-time.Hour)); err == nil {
			// It was good at the time.
			return
		}
		t.Fatal("no root was made")
	}
	for _, c := range []struct {
		name  string
		spoil func(t *testing.T, dir string)
		want  string
	}{
		{"no PEM", func(t *testing.T, dir string) { os.WriteFile(filepath.Join(dir, keyFile), []byte("secret"), 0o600) }, keyFile + ": it holds no PEM; take it away and one is made"},
		{"the root of another key", func(t *testing.T, dir string) {
			other := openLab(t, t.TempDir())
			text, _ := os.ReadFile(other.Path())
			os.WriteFile(filepath.Join(dir, RootFile), text, 0o644)
		}, RootFile + ": it is not of the key beside it"},
		{"a key in place of a root", func(t *testing.T, dir string) {
			openLab(t, dir)
			text, _ := os.ReadFile(filepath.Join(dir, keyFile))
			os.WriteFile(filepath.Join(dir, RootFile), text, 0o644)
		}, RootFile + ": "},
		{"a root that ended", ended, RootFile + ": it ended on "},
		{"a directory that cannot be made", func(t *testing.T, dir string) {
			os.RemoveAll(dir)
			os.WriteFile(dir, nil, 0o600)
		}, "lab CA: "},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "lab")
			os.Mkdir(dir, 0o700)
			c.spoil(t, dir)
			if _, err := OpenLab(dir); err == nil || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "\n") {
				t.Errorf("got %v, want %q in it", err, c.want)
			}
		})
	}
}
