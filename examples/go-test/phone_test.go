package phone_test

import (
	"errors"
	"testing"
	"testing/synctest"
	"time"

	phone "github.com/sipbin/sipbin/examples/go-test"
	"github.com/sipbin/sipbin/responder/respondertest"
)

// Over sockets: a server at a free port, which ends with the test.
func TestABusyLineIsToldFromOtherTrouble(t *testing.T) {
	s := respondertest.Start(t, "180*486")
	if _, err := phone.Call(s.Dial(), s.URI("bob")); !errors.Is(err, phone.ErrBusy) {
		t.Errorf("got %v", err)
	}
	s.Expect() // and the ACK came
}

// In a bubble of testing/synctest waiting takes no time and is exact.
func TestItRingsForThirtySeconds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := respondertest.Start(t, "180*30*200", respondertest.InMemory())
		rang, err := phone.Call(s.Dial(), s.URI("bob"))
		if err != nil || rang != 30*time.Second {
			t.Errorf("it rang for %v; %v", rang, err)
		}
		s.Expect()
	})
}

// A scenario of its own says what the phone has to do, and fails the test with
// the step that was not met and the ladder.
func TestNobodyAnswers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := respondertest.Start(t, `
scenario: nobody
on:
  INVITE:
    - 180
    - {expect: CANCEL, after: 30s, within: 90s}
    - {expect: ACK, within: 32s}
`, respondertest.InMemory(), respondertest.Patience(2*time.Minute))
		if rang, err := phone.Call(s.Dial(), s.URI("bob")); !errors.Is(err, phone.ErrNoAnswer) || rang != phone.Patience {
			t.Errorf("it rang for %v; %v", rang, err)
		}
		s.Expect()
	})
}
