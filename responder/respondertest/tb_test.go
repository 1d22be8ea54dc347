package respondertest_test

import (
	"fmt"
	"os"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
)

// tb is a test that may fail without failing the one it is in. It stands in for
// the *testing.T that a test of yours is given.
type tb struct {
	testing.TB // nil: what is not here is not asked for
	dir        string

	mu       sync.Mutex
	failed   bool
	skipped  bool
	said     []string
	cleanups []func()
}

func newTB(dir string) *tb { return &tb{dir: dir} }

func (t *tb) Helper()             {}
func (t *tb) Cleanup(f func())    { t.cleanups = append(t.cleanups, f) }
func (t *tb) ArtifactDir() string { return t.dir }
func (t *tb) Failed() bool        { return t.failed }

func (t *tb) Logf(format string, args ...any) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.said = append(t.said, fmt.Sprintf(format, args...))
}

func (t *tb) Errorf(format string, args ...any) {
	t.failed = true
	t.Logf(format, args...)
}

func (t *tb) Fatalf(format string, args ...any) {
	t.Errorf(format, args...)
	runtime.Goexit()
}

func (t *tb) Skip(args ...any) {
	t.skipped = true
	t.Logf("%s", fmt.Sprint(args...))
	runtime.Goexit()
}

// run does what a test does, and what is left to do when it has ended. It
// returns all that was said.
func (t *tb) run(test func()) string {
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		test()
	}()
	<-ended
	t.end()
	return strings.Join(t.said, "\n")
}

func (t *tb) end() {
	for _, f := range slices.Backward(t.cleanups) {
		f()
	}
}

// exampleT is the test an example is in.
func exampleT() *tb {
	dir, err := os.MkdirTemp("", "respondertest-")
	if err != nil {
		panic(err)
	}
	t := newTB(dir)
	t.Cleanup(func() {
		os.RemoveAll(dir)
		if t.failed {
			fmt.Println(strings.Join(t.said, "\n"))
		}
	})
	return t
}
