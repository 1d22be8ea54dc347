package integration_test

import (
	"fmt"
	"net/http"
	"os"
	"regexp"
	"strconv"
	"testing"
	"time"
)

// belongings are what a process holds of the machine. live is the bytes of its
// heap that the last collection left.
type belongings struct{ calls, goroutines, descriptors, live int }

func (b belongings) String() string {
	return fmt.Sprintf("%d calls, %d goroutines, %d descriptors, %.1f MB live", b.calls, b.goroutines, b.descriptors, float64(b.live)/(1<<20))
}

// within tells whether there is no more than most of anything.
func (b belongings) within(most belongings) bool {
	return b.calls <= most.calls && b.goroutines <= most.goroutines && b.descriptors <= most.descriptors && b.live <= most.live
}

func (s *sipbin) belongings(t *testing.T) (b belongings) {
	t.Helper()
	metrics := get(t, s.api()+"/metrics")
	http.DefaultClient.CloseIdleConnections() // they are not sipbin's own
	for name, value := range map[string]*int{
		"sipbin_calls_in_progress": &b.calls, "go_goroutines": &b.goroutines, "go_gc_heap_live_bytes": &b.live,
	} {
		found := regexp.MustCompile(`(?m)^` + name + ` (\S+)$`).FindStringSubmatch(metrics)
		if found == nil {
			t.Fatalf("/metrics has no %s", name)
		}
		number, err := strconv.ParseFloat(found[1], 64)
		if err != nil {
			t.Fatalf("%s: %v", found[0], err)
		}
		*value = int(number)
	}
	open, err := os.ReadDir(fmt.Sprintf("/proc/%d/fd", s.cmd.Process.Pid))
	if err != nil {
		t.Skip("NOT RUN: there is no /proc to count descriptors in")
	}
	b.descriptors = len(open)
	return b
}

// comesDownTo waits until sipbin holds no more than most. RTP ports are closed
// ten seconds after their call; nothing else tells when.
func (s *sipbin) comesDownTo(t *testing.T, most belongings) belongings {
	t.Helper()
	look := time.NewTicker(50 * time.Millisecond)
	defer look.Stop()
	for until := time.Now().Add(patience); ; <-look.C {
		holds := s.belongings(t)
		if holds.within(most) {
			return holds
		}
		if time.Now().After(until) {
			t.Fatalf("sipbin holds %v and does not come down to %v", holds, most)
		}
	}
}
