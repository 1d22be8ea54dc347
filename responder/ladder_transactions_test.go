package responder_test

import "github.com/sipbin/sipbin/responder/message"

// transactionLadders are about who repeats what, and when.
var transactionLadders = []ladderTest{
	{name: "a dialled sequence rings and is busy", play: func(c *caller) {
		c.dial("180*5*486")
		c.wait(5 * sec)
		c.wait(3 * ms)
		c.ack()
		c.wait(10 * sec)
	}},
	{name: "a retransmitted INVITE gets the last response again", play: func(c *caller) {
		c.dial("180*2*486")
		c.wait(500 * ms)
		c.again()
		c.wait(1500 * ms)
		c.again()
		c.ack()
		c.again()
	}},
	{name: "Timers G and H repeat a final response until 64 T1 over UDP", play: func(c *caller) {
		c.dial("486")
		c.wait(40 * sec)
	}},
	{name: "over TCP a final response is not repeated and Timer H still ends the wait", play: func(c *caller) {
		c.over(message.TCP)
		c.dial("486")
		c.wait(40 * sec)
	}},
	{name: "Timer I absorbs repeated ACKs for T4", play: func(c *caller) {
		c.dial("486")
		c.ack()
		c.wait(4999 * ms)
		c.ack()
		c.wait(2 * ms)
		c.ack()
	}},
	{name: "a 2xx is repeated until 64 T1 and then given up with BYE", play: func(c *caller) {
		c.dial("200")
		c.wait(33 * sec)
		c.answer(200)
	}},
	{name: "a 2xx is repeated over TCP as well", play: func(c *caller) {
		c.over(message.TCP)
		c.dial("200")
		c.wait(1600 * ms)
		c.inside("ACK")
		c.wait(10 * sec)
		c.inside("BYE")
	}},
	{name: "Timer L absorbs a retransmitted INVITE after a 2xx", play: func(c *caller) {
		c.dial("200")
		c.wait(100 * ms)
		c.again()
		c.inside("ACK")
		c.wait(31800 * ms)
		c.again()
		c.inside("BYE")
	}},
	{name: "an answered call that the caller ends", play: func(c *caller) {
		c.dial("100*180*2*200")
		c.wait(2100 * ms)
		c.inside("ACK")
		c.wait(4 * sec)
		c.inside("BYE")
		c.wait(40 * sec)
	}},
	{name: "Timer J answers a repeated BYE for 64 T1", play: func(c *caller) {
		c.dial("200")
		c.inside("ACK")
		c.inside("BYE")
		bye := c.compose("BYE", "sip:200@127.0.0.1:5060", c.tagged().To(), c.seq)
		c.wait(31999 * ms)
		c.raw(bye)
		c.wait(2 * ms)
		c.raw(bye)
	}},
	{name: "200*10 is hung up by us after ten seconds", play: func(c *caller) {
		c.dial("200*10")
		c.wait(20 * ms)
		c.inside("ACK")
		c.wait(10 * sec)
		c.answer(200)
		c.wait(40 * sec)
	}},
	{name: "a BYE of ours waits for the ACK", play: func(c *caller) {
		c.dial("200*2")
		c.wait(4 * sec)
		c.inside("ACK")
		c.answer(200)
	}},
	{name: "Timers E and F repeat our BYE until 64 T1", play: func(c *caller) {
		c.dial("200*1")
		c.inside("ACK")
		c.wait(40 * sec)
	}},
	{name: "Timer E slows to T2 after a provisional response", play: func(c *caller) {
		c.dial("200*1")
		c.inside("ACK")
		c.wait(1600 * ms)
		c.answer(100)
		c.wait(10 * sec)
		c.answer(200)
	}},
	{name: "BYEs that cross are both answered", play: func(c *caller) {
		c.dial("200*1")
		c.inside("ACK")
		c.wait(1 * sec)
		c.inside("BYE")
		c.answer(481)
	}},
	{name: "CANCEL while ringing", play: func(c *caller) {
		c.dial("180*10*486")
		c.wait(3 * sec)
		c.cancel()
		c.wait(20 * ms)
		c.ack()
		c.cancel()
	}},
	{name: "CANCEL before anything was sent", play: func(c *caller) {
		c.dial("5*486")
		c.cancel()
		c.ack()
	}},
	{name: "CANCEL after the final response changes nothing", play: func(c *caller) {
		c.dial("486")
		c.cancel()
		c.ack()
	}},
	{name: "CANCEL of nothing gets 481", play: func(c *caller) {
		c.invite = c.compose("INVITE", "sip:486@127.0.0.1", "<sip:486@127.0.0.1>", 1)
		c.cancel()
	}},
}
