package integration_test

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// modules is where the packages of testdata/web/package.json are installed, for
// this run and later ones.
var modules = sync.OnceValues(func() (folder string, err error) {
	wanted, err := os.ReadFile("testdata/web/package.json")
	if err != nil {
		return "", err
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", err
	}
	cache = filepath.Join(cache, "sipbin-test")
	folder = filepath.Join(cache, fmt.Sprintf("web-%x", sha256.Sum256(wanted)))
	if _, err := os.Stat(folder); err == nil {
		return filepath.Join(folder, "node_modules"), nil
	}
	if err := os.MkdirAll(cache, 0o755); err != nil {
		return "", err
	}
	unfinished, err := os.MkdirTemp(cache, "web-")
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(unfinished)
	if err := os.WriteFile(filepath.Join(unfinished, "package.json"), wanted, 0o644); err != nil {
		return "", err
	}
	npm := exec.Command("npm", "install", "--no-package-lock", "--no-audit", "--no-fund", "--ignore-scripts")
	npm.Dir = unfinished
	if said, err := npm.CombinedOutput(); err != nil {
		return "", fmt.Errorf("npm install: %w\n%s", err, said)
	}
	if err := os.Rename(unfinished, folder); err != nil && !errors.Is(err, os.ErrExist) && !errors.Is(err, syscall.ENOTEMPTY) {
		return "", err
	}
	return filepath.Join(folder, "node_modules"), nil
})

// bundle makes one file of a script of testdata/web and what it requires, for
// "node" or a "browser".
func bundle(t *testing.T, script, platform string) []byte {
	t.Helper()
	needs(t, "node")
	needs(t, "npm")
	folder, err := modules()
	if err != nil {
		isAbsent(t, "npm", "NOT RUN: "+strings.SplitN(err.Error(), "\n", 2)[0])
	}
	out := filepath.Join(t.TempDir(), "bundle.js")
	esbuild := exec.Command(filepath.Join(folder, ".bin", "esbuild"), filepath.Join("testdata", "web", script),
		"--bundle", "--log-level=error", "--platform="+platform, "--outfile="+out)
	esbuild.Env = append(os.Environ(), "NODE_PATH="+folder)
	if said, err := esbuild.CombinedOutput(); err != nil {
		t.Fatalf("esbuild: %v\n%s", err, said)
	}
	bundled, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	return bundled
}

func TestPhonesOfPagesRegisterAndAreAnsweredInNode(t *testing.T) {
	t.Parallel()
	s, at := serveEverywhere(t)
	for _, script := range []string{"jssip.js", "sipjs.js"} {
		for _, transport := range []string{"ws", "wss"} {
			t.Run(script+" "+transport, func(t *testing.T) {
				t.Parallel()
				file := filepath.Join(t.TempDir(), script)
				if err := os.WriteFile(file, bundle(t, script, "node"), 0o600); err != nil {
					t.Fatal(err)
				}
				p := start(t, "node", []string{"NODE_EXTRA_CA_CERTS=" + at.ca}, file, transport+"://"+at.of[transport])
				if code := p.ends(); code != 0 {
					t.Errorf("node ended with exit code %d", code)
				}
				said := p.said.String()
				if !regexp.MustCompile(`^REGISTER 200\nMESSAGE 486\nunregistered`).MatchString(said) {
					t.Errorf("it heard\n%s", said)
				}
			})
		}
	}
	t.Cleanup(func() { s.logs(t, `127\.0\.0\.1:\d+`, "MESSAGE", "486", "486 Busy Here") })
}

// chromium are the arguments of a browser without a window, that talks to
// nobody by itself and has a microphone that beeps.
var chromium = []string{
	"--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
	"--disable-component-update", "--disable-sync", "--disable-dev-shm-usage", "--ignore-certificate-errors",
	"--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream",
}

func TestPagesCallInChromium(t *testing.T) {
	t.Parallel()
	needs(t, "chromium")
	s, at := serveEverywhere(t)
	said := make(chan string, 100)
	page := http.NewServeMux()
	script := bundle(t, "page.js", "browser")
	page.HandleFunc("GET /{$}", func(w http.ResponseWriter, _ *http.Request) {
		io.WriteString(w, "<!doctype html><title>phone</title><script src=page.js></script>")
	})
	page.HandleFunc("GET /page.js", func(w http.ResponseWriter, r *http.Request) {
		http.ServeContent(w, r, "page.js", time.Time{}, bytes.NewReader(script))
	})
	page.HandleFunc("POST /said", func(_ http.ResponseWriter, r *http.Request) {
		line, _ := io.ReadAll(r.Body)
		said <- string(line)
	})
	site := httptest.NewServer(page)
	defer site.Close()

	profile, err := os.MkdirTemp("", "sipbin-chromium-")
	if err != nil {
		t.Fatal(err)
	}
	query := url.Values{"ws": {"ws://" + at.of["ws"]}, "wss": {"wss://" + at.of["wss"]}}
	browser := start(t, "chromium", []string{"HOME=" + profile}, append(chromium, "--user-data-dir="+profile, site.URL+"/?"+query.Encode())...)
	t.Cleanup(func() { os.RemoveAll(profile) }) // its processes may still write
	for _, want := range []string{
		"JsSIP REGISTER 200", "JsSIP INVITE 180", "JsSIP INVITE 486", "SIP.js REGISTER 200", "SIP.js INVITE 180", "SIP.js INVITE 486", "done",
	} {
		if got := hear(t, said, browser); got != want {
			t.Fatalf("the page says %q, want %q", got, want)
		}
	}
	_ = browser.cmd.Process.Signal(syscall.SIGTERM)
	browser.ends()
	for range 2 {
		s.logs(t, `127\.0\.0\.1:\d+`, "INVITE", "180*486", "486 Busy Here.*ACK ok")
	}
}

// hear is what the page says next.
func hear(t *testing.T, said <-chan string, browser *process) string {
	t.Helper()
	select {
	case line := <-said:
		return line
	case <-browser.ended:
		t.Fatal("the browser ended")
	case <-t.Context().Done():
	case <-time.After(patience):
		t.Fatal("the page says nothing more")
	}
	return ""
}
