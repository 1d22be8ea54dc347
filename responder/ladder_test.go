package responder_test

import (
	"os"
	"slices"
	"testing"
	"time"

	"github.com/sipbin/sipbin/responder"
)

const (
	ms  = time.Millisecond
	sec = time.Second
)

// TestLadders plays calls in virtual time. Each golden ladder is exact to the
// millisecond; read them in testdata/ladders.
func TestLadders(t *testing.T) {
	root, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range slices.Concat(transactionLadders, actLadders, scenarioLadders, registerLadders, digestLadders, eventLadders, notifyLadders, publishLadders) {
		t.Run(test.name, func(t *testing.T) {
			c := newCaller(t, test.yaml, test.change)
			test.play(c)
			c.golden(root)
			if !test.stays && c.engine.Playing() != 0 {
				t.Errorf("%d calls are still in progress", c.engine.Playing())
			}
			if !test.stays && c.rtp.open != 0 {
				t.Errorf("%d RTP ports are still open", c.rtp.open)
			}
		})
	}
}

type ladderTest struct {
	name  string
	yaml  string
	stays bool // the call goes on when the test ends
	// change says what is set otherwise, nil for nothing.
	change func(*responder.Config)
	play   func(c *caller)
}
