package integration_test

import (
	"flag"
	"fmt"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

var soak = flag.Duration("soak", 0, "how long 100 calls a second are made, with what sipbin needs looked at; make soak takes 10m")

// needed is what a sipbin needs at a moment.
type needed struct{ goroutines, descriptors, heap float64 }

func (s *sipbin) needs(t *testing.T) (n needed) {
	t.Helper()
	metrics := get(t, s.api()+"/metrics")
	for name, value := range map[string]*float64{"go_goroutines": &n.goroutines, "go_gc_heap_live_bytes": &n.heap} {
		found := regexp.MustCompile(`(?m)^` + name + ` (\S+)$`).FindStringSubmatch(metrics)
		if found == nil {
			t.Fatalf("/metrics has no %s", name)
		}
		*value, _ = strconv.ParseFloat(found[1], 64) // it is a number, or the bounds below tell
	}
	open, err := os.ReadDir(fmt.Sprintf("/proc/%d/fd", s.cmd.Process.Pid))
	if err != nil {
		t.Skip("NOT RUN: there is no /proc to count descriptors in")
	}
	n.descriptors = float64(len(open))
	return n
}

// TestASoakNeedsNoMoreThanItsBeginning compares what is needed after each half
// of the time; the journal is full after 32 s, and what finished calls are kept
// for after 7.
func TestASoakNeedsNoMoreThanItsBeginning(t *testing.T) {
	if *soak == 0 {
		t.Skip("NOT RUN: make soak does")
	}
	t.Setenv("GOGC", "25") // what is live is known by the last collection only
	s := serve(t, "--http", "127.0.0.1:0", "--ladder=false", "--t1", "100ms", "--t2", "800ms", "--limit-journal", fmt.Sprint(1<<20))
	half := int(soak.Seconds() * 50)
	var at [2]needed
	for n := range at {
		went, why := callsTo(t, s.address("127.0.0.1"), fmt.Sprint("soak", n, "-")).calls(half, 100)
		if went < half {
			t.Errorf("%d of %d calls went as they were to: %v", went, half, why)
		}
		at[n] = s.needs(t)
		t.Logf("after %d calls: %.0f goroutines, %.0f descriptors, %.1f MB live", (n+1)*half, at[n].goroutines, at[n].descriptors, at[n].heap/(1<<20))
	}
	for _, need := range []struct {
		what                 string
		before, after, slack float64
	}{
		{"goroutines", at[0].goroutines, at[1].goroutines, 10},
		{"descriptors", at[0].descriptors, at[1].descriptors, 10},
		{"bytes live", at[0].heap, at[1].heap, 4 << 20},
	} {
		if need.after > need.before+need.slack {
			t.Errorf("%.0f %s, %.0f before", need.after, need.what, need.before)
		}
	}
	if health := get(t, s.api()+"/healthz"); !strings.Contains(health, `"ok"`) {
		t.Errorf("/healthz says %s", health)
	}
}
