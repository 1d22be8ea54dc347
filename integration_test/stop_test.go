package integration_test

import (
	"fmt"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

func TestASipbinThatWasKilledServesAgainOnItsPort(t *testing.T) {
	t.Parallel()
	port := freePort(t)
	for n := range 20 {
		s := serveAt(t, port, nil)
		if !answers(t, "udp", s) || !answers(t, "tcp", s) {
			t.Fatalf("start %d answers nobody", n+1)
		}
		if err := callsTo(t, s.address("127.0.0.1"), fmt.Sprintf("mourner%d-", n)).call(0, "486", 486); err != nil {
			t.Errorf("start %d: %v", n+1, err)
		}
		_ = s.cmd.Process.Kill()
		<-s.ended
	}
}

// sentAway calls until a sipbin that was told to stop has heard of it.
func sentAway(t *testing.T, c *caller) {
	t.Helper()
	for n, late := 1000, time.Now().Add(patience); ; n++ {
		err := c.call(n, "486", 503)
		if err == nil {
			return
		}
		if time.Now().After(late) {
			t.Fatalf("a new call is not told to come back later: %v", err)
		}
	}
}

func TestASipbinThatIsToldToStopFinishesItsCalls(t *testing.T) {
	t.Parallel()
	s := serve(t, "--drain", "12s") // the last two are for those that it ends
	c := callsTo(t, s.address("127.0.0.1"), "patient")
	const number = 200
	type answered struct {
		l     *leg
		final string
	}
	var calls [number]answered
	var all sync.WaitGroup
	for n := range number {
		all.Go(func() {
			l, final, err := c.invite(n, "200", "")
			if err != nil || !strings.HasPrefix(final, "SIP/2.0 200 ") {
				t.Errorf("call %d: %v %s", n, err, final)
			}
			calls[n] = answered{l, final}
		})
	}
	all.Wait()
	if t.Failed() {
		return
	}
	if err := s.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	sentAway(t, c)
	for n := range number / 2 {
		all.Go(func() {
			if err := c.bye(n, calls[n].l, "200", calls[n].final); err != nil {
				t.Errorf("call %d: %v", n, err)
			}
		})
	}
	all.Wait()
	for n := number / 2; n < number; n++ {
		all.Go(func() {
			for m := range calls[n].l.got {
				if strings.HasPrefix(m, "BYE ") {
					return
				}
			}
		})
	}
	all.Wait()
	if code := s.ends(); code != 0 {
		t.Errorf("exit code %d", code)
	}
	for _, who := range []string{"caller", "us"} {
		if n := strings.Count(s.said.String(), "│  ended by "+who); n != number/2 {
			t.Errorf("%d calls were ended by %s", n, who)
		}
	}
}
