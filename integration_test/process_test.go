package integration_test

import (
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
)

// A process is a program that runs beside the test: fed through its standard
// input, read through all it prints.
type process struct {
	t     *testing.T
	name  string
	cmd   *exec.Cmd
	input io.WriteCloser
	said  transcript
	ended chan struct{}
}

// patience is how long anything that is not timed by SIP may take on a busy machine.
const patience = 30 * time.Second

// start runs name with args in an empty folder and without anybody's settings
// of sipbin, and makes sure it does not outlive the test. A test that fails
// shows what was said.
func start(t *testing.T, name string, env []string, args ...string) *process {
	t.Helper()
	p := &process{t: t, name: filepath.Base(name), cmd: exec.Command(name, args...), ended: make(chan struct{})}
	p.cmd.Dir = t.TempDir()
	p.cmd.Env = append(slices.DeleteFunc(os.Environ(), func(setting string) bool { return strings.HasPrefix(setting, "SIPBIN_") }), env...)
	p.cmd.Stdout = &p.said
	p.cmd.Stderr = &p.said
	var err error
	if p.input, err = p.cmd.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		_ = p.cmd.Wait() // its outcome is read from ProcessState
		close(p.ended)
	}()
	t.Cleanup(func() {
		if !p.over() {
			_ = p.cmd.Process.Kill()
			<-p.ended
		}
		if t.Failed() {
			said := strings.SplitAfter(p.said.String(), "\n")
			t.Logf("%s said last:\n%s", p.name, strings.Join(said[max(0, len(said)-1000):], ""))
		}
	})
	return p
}

// say types a line.
func (p *process) say(line string) {
	p.t.Helper()
	if _, err := io.WriteString(p.input, line+"\n"); err != nil {
		p.t.Fatalf("%s does not listen to %q: %v", p.name, line, err)
	}
}

// says waits until the process has printed each pattern, in any order.
func (p *process) says(patterns ...string) {
	p.t.Helper()
	for _, pattern := range patterns {
		p.saysTimes(1, pattern)
	}
}

// saysTimes waits until the process has printed pattern that many times.
func (p *process) saysTimes(count int, pattern string) {
	p.t.Helper()
	if !p.said.wait(regexp.MustCompile(pattern), count, patience, p.ended) {
		p.t.Fatalf("%s did not say %d times: %s", p.name, count, pattern)
	}
}

func (p *process) over() bool {
	select {
	case <-p.ended:
		return true
	default:
		return false
	}
}

// ends waits for the process to end and returns its exit code; -1 when a signal ended it.
func (p *process) ends() int {
	p.t.Helper()
	return p.endsWithin(patience)
}

func (p *process) endsWithin(long time.Duration) int {
	p.t.Helper()
	select {
	case <-p.ended:
		return p.cmd.ProcessState.ExitCode()
	case <-time.After(long):
		p.t.Errorf("%s still runs %v after it was to end", p.name, long)
		_ = p.cmd.Process.Signal(syscall.SIGQUIT) // a Go program then says where it hangs
		return -1
	}
}
