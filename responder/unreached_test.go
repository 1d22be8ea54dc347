package responder_test

import (
	"net"
	"net/netip"
	"os"
	"syscall"
	"testing"
	"time"

	"github.com/sipbin/sipbin/responder/message"
	"github.com/sipbin/sipbin/responder/wire"
	"github.com/sipbin/sipbin/scenarios"
)

// refused is the news that nobody is at an address.
func (c *caller) refused(flow message.Flow) {
	why := &net.OpError{Op: "dial", Net: "tcp", Err: os.NewSyscallError("connect", syscall.ECONNREFUSED)}
	c.engine.Receive(wire.Packet{Flow: flow, Unreached: true, Why: why, Closed: flow.Conn != 0}, c.now)
}

var unreachedLadders = []ladderTest{
	{name: "an INVITE of ours that reaches nobody ends the call at once", play: func(c *caller) {
		c.place(nil, invite(503))
		other := c.flow
		other.Remote = netip.MustParseAddrPort("127.0.0.3:5080")
		c.refused(other)
		c.wait(2 * sec)
		c.refused(c.flow)
	}},
	{name: "so does one whose connection did not come about", play: func(c *caller) {
		c.over(message.TCP)
		c.place(nil, invite(), &scenarios.Expect{Codes: []int{200, 503}})
		c.refused(c.flow)
	}},
	{name: "who has rung is there", play: func(c *caller) {
		c.place(nil, invite(200))
		c.reply("INVITE", 180, "b")
		c.refused(c.flow)
		c.reply("INVITE", 200, "b", offer)
		c.hangUp("b")
	}},
	{name: "a BYE of ours that reaches nobody ends the call", play: func(c *caller) {
		c.dial("200*1")
		c.inside("ACK")
		c.wait(sec)
		c.refused(c.flow)
	}},
	{name: "a session whose refresh reaches nobody ends", play: func(c *caller) {
		c.dial("200", "Supported: timer", "Session-Expires: 90;refresher=uas")
		c.inside("ACK")
		c.wait(45 * sec)
		c.refused(c.flow)
		c.refused(c.flow)
	}},
	{name: "a list for no-answer is played", yaml: onScen + `
on:
  INVITE: [200, {expect: ACK}, {request: OPTIONS}]
  no-answer: [{request: BYE}]`, play: func(c *caller) {
		c.dial("x")
		c.inside("ACK")
		c.refused(c.flow)
		c.answer(200)
	}},
	{name: "a response of ours that reaches nobody is lost like any other", play: func(c *caller) {
		c.dial("486")
		c.refused(c.flow)
		c.wait(sec)
		c.ack()
	}},
}

func TestWhatReachesNobodyIsDrawn(t *testing.T) {
	root, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range unreachedLadders {
		t.Run(test.name, func(t *testing.T) {
			c := newCaller(t, test.yaml)
			test.play(c)
			c.wait(time.Minute)
			c.golden(root)
			if n := c.engine.Playing(); n != 0 {
				t.Errorf("%d calls are still in progress", n)
			}
			if at, due := c.engine.Next(); due {
				t.Errorf("something is due at %s", at)
			}
		})
	}
}
