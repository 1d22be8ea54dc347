package responder_test

import "github.com/sipbin/sipbin/responder/message"

// actLadders are about what is done without a word in the scenario.
var actLadders = []ladderTest{
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
		c.answer(200, "Session-Expires: 90;refresher=uac")
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
	{name: "a session that the 2xx to a refresh of ours gives to the client to refresh", play: func(c *caller) {
		c.dial("200", "Supported: timer", "Allow: INVITE, UPDATE", "Session-Expires: 90;refresher=uas")
		c.inside("ACK")
		c.wait(45 * sec)
		c.answer(200, "Session-Expires: 120;refresher=uas")
		c.wait(89 * sec)
		c.answer(200)
	}},
	{name: "a session that the 2xx to a refresh of ours lets go on for ever", play: func(c *caller) {
		c.dial("200", "Supported: timer", "Allow: INVITE, UPDATE", "Session-Expires: 90;refresher=uas")
		c.inside("ACK")
		c.wait(45 * sec)
		c.answer(200)
		c.wait(600 * sec)
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
}
