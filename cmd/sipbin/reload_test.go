package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestScenariosAreReadAgainWhenTheyChange(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "mine.yaml")
	write := func(text string) {
		t.Helper()
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("scenario: mine\nmatch: {user: mine}\non: {INVITE: [{wait: 1s}, 486]}\n")
	s := startServing(t, "", "udp://127.0.0.1:0", "sipbin", "serve", "--scenarios", dir)
	gets := func() string {
		t.Helper()
		var said strings.Builder
		if err := ring(&said, s.addr, "INVITE", "mine"); err != nil {
			t.Fatal(err)
		}
		return said.String()
	}

	if got := gets(); !strings.Contains(got, "SIP/2.0 486 ") {
		t.Errorf("before the change the call got\n%s", got)
	}
	write("scenario: mine\nmatch: {user: mine}\non: {INVITE: [603]}\n")
	s.said.await(t, "scenarios: read again, 1 of yours")
	if got := gets(); !strings.Contains(got, "SIP/2.0 603 ") {
		t.Errorf("after the change the call got\n%s", got)
	}

	write("scenario: mine\nmatch: {user: mine}\non: {INVITE: [nonsense]}\n")
	s.said.await(t, "1 problem, those from before stay in force; "+file+":3")
	for line := range strings.Lines(s.said.String()) {
		if strings.Contains(line, "stay in force") && (!strings.Contains(line, "nonsense") || strings.Contains(line, `\n`)) {
			t.Errorf("a bad file is told of as\n%s", line)
		}
	}
	if got := gets(); !strings.Contains(got, "SIP/2.0 603 ") {
		t.Errorf("after a bad file the call got\n%s", got)
	}

	write("scenario: mine\nmatch: {user: mine}\non: {INVITE: [486]}\n")
	s.said.await(t, "scenarios: read again, 1 of yours\n")
	file = filepath.Join(dir, "folder", "made-later.yaml")
	if err := os.Mkdir(filepath.Dir(file), 0o700); err != nil {
		t.Fatal(err)
	}
	write("scenario: later\non: {INVITE: [486]}\n")
	s.said.await(t, "scenarios: read again, 2 of yours")
	s.stop(t)
}

func TestOnlyWhatWasReadIsReadAgain(t *testing.T) {
	paths := []string{"./lab/", "/etc/sipbin/mine.yaml"}
	for name, concern := range map[string]bool{
		"lab/busy.yaml": true, "lab/deep/down/busy.yml": true, "laboratory/busy.yaml": false, "lab/hello.wav": true, "lab/notes.txt": false, "/etc/sipbin/mine.yaml": true,
		"/etc/sipbin/other.yaml": false, "/etc/sipbin/..data": true, "/etc/sipbin/mine.yaml~": false,
	} {
		if concerns(name, paths) != concern {
			t.Errorf("concerns(%s) is %v", name, !concern)
		}
	}
}

// await waits until something was printed.
func (o *output) await(t *testing.T, text string) {
	t.Helper()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for end := time.Now().Add(time.Minute); !strings.Contains(o.String(), text); <-tick.C {
		if time.Now().After(end) {
			t.Fatalf("it never said %q but\n%s", text, o.String())
		}
	}
}
