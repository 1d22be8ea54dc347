package integration_test

import (
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"syscall"
	"testing"
	"time"
)

// program is the sipbin under test.
var program string

// buildSipbin builds ../cmd/sipbin once for all tests, unless SIPBIN_BINARY
// names one. The function it returns takes the binary away again.
func buildSipbin() (remove func(), err error) {
	if built := os.Getenv("SIPBIN_BINARY"); built != "" {
		program, err = filepath.Abs(built)
		return func() {}, err
	}
	folder, err := os.MkdirTemp("", "sipbin-")
	if err != nil {
		return nil, err
	}
	remove = func() { _ = os.RemoveAll(folder) }
	program = filepath.Join(folder, "sipbin")
	args := []string{"build", "-o", program}
	if raceDetector {
		args = append(args, "-race")
	}
	if said, err := exec.Command("go", append(args, "../cmd/sipbin")...).CombinedOutput(); err != nil {
		remove()
		return nil, fmt.Errorf("go build ../cmd/sipbin: %w\n%s", err, said)
	}
	return remove, nil
}

// sipbin is one running sipbin serve, on one port of both loopback addresses.
type sipbin struct {
	*process
	port int
}

// serve starts sipbin and waits until every listener serves. When the test
// and its subtests are over it is told to stop, and must do so cleanly: all
// calls are over by then, so nothing may hold it.
func serve(t *testing.T, flags ...string) *sipbin {
	t.Helper()
	return serveUnder(t, nil, flags...)
}

// serveUnder is serve by a command that runs what stands behind it.
func serveUnder(t *testing.T, command []string, flags ...string) *sipbin {
	t.Helper()
	s := serveAt(t, freePort(t), command, flags...)
	t.Cleanup(s.stop)
	return s
}

// serveAt is serveUnder on a port, for who ends it otherwise.
func serveAt(t *testing.T, port int, command []string, flags ...string) *sipbin {
	t.Helper()
	ready := filepath.Join(t.TempDir(), "ready")
	args := append(command, program, "serve",
		"--listen", fmt.Sprintf("udp://127.0.0.1:%d", port),
		"--listen", fmt.Sprintf("tcp://127.0.0.1:%d", port),
		"--listen", fmt.Sprintf("udp://[::1]:%d", port),
		"--ready-file", ready, "--ladder", "--http", "off")
	args = append(args, flags...)
	s := &sipbin{process: start(t, args[0], nil, args[1:]...), port: port}
	s.awaitFile(ready)
	return s
}

// api is where the HTTP API is, of a sipbin that was told to have one.
func (s *sipbin) api() string {
	s.t.Helper()
	place := regexp.MustCompile(`api  (http://\S+)`)
	s.says(place.String())
	return place.FindStringSubmatch(s.said.String())[1]
}

func (s *sipbin) awaitFile(ready string) {
	s.t.Helper()
	within, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	look := time.NewTicker(5 * time.Millisecond)
	defer look.Stop()
	for {
		if _, err := os.Stat(ready); err == nil {
			return
		}
		select {
		case <-look.C:
		case <-s.ended:
			s.t.Fatalf("sipbin ended before it was ready, exit code %d", s.cmd.ProcessState.ExitCode())
		case <-within.Done():
			s.t.Fatalf("sipbin wrote no ready file within %v", patience)
		}
	}
}

// wounds are words no run may print.
var wounds = regexp.MustCompile(`(?m)^panic: |^goroutine \d+ \[|DATA RACE|fatal error: `)

// stop may be called before the end of the test, to read what only an end writes.
func (s *sipbin) stop() {
	if !s.over() {
		_ = s.cmd.Process.Signal(syscall.SIGTERM)
	}
	if code := s.ends(); code != 0 {
		s.t.Errorf("sipbin ended with exit code %d", code)
	}
	if wound := wounds.FindString(s.said.String()); wound != "" {
		s.t.Errorf("sipbin said %q", wound)
	}
}

// uri is what a client dials to get dialled over IPv4.
func (s *sipbin) uri(dialled string) string {
	return fmt.Sprintf("sip:%s@%s", dialled, s.address("127.0.0.1"))
}

func (s *sipbin) address(host string) string {
	return net.JoinHostPort(host, fmt.Sprint(s.port))
}

// logs waits for the line sipbin ends a call or a request with: who asked
// (an address, or a pattern of some), the method, what was dialled, and a
// pattern of what came of it.
func (s *sipbin) logs(t *testing.T, source, method, dialled, outcome string) {
	t.Helper()
	pattern := fmt.Sprintf(`(?m)^\S+ +%s +%s %s#?(?: as \S+)? +-> .*%s`, source, method, regexp.QuoteMeta(dialled), outcome)
	s.logged(t, pattern)
}

// logged waits until sipbin has printed pattern.
func (s *sipbin) logged(t *testing.T, pattern string) {
	t.Helper()
	if !s.said.wait(regexp.MustCompile(pattern), 1, patience, s.ended) {
		t.Errorf("sipbin did not print  %s", pattern)
	}
}
