package responder_test

import (
	"errors"
	"net/netip"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/sipbin/sipbin/responder"
	"github.com/sipbin/sipbin/responder/message"
)

// reachable lets the engine place calls to 127.0.0.3 and nobody else.
func reachable(cfg *responder.Config) {
	cfg.Reach = func(t message.Transport, to netip.AddrPort) (message.Flow, error) {
		if to.Addr() != netip.MustParseAddr("127.0.0.3") {
			return message.Flow{}, errors.New("outside --allow")
		}
		return message.Flow{Transport: t, Listener: "udp://127.0.0.1:5060", Local: netip.MustParseAddrPort("127.0.0.1:5060"), Remote: to}, nil
	}
}

// talking begins a call and has it answered.
func (c *caller) talking() {
	c.dial("200")
	c.inside("ACK")
}

// notified answers the NOTIFY of the engine that waits.
func (c *caller) notified() { c.reply("NOTIFY", 200, "") }

var referLadders = []ladderTest{
	{name: "a REFER places a call and reports its progress", play: func(c *caller) {
		c.talking()
		c.inside("REFER", "Refer-To: <sip:carol@127.0.0.3>")
		c.notified()
		c.reply("INVITE", 180, "x")
		c.notified()
		c.wait(2 * sec)
		c.reply("INVITE", 200, "x", offer)
		c.notified()
		c.inside("BYE")
		c.wait(sec)
		c.hangUp("x")
	}},
	{name: "news of a REFER wait for the NOTIFY before to be answered", play: func(c *caller) {
		c.talking()
		c.inside("REFER", "Refer-To: <sip:carol@127.0.0.3>")
		c.reply("INVITE", 180, "x")
		c.reply("INVITE", 183, "x")
		c.reply("INVITE", 486, "x")
		c.notified()
		c.notified()
		c.inside("BYE")
	}},
	{name: "the old call ends before the new one is answered", play: func(c *caller) {
		c.talking()
		c.inside("REFER", "Refer-To: <sip:carol@127.0.0.3>")
		c.notified()
		c.inside("BYE")
		c.reply("INVITE", 200, "x", offer)
		c.notified()
		c.wait(sec)
		c.hangUp("x")
	}},
	{name: "a REFER to somebody who cannot be reached is reported as 503", play: func(c *caller) {
		c.talking()
		c.inside("REFER", "Refer-To: <sip:carol@127.0.0.9>")
		c.notified()
		c.notified()
		c.inside("BYE")
	}},
	{name: "a REFER without subscription is answered so and not reported", play: func(c *caller) {
		c.talking()
		c.inside("REFER", "Refer-To: <sip:carol@127.0.0.3>", "Refer-Sub: false", "Require: norefersub")
		if v, _ := c.lastResponse().Header("Refer-Sub"); v != "false" {
			c.t.Errorf("Refer-Sub is %q", v)
		}
		c.reply("INVITE", 603, "x")
		c.inside("BYE")
	}},
	{name: "an attended transfer carries Replaces to the third party", play: func(c *caller) {
		c.talking()
		c.inside("REFER", "Refer-To: <sip:carol@127.0.0.3?Replaces=other%40here%3Bto-tag%3Dt1%3Bfrom-tag%3Df1&Subject=no>", "Referred-By: <sip:alice@127.0.0.2>")
		if v, _ := c.sent("INVITE").Header("Replaces"); v != "other@here;to-tag=t1;from-tag=f1" {
			c.t.Errorf("Replaces is %q", v)
		}
		if _, ok := c.sent("INVITE").Header("Subject"); ok {
			c.t.Error("the URI could write any header field")
		}
		c.notified()
		c.reply("INVITE", 486, "x")
		c.notified()
		c.inside("BYE")
	}},
	{name: "a subscriber of a REFER that is gone ends it", play: func(c *caller) {
		c.talking()
		c.inside("REFER", "Refer-To: <sip:carol@127.0.0.3>")
		c.reply("NOTIFY", 481, "")
		c.reply("INVITE", 603, "x")
		c.inside("BYE")
	}},
	{name: "a REFER with a method that no call begins with", play: func(c *caller) {
		c.talking()
		c.inside("REFER", "Refer-To: <sip:carol@127.0.0.3;method=BYE>")
		c.notified()
		c.notified()
		c.inside("BYE")
	}},
	{name: "a REFER that asks for an OPTIONS reports its outcome", play: func(c *caller) {
		c.talking()
		c.inside("REFER", "Refer-To: <sip:carol@127.0.0.3;method=OPTIONS>")
		c.notified()
		c.reply("OPTIONS", 404, "x")
		if body := string(c.sent("NOTIFY").Body()); body != "SIP/2.0 404 Whatever\r\n" {
			c.t.Errorf("the NOTIFY says %q", body)
		}
		c.notified()
		c.inside("BYE")
	}},
	{name: "a REFER that asks for a MESSAGE nobody answers reports 408", play: func(c *caller) {
		c.talking()
		c.inside("REFER", "Refer-To: <sip:carol@127.0.0.3;method=MESSAGE>")
		c.notified()
		c.wait(33 * sec)
		if body := string(c.sent("NOTIFY").Body()); body != "SIP/2.0 408 no answer\r\n" {
			c.t.Errorf("the NOTIFY says %q", body)
		}
		c.notified()
		c.inside("BYE")
	}},
	{name: "an INVITE takes the place of a call", play: func(c *caller) {
		c.talking()
		old := c.tagged()
		replaces := old.CallID() + ";to-tag=" + old.ToTag() + ";from-tag=" + old.FromTag()
		c.callID, c.seq = "call-2", 0
		c.dial("200", "Replaces: "+replaces, "Require: replaces")
		c.reply("BYE", 200, "")
		c.inside("ACK")
		c.inside("BYE")
	}},
	{name: "an INVITE that replaces nothing we know gets 481", play: func(c *caller) {
		c.dial("200", "Replaces: nobody@nowhere;to-tag=a;from-tag=b")
		c.ack()
	}},
	{name: "an INVITE that replaces early dialogs only gets 486 for a confirmed one", play: func(c *caller) {
		c.talking()
		old := c.tagged()
		c.callID, c.seq = "call-2", 0
		c.dial("200", "Replaces: "+old.CallID()+";to-tag="+old.ToTag()+";from-tag="+old.FromTag()+";early-only")
		c.ack()
		c.callID = "call-1"
		c.toUs = []*message.Message{old}
		c.seq = 1
		c.inside("BYE")
	}},
	{name: "an INVITE with two Replaces gets 400", play: func(c *caller) {
		c.dial("200", "Replaces: a;to-tag=a;from-tag=b", "Replaces: b;to-tag=a;from-tag=b")
		c.ack()
	}},
}

// lastResponse is the last response that the engine sent.
func (c *caller) lastResponse() *message.Message {
	for i := len(c.toUs) - 1; i >= 0; i-- {
		if !c.toUs[i].IsRequest() {
			return c.toUs[i]
		}
	}
	c.t.Fatal("no response was sent")
	return nil
}

func TestTransfersAreDrawn(t *testing.T) {
	root, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range referLadders {
		t.Run(test.name, func(t *testing.T) {
			c := newCaller(t, test.yaml, reachable)
			test.play(c)
			c.wait(2 * time.Minute)
			c.golden(root)
			if n := c.engine.Playing(); n != 0 {
				t.Errorf("%d calls are still in progress\n%s", n, strings.TrimSpace(c.ladder()))
			}
			if c.rtp.open != 0 {
				t.Errorf("%d RTP ports are still open", c.rtp.open)
			}
		})
	}
}
