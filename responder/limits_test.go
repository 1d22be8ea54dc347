package responder_test

import (
	"fmt"
	"net/netip"
	"testing"
	"time"

	"github.com/sipbin/sipbin/responder"
)

// strangers send INVITEs of calls of their own.
func strangers(c *caller, n int, user string) {
	for i := range n {
		c.callID = fmt.Sprintf("stranger-%d", i)
		c.seq = 0
		c.dial(user)
	}
}

func TestPendingINVITEsAreLimitedAndWhatIsInProgressGoesOn(t *testing.T) {
	c := newCaller(t, "", func(cfg *responder.Config) { cfg.Limits.PendingINVITEs = 3 })
	strangers(c, 5, "180*5*486")
	if got, want := fmt.Sprint(c.codes()), "[180 180 180 503 503]"; got != want {
		t.Errorf("the responses were %s, not %s", got, want)
	}
	if after, _ := c.last().Header("Retry-After"); after == "" {
		t.Error("the 503 names no Retry-After")
	}
	if n := c.engine.Refused().PendingINVITEs; n != 2 {
		t.Errorf("%d were counted", n)
	}
	c.wait(5 * sec)
	if got := fmt.Sprint(c.codes()[5:]); got != "[486 486 486]" {
		t.Errorf("what was in progress went on with %s", got)
	}
	c.wait(40 * sec)
	c.toUs = nil
	strangers(c, 1, "180*5*486")
	if got := fmt.Sprint(c.codes()); got != "[180]" {
		t.Errorf("when there is room again an INVITE gets %s", got)
	}
}

func TestAnINVITEThatWasNotAcknowledgedIsPending(t *testing.T) {
	c := newCaller(t, "", func(cfg *responder.Config) { cfg.Limits.PendingINVITEs = 1 })
	strangers(c, 2, "486")
	if got := fmt.Sprint(c.codes()); got != "[486 503]" {
		t.Errorf("the responses were %s", got)
	}
	c.callID = "stranger-0"
	c.invite = ""
	c.dialAgain("stranger-0")
	if got := c.codes()[len(c.codes())-1]; got != 486 {
		t.Errorf("after the ACK an INVITE gets %d", got)
	}
}

// dialAgain acknowledges the 486 of the first stranger and calls once more.
func (c *caller) dialAgain(id string) {
	c.toUs = c.toUs[:1]
	c.branch--
	c.seq = 0
	c.invite = c.compose("INVITE", "sip:486@127.0.0.1", "<sip:486@127.0.0.1>", 1, offer)
	c.ack()
	c.branch += 5
	c.callID = id + "-again"
	c.dial("486")
}

func TestCallsAreLimited(t *testing.T) {
	c := newCaller(t, "", func(cfg *responder.Config) { cfg.Limits.Calls = 2 })
	strangers(c, 3, "200")
	if got := fmt.Sprint(c.codes()); got != "[200 200 503]" {
		t.Errorf("the responses were %s", got)
	}
}

func TestWhoIsNotTrustedGetsSilence(t *testing.T) {
	c := newCaller(t, "", func(cfg *responder.Config) {
		cfg.Limits.Calls = 2
		cfg.Trusted = func(netip.Addr) bool { return false }
	})
	strangers(c, 3, "200")
	if got := fmt.Sprint(c.codes()); got != "[200 200]" {
		t.Errorf("the responses were %s", got)
	}
}

func TestOnlySoManyTransactionsAreKept(t *testing.T) {
	c := newCaller(t, "", func(cfg *responder.Config) { cfg.Limits.Kept = 10 })
	for i := range 50 {
		c.callID = fmt.Sprintf("options-%d", i)
		c.request("OPTIONS", "200")
	}
	if n := c.engine.Refused().Kept; n < 35 {
		t.Errorf("%d transactions were forgotten early", n)
	}
	if n := c.engine.Playing(); n != 0 {
		t.Errorf("%d calls are in progress", n)
	}
}

func TestACallThatLastsTooLongIsEnded(t *testing.T) {
	c := newCaller(t, "", func(cfg *responder.Config) { cfg.Limits.Age = time.Hour })
	c.dial("180")
	c.wait(2 * time.Hour)
	if got := c.final().Code(); got != 480 {
		t.Errorf("it ended with %d", got)
	}
}
