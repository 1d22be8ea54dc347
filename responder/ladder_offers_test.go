package responder_test

import (
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/sipbin/sipbin/responder/message"
)

const (
	held   = offer + "a=sendonly\r\n"
	onScen = "scenario: x\nmatch: {user: x}\n"
)

// prack acknowledges the last reliable response.
func (c *caller) prack(more ...string) {
	c.t.Helper()
	rseq, _ := c.last().Header("RSeq")
	c.inside("PRACK", append([]string{"RAck: " + rseq + " 1 INVITE"}, more...)...)
}

// ackOf acknowledges the 2xx to the INVITE with that CSeq number.
func (c *caller) ackOf(seq int, more ...string) {
	c.t.Helper()
	for _, m := range c.toUs {
		if success := m.Code() >= 200 && m.Code() < 300; success && m.CSeq() == (message.CSeq{Number: uint32(seq), Method: "INVITE"}) {
			c.branch++
			c.raw(c.compose("ACK", "sip:x@127.0.0.1:5060", m.To(), seq, more...))
			return
		}
	}
	c.t.Fatalf("no 2xx to INVITE %d", seq)
}

var offerLadders = []ladderTest{
	{name: "an UPDATE before the INVITE was answered reliably gets 500", play: func(c *caller) {
		c.dial("183*5*200")
		c.inside("UPDATE", held)
		c.retryLater()
		c.wait(5 * sec)
		c.inside("ACK")
		c.inside("BYE")
	}},
	{name: "an UPDATE after a reliable answer is answered, and the 200 says nothing more", play: func(c *caller) {
		c.dial("183*5*200", "Require: 100rel")
		c.prack()
		c.inside("UPDATE", held)
		c.wait(5 * sec)
		c.inside("ACK")
		c.inside("BYE")
	}},
	{name: "an UPDATE without an offer is answered at any time", play: func(c *caller) {
		c.dial("183*5*200")
		c.inside("UPDATE")
		c.wait(5 * sec)
		c.inside("ACK")
		c.inside("BYE")
	}},
	{name: "an UPDATE while our offer waits for the PRACK gets 491", play: func(c *caller) {
		c.request("INVITE", "180*5*200", "Require: 100rel")
		c.inside("UPDATE", offer)
		c.raw(c.compose("PRACK", "sip:x@127.0.0.1:5060", c.toUs[0].To(), 9, "RAck: 1 1 INVITE", offer))
		c.wait(5 * sec)
		c.ackOf(1)
		c.raw(c.compose("BYE", "sip:x@127.0.0.1:5060", c.toUs[0].To(), 10))
	}},
	{name: "an UPDATE while another waits gets 500", yaml: onScen + `
on:
  INVITE: [200, {expect: UPDATE, do: [{wait: 1s}, 200]}]`, play: func(c *caller) {
		c.dial("x")
		c.inside("ACK")
		c.inside("UPDATE", held)
		c.inside("UPDATE")
		c.retryLater()
		c.inside("UPDATE", offer)
		c.retryLater()
		c.wait(sec)
		c.inside("BYE")
	}},
	{name: "a second INVITE before the final of the first gets 500", play: func(c *caller) {
		c.dial("183*5*200", "Require: 100rel")
		c.prack()
		first := c.invite
		c.inside("INVITE", held)
		c.retryLater()
		c.ack()
		c.invite = first
		c.wait(5 * sec)
		c.ackOf(1)
		c.inside("BYE")
	}},
	{name: "a re-INVITE while our UPDATE waits gets 491", yaml: onScen + `
on:
  INVITE: [200, {expect: ACK}, {request: UPDATE, sdp: offer, expect: 200}]`, play: func(c *caller) {
		c.dial("x")
		c.inside("ACK")
		c.branch++
		c.invite = c.compose("INVITE", "sip:x@127.0.0.1:5060", c.toUs[0].To(), 5, offer)
		c.raw(c.invite)
		c.ack()
		c.branch++
		c.invite = c.compose("INVITE", "sip:x@127.0.0.1:5060", c.toUs[0].To(), 6)
		c.raw(c.invite)
		c.ack()
		c.reply("UPDATE", 200, "", held)
		c.raw(c.compose("BYE", "sip:x@127.0.0.1:5060", c.toUs[0].To(), 9))
	}},
	{name: "a re-INVITE before the answer to our delayed offer gets 491", play: func(c *caller) {
		c.request("INVITE", "200")
		c.inside("INVITE", offer)
		c.ack()
		c.ackOf(1, offer)
		c.inside("BYE")
	}},
	{name: "an ACK without the answer to our offer is noted", play: func(c *caller) {
		c.request("INVITE", "200")
		c.inside("ACK")
		c.inside("INVITE", offer)
		c.inside("ACK")
		c.inside("BYE")
	}},
	{name: "an ACK with an answer to nothing is noted", play: func(c *caller) {
		c.dial("200")
		c.inside("ACK", offer)
		c.inside("BYE")
	}},
	{name: "an answer that breaks the rules is noted with what is wrong", play: func(c *caller) {
		c.request("INVITE", "200")
		c.inside("ACK", strings.Replace(offer, "m=audio 6000 RTP/AVP 0\r\na=rtpmap:0 PCMU/8000", "m=audio 6000 RTP/AVP 18\r\na=x", 1))
		c.inside("BYE")
	}},
	{name: "a delayed offer goes into the first reliable response and is answered in the PRACK", play: func(c *caller) {
		c.request("INVITE", "180*1*200", "Require: 100rel")
		c.prack(offer)
		c.wait(sec)
		c.inside("ACK")
		c.inside("BYE")
	}},
	{name: "a PRACK without the answer to our offer is noted", play: func(c *caller) {
		c.request("INVITE", "180*1*200", "Require: 100rel")
		c.prack()
		c.wait(sec)
		c.inside("ACK")
		c.inside("BYE")
	}},
	{name: "an offer in a PRACK is answered in its 200", play: func(c *caller) {
		c.dial("183*1*200", "Require: 100rel")
		c.prack(held)
		c.wait(sec)
		c.inside("ACK")
		c.inside("BYE")
	}},
	{name: "an offer in a PRACK while that of the INVITE is open gets 500", play: func(c *caller) {
		c.dial("180*1*200", "Require: 100rel")
		c.prack(held)
		c.retryLater()
		c.wait(500 * ms)
		c.prack()
		c.wait(sec)
		c.inside("ACK")
		c.inside("BYE")
	}},
	{name: "the offer in the 2xx to our re-INVITE is answered in the ACK", yaml: onScen + `
on:
  INVITE: [200, {expect: ACK}, {request: re-INVITE, sdp: none, expect: 200}]`, play: func(c *caller) {
		c.dial("x")
		c.inside("ACK")
		c.reply("INVITE", 200, "", offer)
		c.raw(c.compose("BYE", "sip:x@127.0.0.1:5060", c.toUs[0].To(), 9))
	}},
	{name: "an offer in a 2xx that we cannot take is declined in the ACK, and BYE follows", yaml: onScen + `
on:
  INVITE: [200, {expect: ACK}, {request: re-INVITE, sdp: none, expect: 200}]`, play: func(c *caller) {
		c.dial("x")
		c.inside("ACK")
		c.reply("INVITE", 200, "", strings.Replace(offer, "RTP/AVP 0\r\n", "RTP/AVP 18\r\n", 1))
		if ack := c.sent("ACK"); !strings.Contains(string(ack.Body()), "m=audio 0 RTP/AVP 18\r\n") {
			c.t.Errorf("the ACK says\n%s", ack.Body())
		}
		c.reply("BYE", 200, "")
	}},
	{name: "what a scenario bends is marked", yaml: onScen + `
on:
  INVITE: [{respond: 183, sdp: {address: 10.0.0.99}}, {respond: 200, sdp: {port: 0, codecs: [G729]}}, {expect: ACK}, {request: re-INVITE, sdp: {ptime: 60}, expect: 200}]`, play: func(c *caller) {
		c.dial("x")
		c.inside("ACK")
		c.reply("INVITE", 200, "", offer)
		c.inside("BYE")
	}},
}

// retryLater holds the last response to 500 with a Retry-After of 0 to 10.
func (c *caller) retryLater() {
	c.t.Helper()
	value, _ := c.last().Header("Retry-After")
	if n, err := strconv.Atoi(value); c.last().Code() != 500 || err != nil || n > 10 {
		c.t.Errorf("%d with Retry-After %q", c.last().Code(), value)
	}
}

func TestOffersAndAnswersAreDrawn(t *testing.T) {
	root, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range offerLadders {
		t.Run(test.name, func(t *testing.T) {
			c := newCaller(t, test.yaml)
			test.play(c)
			c.golden(root)
			c.wait(40 * sec)
			if c.engine.Playing() != 0 || c.rtp.open != 0 {
				t.Errorf("%d calls and %d ports are left", c.engine.Playing(), c.rtp.open)
			}
		})
	}
}
