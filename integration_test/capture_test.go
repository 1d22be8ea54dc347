package integration_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestCallsGoOnWhenTheDiskOfTheCaptureIsFull(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "all.pcap")
	if err := os.Symlink("/dev/full", file); err != nil {
		t.Fatal(err)
	}
	s := serve(t, "--pcap", file, "--http", "127.0.0.1:0")
	c := callsTo(t, s.address("127.0.0.1"), "full")
	if went, why := c.calls(20, 100); went != 20 {
		t.Errorf("not all calls went as they were to: %v", why)
	}
	if health := get(t, s.api()+"/healthz"); !strings.Contains(health, "degraded") || !strings.Contains(health, "no space left on device") {
		t.Errorf("/healthz says %s", health)
	}

	if err := os.Remove(file); err != nil { // there is room again
		t.Fatal(err)
	}
	if err := c.call(20, "486", 486); err != nil {
		t.Error(err)
	}
	s.logged(t, "packets are written again")
	if health := get(t, s.api()+"/healthz"); !strings.Contains(health, `"ok"`) {
		t.Errorf("/healthz says %s", health)
	}
	s.stop()
	if n := strings.Count(s.said.String(), "packets are left out"); n != 1 {
		t.Errorf("it was said %d times", n)
	}
	if capture := read(t, file); !strings.Contains(capture, "full20") {
		t.Error("what came later was not captured")
	}
}

func TestACaptureThatWasMovedAwayBeginsAnew(t *testing.T) {
	t.Parallel()
	needs(t, "tshark")
	file := filepath.Join(t.TempDir(), "all.pcap")
	s := serve(t, "--pcap", file)
	c := callsTo(t, s.address("127.0.0.1"), "rotated")
	for n, name := range []string{"one", "two", "three"} {
		if err := c.call(n, "486", 486); err != nil {
			t.Fatal(err)
		}
		s.captured(file, fmt.Sprint("rotated", n))
		if name == "three" {
			break
		}
		if err := os.Rename(file, file+"."+name); err != nil {
			t.Fatal(err)
		}
	}
	s.stop()
	for n, name := range []string{file + ".one", file + ".two", file} {
		p := start(t, "tshark", nil, append(bySight, "-r", name, "-T", "fields", "-e", "sip.Call-ID")...)
		if code := p.ends(); code != 0 || !strings.Contains(p.said.String(), "rotated"+string(rune('0'+n))) {
			t.Errorf("%s: exit code %d", name, code)
		}
	}
}

// captured waits until a file holds a text.
func (s *sipbin) captured(file, text string) {
	s.t.Helper()
	late := time.After(patience)
	look := time.NewTicker(5 * time.Millisecond)
	defer look.Stop()
	for {
		written, _ := os.ReadFile(file) // until there is a packet there is no file
		if strings.Contains(string(written), text) {
			return
		}
		select {
		case <-look.C:
		case <-late:
			s.t.Fatalf("%s is not in %s", text, file)
		}
	}
}
