package main

import (
	"bytes"
	"io"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// serving is a sipbin in a process of its own.
type serving struct {
	cmd  *exec.Cmd
	addr string
	http string // the address of its API
	said output
}

// output is what a process prints, to be read while it does.
type output struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (o *output) Write(b []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.Write(b)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.String()
}

// startServing starts a command that serves, and makes sure it does not outlive
// the test. dir is where it runs; listen the value of SIPBIN_LISTEN.
func startServing(t *testing.T, dir, listen, name string, args ...string) *serving {
	t.Helper()
	ready := filepath.Join(t.TempDir(), "ready")
	s := &serving{cmd: exec.Command(name, args...)}
	s.cmd.Dir = dir
	s.cmd.Env = append(s.cmd.Environ(), "SIPBIN_LISTEN="+listen, "SIPBIN_HTTP=127.0.0.1:0", "SIPBIN_READY_FILE="+ready)
	s.cmd.Stdout, s.cmd.Stderr = &s.said, &s.said
	if err := s.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if s.cmd.ProcessState == nil {
			s.cmd.Process.Kill()
			s.cmd.Wait()
		}
	})
	var err error
	if s.addr, err = readyFile(ready); err != nil {
		t.Fatalf("%v; it said\n%s", err, s.said.String())
	}
	s.http = readyAPI(ready)
	return s
}

// stop tells it to end, and returns all it said when it has.
func (s *serving) stop(t *testing.T) string {
	t.Helper()
	if err := s.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	return s.end(t)
}

func (s *serving) end(t *testing.T) string {
	t.Helper()
	if err := s.cmd.Wait(); err != nil {
		t.Errorf("it ended badly: %v; it said\n%s", err, s.said.String())
	}
	return s.said.String()
}

// judged waits until a run has ended, with 1 if it failed.
func (s *serving) judged(t *testing.T, failed bool) string {
	t.Helper()
	want := exitOK
	if failed {
		want = exitFail
	}
	s.cmd.Wait()
	if code := s.cmd.ProcessState.ExitCode(); code != want {
		t.Errorf("it ended with %d, not %d; it said\n%s", code, want, s.said.String())
	}
	return s.said.String()
}

func TestAfterSIGTERMCallsFinishAndNewOnesAreSentAway(t *testing.T) {
	s := startServing(t, "", "udp://127.0.0.1:0", "sipbin", "serve")
	answered, talk := io.Pipe()
	ended := make(chan error, 1)
	go func() {
		ended <- ring(talk, s.addr, "INVITE", "200*5", "Hold: yes")
		talk.Close()
	}()
	first := make([]byte, 4096)
	if n, err := answered.Read(first); err != nil || !bytes.HasPrefix(first[:n], []byte("SIP/2.0 200")) {
		t.Fatalf("the call was not answered: %s, %v", first[:n], err)
	}
	rest := make(chan string, 1)
	go func() {
		text, _ := io.ReadAll(answered)
		rest <- string(text)
	}()

	if err := s.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	var refusal strings.Builder
	// Above 200 calls in a second the log would count them.
	pause := time.NewTicker(20 * time.Millisecond)
	defer pause.Stop()
	for end := time.Now().Add(4 * time.Second); !strings.Contains(refusal.String(), "SIP/2.0 503 ") && time.Now().Before(end); <-pause.C {
		refusal.Reset()
		if err := ring(&refusal, s.addr, "INVITE", "486"); err != nil {
			t.Fatal(err)
		}
	}
	if text := refusal.String(); !strings.Contains(text, "SIP/2.0 503 ") || !strings.Contains(text, "\nRetry-After: ") {
		t.Errorf("a new call got\n%s", text)
	}
	if err := <-ended; err != nil {
		t.Errorf("the call in progress: %v", err)
	}
	if text := <-rest; !strings.HasPrefix(text, "\nBYE ") && !strings.HasPrefix(text, "BYE ") {
		t.Errorf("the call in progress ended with\n%s", text)
	}
	log := s.end(t)
	for _, want := range []string{"INVITE 200*5  ->  200 OK", "BYE by us", "->  503 Service Unavailable"} {
		if !strings.Contains(log, want) {
			t.Errorf("the log does not say %q:\n%s", want, log)
		}
	}
}
