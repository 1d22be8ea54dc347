//go:build unix

package wire_test

import (
	"errors"
	"os"
	"syscall"
	"testing"

	"github.com/sipbin/sipbin/responder/wire"
)

func TestAProcessOutOfDescriptorsServesAgainWhenItHasSome(t *testing.T) {
	trouble := make(chan error, 10)
	r := serveTCP(t, wire.Config{OnTrouble: func(_ string, err error) { trouble <- err }}, echo)

	var before syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &before); err != nil {
		t.Fatal(err)
	}
	few := before
	few.Cur = 256
	if err := syscall.Setrlimit(syscall.RLIMIT_NOFILE, &few); err != nil {
		t.Fatal(err)
	}
	var hoard []*os.File
	release := func() {
		for _, f := range hoard {
			f.Close()
		}
		hoard = nil
		if err := syscall.Setrlimit(syscall.RLIMIT_NOFILE, &before); err != nil {
			t.Error(err)
		}
	}
	defer release()
	for {
		f, err := os.Open(os.DevNull)
		if err != nil {
			break
		}
		hoard = append(hoard, f)
	}
	// The one that is left is the peer's.
	last := len(hoard) - 1
	hoard[last].Close()
	hoard = hoard[:last]
	conn := dialTCP(t, "127.0.0.1", r.at("127.0.0.1"))

	if err := <-trouble; !errors.Is(err, syscall.EMFILE) {
		t.Errorf("told %v, want EMFILE", err)
	}
	if why := r.InTrouble(); len(why) != 1 {
		t.Errorf("in trouble: %q", why)
	}
	release()
	write(t, conn, options("alice", 0))
	readN(t, conn, len(options("alice", 0)))
	if got := r.Stats().AcceptErrors; got == 0 {
		t.Error("not counted")
	}
}
