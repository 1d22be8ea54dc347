package responder_test

import (
	"net/netip"
	"testing"

	"github.com/sipbin/sipbin/responder"
	"github.com/sipbin/sipbin/responder/message"
)

// A dialog outlives its connection: our BYE goes to the Contact over another one.
func TestARequestOfOursFindsANewConnection(t *testing.T) {
	gone := false
	var reached netip.AddrPort
	c := newCaller(t, "", func(cfg *responder.Config) {
		cfg.Gone = func(f message.Flow) bool { return gone && f.Conn == 1 }
		cfg.Reach = func(transport message.Transport, to netip.AddrPort) (message.Flow, error) {
			reached = to
			return message.Flow{Transport: transport, Local: netip.MustParseAddrPort("127.0.0.1:5060"), Remote: to, Conn: 2}, nil
		}
	}).over(message.TCP)
	c.dial("200*5")
	c.inside("ACK")
	gone = true
	c.wait(5 * sec)
	if c.last().Method() != "BYE" {
		t.Fatalf("the last message is %s", c.last().StartLine())
	}
	if want := netip.MustParseAddrPort("127.0.0.2:5080"); reached != want {
		t.Errorf("the new connection is to %s, not to %s", reached, want)
	}
	c.flow.Conn = 2
	c.answer(200)
	c.wait(40 * sec)
	if n := c.engine.Playing(); n != 0 {
		t.Errorf("%d calls are in progress", n)
	}
}
