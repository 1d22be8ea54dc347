package main

import (
	"io"
	"strings"
	"syscall"
	"testing"
)

// held is a call that stays up until the other side ends it; what came at its
// end is sent when it has.
func held(t *testing.T, addr, user, until string) (rest <-chan string) {
	t.Helper()
	answered, talk := io.Pipe()
	go func() { talk.CloseWithError(ring(talk, addr, "INVITE", user, "Hold: yes", "Patience: 60s")) }()
	first := make([]byte, 4096)
	if n, err := answered.Read(first); err != nil || !strings.HasPrefix(string(first[:n]), until) {
		t.Fatalf("the call of %s got: %s, %v", user, first[:n], err)
	}
	end := make(chan string, 1)
	go func() {
		text, err := io.ReadAll(answered)
		if err != nil {
			text = append(text, err.Error()...)
		}
		end <- strings.TrimSpace(string(text))
	}()
	return end
}

func TestCallsAreEndedByBYEOr480WhenSipbinStopsAtOnce(t *testing.T) {
	for _, c := range []struct {
		name  string
		args  []string
		says  string // before it is told a second time, "" if it is told once
		fails bool
	}{
		{"serve without a drain", []string{"serve", "--drain", "0s"}, "", false},
		{"serve is told a second time", []string{"serve"}, "waiting for 2 calls, up to 30s; again to stop now\n", false},
		{"run is interrupted", []string{"run", "--calls", "2"}, "", true},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := startServing(t, "", "udp://127.0.0.1:0", "sipbin", c.args...)
			up := held(t, s.addr, "200", "SIP/2.0 200 ")
			rings := held(t, s.addr, "180", "SIP/2.0 180 ")
			if err := s.cmd.Process.Signal(syscall.SIGINT); err != nil {
				t.Fatal(err)
			}
			if c.says != "" {
				s.said.await(t, c.says)
				if err := s.cmd.Process.Signal(syscall.SIGINT); err != nil {
					t.Fatal(err)
				}
			}
			if text := <-up; !strings.HasPrefix(text, "BYE ") {
				t.Errorf("the call that was up ended with\n%s", text)
			}
			if text := <-rings; !strings.HasPrefix(text, "SIP/2.0 480 ") {
				t.Errorf("the call that rang ended with\n%s", text)
			}
			if log := s.judged(t, c.fails); !strings.Contains(log, "BYE by us  [verdict: unfinished]\n") {
				t.Errorf("the log says\n%s", log)
			}
		})
	}
}
