package integration_test

import (
	"flag"
	"fmt"
	"strings"
	"testing"
)

var soak = flag.Duration("soak", 0, "how long 100 calls a second are made, with what sipbin holds looked at; make soak takes 10m")

// TestASoakHoldsNoMoreThanItsBeginning compares what is held after each half of
// the time; the journal is full after 32 s, and what finished calls are kept for
// after 7.
func TestASoakHoldsNoMoreThanItsBeginning(t *testing.T) {
	if *soak == 0 {
		t.Skip("NOT RUN: make soak does")
	}
	t.Setenv("GOGC", "25") // what is live is known by the last collection only
	s := serve(t, "--http", "127.0.0.1:0", "--ladder=false", "--t1", "100ms", "--t2", "800ms", "--limit-journal", fmt.Sprint(1<<20))
	idle := s.belongings(t)
	half := int(soak.Seconds() * 50)
	calls := func(name string) {
		if went, why := callsTo(t, s.address("127.0.0.1"), name).calls(half, 100); went < half {
			t.Errorf("%d of %d calls went as they were to: %v", went, half, why)
		}
		t.Logf("after %d calls: %v", half, s.belongings(t))
	}
	calls("first-")
	most := s.belongings(t)
	most.calls, most.goroutines, most.descriptors, most.live = 0, idle.goroutines+10, idle.descriptors+10, most.live+4<<20
	calls("second-")
	t.Logf("before any: %v, at rest: %v", idle, s.comesDownTo(t, most))
	if health := get(t, s.api()+"/healthz"); !strings.Contains(health, `"ok"`) {
		t.Errorf("/healthz says %s", health)
	}
}
