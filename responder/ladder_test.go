package responder_test

import (
	"os"
	"testing"
	"time"

	"github.com/sipbin/sipbin/responder/message"
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
	for _, test := range ladders {
		t.Run(test.name, func(t *testing.T) {
			c := newCaller(t, test.yaml)
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

var ladders = []struct {
	name  string
	yaml  string
	stays bool // the call goes on when the test ends
	play  func(c *caller)
}{
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
	{name: "100 Trying comes after 200 ms", play: func(c *caller) {
		c.dial("1*486")
		c.wait(1 * sec)
		c.ack()
	}},
	{name: "a slow OPTIONS gets 100 after 3500 ms over UDP", play: func(c *caller) {
		c.request("OPTIONS", "5*200")
		c.wait(6 * sec)
	}},
	{name: "a slow OPTIONS gets no 100 over TCP", play: func(c *caller) {
		c.over(message.TCP)
		c.request("OPTIONS", "5*200")
		c.wait(6 * sec)
	}},
	{name: "180 is repeated each minute", play: func(c *caller) {
		c.dial("180*99*51*486")
		c.wait(150 * sec)
		c.ack()
	}},
	{name: "an INVITE expires", play: func(c *caller) {
		c.dial("180*60*486", "Expires: 20")
		c.wait(20 * sec)
		c.ack()
	}},
	{name: "the same INVITE on two ways is merged", play: func(c *caller) {
		c.dial("180*2*486")
		first := c.invite
		c.branch++
		c.raw(c.compose("INVITE", "sip:180*2*486@127.0.0.1", "<sip:180*2*486@127.0.0.1>", 1, offer))
		c.wait(2 * sec)
		c.ack()
		c.invite = first
		c.ack()
		c.wait(40 * sec)
	}},
	{name: "an unknown Require gets 420 with Unsupported", play: func(c *caller) {
		c.dial("486", "Require: timer, nosuch")
		c.ack()
	}},
	{name: "a reliable 180 is repeated until its PRACK", play: func(c *caller) {
		c.dial("180*5*200", "Require: 100rel")
		c.wait(1600 * ms)
		rack, _ := c.last().Header("RSeq")
		c.inside("PRACK", "RAck: "+rack+" 1 INVITE")
		c.wait(4 * sec)
		c.inside("ACK")
		c.inside("BYE")
	}},
	{name: "a PRACK that fits nothing gets 481", play: func(c *caller) {
		c.dial("180*2*486", "Require: 100rel")
		c.inside("PRACK", "RAck: 77 1 INVITE")
		c.wait(2 * sec)
		c.ack()
	}},
	{name: "a second reliable response and a 2xx wait for the PRACK", play: func(c *caller) {
		c.dial("180*183*200", "Require: 100rel")
		c.wait(300 * ms)
		c.inside("PRACK", "RAck: 1 1 INVITE")
		c.wait(300 * ms)
		c.inside("PRACK", "RAck: 2 1 INVITE")
		c.inside("ACK")
		c.inside("BYE")
	}},
	{name: "without PRACK the INVITE gets 500 after 64 T1", play: func(c *caller) {
		c.dial("180*99*200", "Require: 100rel")
		c.wait(32 * sec)
		c.ack()
	}},
	{name: "401 then 200 lets right credentials in only", play: func(c *caller) {
		c.dial("401*200")
		c.ack()
		c.wait(100 * ms)
		c.dial("401*200")
		c.ack()
		c.dial("401*200", credentials(c.t, c.final(), "INVITE", "sip:401*200@127.0.0.1", "sipbin"))
		c.inside("ACK")
		c.inside("BYE")
	}},
	{name: "503 then 200 answers the second try and forgets after a quiet minute", play: func(c *caller) {
		c.request("MESSAGE", "503*200")
		c.wait(59 * sec)
		c.request("MESSAGE", "503*200")
		c.wait(59 * sec)
		c.request("MESSAGE", "503*200")
		c.wait(61 * sec)
		c.request("MESSAGE", "503*200")
	}},
	{name: "a session the client does not refresh ends with BYE", play: func(c *caller) {
		c.dial("200", "Supported: timer", "Session-Expires: 90")
		c.inside("ACK")
		c.wait(30 * sec)
		c.inside("UPDATE", "Supported: timer", "Session-Expires: 90;refresher=uac")
		c.wait(61 * sec)
		c.answer(200)
	}},
	{name: "a session we refresh by UPDATE", play: func(c *caller) {
		c.dial("200", "Supported: timer", "Allow: INVITE, UPDATE", "Session-Expires: 90;refresher=uas")
		c.inside("ACK")
		c.wait(45 * sec)
		c.answer(200)
		c.wait(45 * sec)
		c.answer(481)
		c.wait(1 * sec)
		c.answer(200)
	}},
	{name: "a session we refresh by re-INVITE", play: func(c *caller) {
		c.dial("200", "Supported: timer", "Session-Expires: 90;refresher=uas")
		c.inside("ACK")
		c.wait(45 * sec)
		c.answer(100)
		c.answer(200, "Contact: <sip:alice@127.0.0.2:5080>")
		c.wait(1 * sec)
		c.inside("BYE")
	}},
	{name: "a session interval below 90 seconds gets 422", play: func(c *caller) {
		c.dial("200", "Supported: timer", "Session-Expires: 30")
		c.ack()
	}},
	{name: "a dialled SUBSCRIBE is notified until it ends", play: func(c *caller) {
		c.request("SUBSCRIBE", "200", "Event: message-summary", "Expires: 60")
		c.answer(200)
		c.wait(30 * sec)
		c.inside("SUBSCRIBE", "Event: message-summary", "Expires: 30")
		c.answer(200)
		c.wait(30 * sec)
		c.answer(200)
	}},
	{name: "a REFER in a call is reported as done", play: func(c *caller) {
		c.dial("200")
		c.inside("ACK")
		c.inside("REFER", "Refer-To: <sip:carol@127.0.0.3>")
		c.answer(200)
		c.answer(200)
		c.inside("BYE")
	}},
	{name: "a BYE without a call gets 481", play: func(c *caller) {
		c.raw(c.compose("BYE", "sip:x@127.0.0.1", "<sip:x@127.0.0.1>;tag=nope", 7))
	}},
	{name: "an ACK with another CSeq does not stop the repetitions", play: func(c *caller) {
		c.dial("200")
		c.raw(c.compose("ACK", "sip:200@127.0.0.1:5060", c.tagged().To(), 9))
		c.raw(c.compose("ACK", "sip:200@127.0.0.1:5060", "<sip:200@127.0.0.1>;tag=other", 1))
		c.wait(600 * ms)
		c.inside("ACK")
		c.wait(2 * sec)
		c.inside("BYE")
	}},
	{name: "Max-Forwards 0 is answered like any other", play: func(c *caller) {
		c.seq, c.branch = 1, 1
		c.raw("OPTIONS sip:486@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.2:5080;branch=z9hG4bKmf;rport\r\nMax-Forwards: 0\r\n" +
			"From: <sip:a@b>;tag=1\r\nTo: <sip:486@127.0.0.1>\r\nCall-ID: mf\r\nCSeq: 1 OPTIONS\r\nContent-Length: 0\r\n\r\n")
	}},
	{name: "hold by re-INVITE", play: func(c *caller) {
		c.dial("200")
		c.inside("ACK")
		c.inside("INVITE", offer+"a=sendonly\r\n")
		c.inside("ACK")
		c.inside("BYE")
	}},
	{name: "a re-INVITE before the ACK gets 500 with Retry-After", play: func(c *caller) {
		c.dial("200")
		c.inside("INVITE", offer)
		c.ack()
		m := c.toUs[0]
		c.raw(c.compose("ACK", "sip:200@127.0.0.1:5060", m.To(), 1))
		c.raw(c.compose("BYE", "sip:200@127.0.0.1:5060", m.To(), 9))
	}},
	{name: "an offer with nothing in common gets 488", play: func(c *caller) {
		c.seq, c.branch = 1, 1
		c.invite = c.compose("INVITE", "sip:200@127.0.0.1", "<sip:200@127.0.0.1>", 1,
			"v=0\r\no=- 1 1 IN IP4 127.0.0.2\r\ns=-\r\nc=IN IP4 127.0.0.2\r\nt=0 0\r\nm=audio 6000 RTP/AVP 96\r\na=rtpmap:96 G726-40/8000\r\n")
		c.raw(c.invite)
		c.ack()
	}},
	{name: "an INVITE without an offer gets one in the 2xx", play: func(c *caller) {
		c.request("INVITE", "200")
		c.inside("ACK", offer)
		c.inside("BYE")
	}},
	{name: "BYE in an early dialog ends the INVITE with 487", play: func(c *caller) {
		c.dial("180*10*200")
		c.wait(1 * sec)
		c.inside("BYE")
		c.ack()
		c.wait(20 * sec)
	}},
	{name: "an empty list is silence", yaml: "scenario: mute\nmatch: {user: mute}\non: {INVITE: []}\n", play: func(c *caller) {
		c.dial("mute")
		c.wait(500 * ms)
		c.again()
		c.wait(32 * sec)
	}},
	{name: "respond none is silence to retransmissions too", yaml: "scenario: mute\nmatch: {user: mute}\non:\n  INVITE:\n    - 180\n    - {wait: 1s}\n    - {respond: none}\n", play: func(c *caller) {
		c.dial("mute")
		c.again()
		c.wait(1 * sec)
		c.again()
		c.wait(40 * sec)
	}},
	{name: "an expect that only watches lets the default answer", yaml: `
scenario: watch
match: {user: watch}
on:
  INVITE:
    - 180
    - {expect: CANCEL, within: 4s}
    - {expect: ACK, within: 1s}
`, play: func(c *caller) {
		c.dial("watch")
		c.wait(1 * sec)
		c.cancel()
		c.ack()
	}},
	{name: "an expect that answers takes all over", yaml: `
scenario: late
match: {user: late}
on:
  INVITE:
    - 180
    - {expect: CANCEL, within: 60s, respond: 200}
    - {wait: 20ms}
    - 200
    - {expect: ACK, within: 1s}
    - {expect: BYE, within: 1s}
`, play: func(c *caller) {
		c.dial("late")
		c.wait(1 * sec)
		c.cancel()
		c.wait(20 * ms)
		c.inside("ACK")
		c.inside("BYE")
	}},
	{name: "an expect looks back at what came during a wait", yaml: `
scenario: back
match: {user: back}
on:
  INVITE:
    - 200
    - {wait: 2s}
    - {expect: ACK, within: 1s}
    - {request: BYE}
`, play: func(c *caller) {
		c.dial("back")
		c.inside("ACK")
		c.wait(3 * sec)
		c.answer(200)
	}},
	{name: "an expect that is not met fails the call with 480", yaml: `
scenario: strict
match: {user: strict}
on:
  INVITE:
    - 180
    - {expect: INFO, within: 2s}
    - 200
`, play: func(c *caller) {
		c.dial("strict")
		c.wait(3 * sec)
		c.ack()
	}},
	{name: "an expect that is not met goes to else", yaml: `
scenario: lenient
match: {user: lenient}
on:
  INVITE:
    - 180
    - {expect: INFO, within: 2s, else: [183]}
    - 486
`, play: func(c *caller) {
		c.dial("lenient")
		c.wait(3 * sec)
		c.ack()
	}},
	{name: "lists run side by side", yaml: `
scenario: beside
match: {user: beside}
on:
  INVITE:
    - 180
    - {wait: 2s}
    - 200
  INFO:
    - {wait: 1s}
    - {respond: 488, reason: Not Now}
`, play: func(c *caller) {
		c.dial("beside")
		c.wait(1500 * ms)
		c.inside("INFO")
		c.wait(2 * sec)
		c.inside("ACK")
		c.inside("BYE")
	}},
	{name: "every act can be switched off", stays: true, yaml: `
scenario: bare
match: {user: bare}
off: [trying, repeat-1xx, repeat-2xx, repeat-final, repeat-reliable, give-up, cancel, expire, merged, require, received, record-route, bind, notify, refresh, answer]
on:
  INVITE:
    - {wait: 1s}
    - 180
    - {wait: 50s}
    - 200
`, play: func(c *caller) {
		c.dial("bare", "Require: nosuch", "Expires: 10", "Record-Route: <sip:127.0.0.9;lr>", "Supported: timer", "Session-Expires: 90")
		c.wait(20 * sec)
		c.cancel()
		c.wait(100 * sec)
	}},
}
