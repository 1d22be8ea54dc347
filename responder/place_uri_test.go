package responder_test

import (
	"errors"
	"net/netip"
	"testing"

	"github.com/sipbin/sipbin/responder"
	"github.com/sipbin/sipbin/responder/message"
)

func TestNoURIOfACallOfOursSmugglesAHeaderIn(t *testing.T) {
	c := newCaller(t, "scenario: call\nstart: [{request: OPTIONS}]\n")
	call := c.engine.Named("call")
	flow := message.Flow{Transport: message.UDP, Local: netip.MustParseAddrPort("127.0.0.1:5060"), Remote: netip.MustParseAddrPort("127.0.0.2:5080")}
	for _, bad := range []string{"alice", "sip:", "http://a", "sip:a@b;x=\r\nX: y", "sip:a@b\x00", "sip:a b@c", "sip:a@b>;tag=1", "sip:\"a\"@b"} {
		if _, err := c.engine.Place(responder.Placement{Scenario: call, Target: bad, Flow: flow}, c.now); !errors.Is(err, responder.ErrTarget) {
			t.Errorf("target %q: %v", bad, err)
		}
		if _, err := c.engine.Place(responder.Placement{Scenario: call, Target: "sip:a@127.0.0.2", From: bad, Flow: flow}, c.now); !errors.Is(err, responder.ErrFrom) {
			t.Errorf("from %q: %v", bad, err)
		}
	}
	for _, asking := range []string{"sip:a@127.0.0.2?Subject=x", "sip:127.0.0.2?Subject=x", "sip:a?b@127.0.0.2?X-Y=z"} {
		if _, err := c.engine.Place(responder.Placement{Scenario: call, Target: asking, Flow: flow}, c.now); !errors.Is(err, responder.ErrHeaders) {
			t.Errorf("target %q: %v", asking, err)
		}
	}
	if len(c.toUs) > 0 {
		t.Errorf("%d messages were sent all the same", len(c.toUs))
	}
	if _, err := c.engine.Place(responder.Placement{Scenario: call, Target: "sip:a?b@127.0.0.2", From: "tel:+1", Flow: flow, Test: "mine"}, c.now); err != nil {
		t.Error(err)
	}
	if s, _ := c.engine.Journal().Call(1); s.TestID != "mine" {
		t.Errorf("it belongs to the test %q", s.TestID)
	}
}
