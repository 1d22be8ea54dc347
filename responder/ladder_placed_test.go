package responder_test

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/sipbin/sipbin/responder"
	"github.com/sipbin/sipbin/responder/journal"
	"github.com/sipbin/sipbin/responder/message"
	"github.com/sipbin/sipbin/scenarios"
)

// place has the engine call the caller.
func (c *caller) place(change func(*responder.Placement), steps ...scenarios.Step) uint64 {
	c.t.Helper()
	p := responder.Placement{
		Scenario: &scenarios.Scenario{Name: "ours", Start: steps}, Target: "sip:bob@127.0.0.2:5080", Flow: c.flow,
	}
	if change != nil {
		change(&p)
	}
	id, err := c.engine.Place(p, c.now)
	if err != nil {
		c.t.Fatal(err)
	}
	return id
}

// sent is the last request of a method that the engine sent.
func (c *caller) sent(method string) *message.Message {
	c.t.Helper()
	for i := len(c.toUs) - 1; i >= 0; i-- {
		if m := c.toUs[i]; m.Method() == method {
			return m
		}
	}
	c.t.Fatalf("the engine sent no %s", method)
	return nil
}

// reply answers the engine's last request of a method, as the branch of a fork
// that a tag names; "" answers without a tag.
func (c *caller) reply(method string, code int, tag string, more ...string) {
	c.t.Helper()
	m := c.sent(method)
	to := m.To()
	if tag != "" && m.ToTag() == "" {
		to += ";tag=" + tag
	}
	lines := []string{
		fmt.Sprintf("SIP/2.0 %d Whatever", code), "Via: " + m.Via().Text, "From: " + m.From(), "To: " + to,
		"Call-ID: " + m.CallID(), "CSeq: " + m.CSeq().String(), "Contact: <sip:bob@127.0.0.2:5080>",
	}
	body := ""
	for _, line := range more {
		if strings.HasPrefix(line, "v=0") {
			body = line
			line = "Content-Type: application/sdp"
		}
		lines = append(lines, line)
	}
	c.raw(strings.Join(append(lines, fmt.Sprintf("Content-Length: %d", len(body)), "", body), "\r\n"))
}

// hangUp sends a BYE in the dialog that the engine's INVITE made.
func (c *caller) hangUp(tag string) {
	c.t.Helper()
	m := c.sent("INVITE")
	contact, _ := m.Header("Contact")
	c.raw(strings.Join([]string{
		"BYE " + message.AddrSpec(contact) + " SIP/2.0", "Via: SIP/2.0/UDP 127.0.0.2:5080;branch=z9hG4bKbye" + tag + ";rport",
		"Max-Forwards: 70", "From: " + m.To() + ";tag=" + tag, "To: " + m.From(), "Call-ID: " + m.CallID(), "CSeq: 1 BYE", "Content-Length: 0", "", "",
	}, "\r\n"))
}

func invite(expect ...int) *scenarios.Request {
	return &scenarios.Request{Method: "INVITE", Expect: expect}
}

// subscribe is a SUBSCRIBE of the engine, notifies a NOTIFY for it.
func subscribe(expect ...int) *scenarios.Request {
	headers := []scenarios.Header{header("Event", "presence"), header("Expires", "3600")}
	return &scenarios.Request{Method: "SUBSCRIBE", Headers: headers, Expect: expect}
}

func (c *caller) notifies(seq int, state string) {
	c.t.Helper()
	m := c.sent("SUBSCRIBE")
	contact, _ := m.Header("Contact")
	to := m.To()
	if m.ToTag() == "" {
		to += ";tag=b"
	}
	c.raw(strings.Join([]string{
		"NOTIFY " + message.AddrSpec(contact) + " SIP/2.0", fmt.Sprintf("Via: SIP/2.0/UDP 127.0.0.2:5080;branch=z9hG4bKn%d;rport", seq),
		"Max-Forwards: 70", "From: " + to, "To: " + m.From(), "Call-ID: " + m.CallID(), fmt.Sprintf("CSeq: %d NOTIFY", seq),
		"Contact: <sip:bob@127.0.0.2:5080>", "Event: presence", "Subscription-State: " + state, "Content-Length: 0", "", "",
	}, "\r\n"))
}

var placedLadders = []ladderTest{
	{name: "a call of ours is answered and ended by the peer", play: func(c *caller) {
		c.place(nil, invite(200))
		c.reply("INVITE", 100, "")
		c.reply("INVITE", 180, "b")
		c.wait(sec)
		c.reply("INVITE", 200, "b", offer)
		c.reply("INVITE", 200, "b", offer)
		c.wait(2 * sec)
		c.hangUp("b")
		c.wait(40 * sec)
	}},
	{name: "a call of ours is answered and ended by us", play: func(c *caller) {
		c.place(nil, invite(200), &scenarios.Wait{For: 3 * sec}, &scenarios.Request{Method: "BYE", Expect: []int{200}})
		c.reply("INVITE", 200, "b", offer)
		c.wait(3 * sec)
		c.reply("BYE", 200, "b")
		c.wait(40 * sec)
	}},
	{name: "a call of ours is busy", play: func(c *caller) {
		c.place(nil, invite(200))
		c.reply("INVITE", 486, "b")
		c.reply("INVITE", 486, "b")
		c.wait(40 * sec)
	}},
	{name: "a call of ours is refused and then answered, which is ignored", play: func(c *caller) {
		c.place(nil, invite(486), &scenarios.Wait{For: sec})
		c.reply("INVITE", 180, "b")
		c.reply("INVITE", 486, "b")
		c.reply("INVITE", 200, "d", offer)
		c.reply("INVITE", 503, "b")
		c.wait(2 * sec)
		c.reply("INVITE", 200, "b", offer)
		c.wait(40 * sec)
	}},
	{name: "a call of ours is answered and then refused, which is ignored", play: func(c *caller) {
		c.place(nil, invite(200))
		c.reply("INVITE", 200, "b", offer)
		c.reply("INVITE", 486, "b")
		c.hangUp("b")
		c.wait(sec)
		c.reply("INVITE", 486, "b")
		c.wait(40 * sec)
	}},
	{name: "a 200 that comes when the call is over", play: func(c *caller) {
		c.place(nil, invite(200))
		c.reply("INVITE", 200, "b", offer)
		c.hangUp("b")
		c.wait(sec)
		c.reply("INVITE", 200, "b", offer)
		c.reply("INVITE", 200, "d", offer)
		c.wait(40 * sec)
	}},
	{name: "a call of ours is never answered", play: func(c *caller) {
		c.place(nil, invite())
		c.wait(40 * sec)
	}},
	{name: "a call of ours is cancelled while it rings", play: func(c *caller) {
		c.place(nil, invite(180), &scenarios.Wait{For: sec}, &scenarios.Request{Method: "CANCEL", Expect: []int{200}}, &scenarios.Expect{Codes: []int{487}, Within: sec})
		c.reply("INVITE", 180, "b")
		c.wait(sec)
		c.reply("CANCEL", 200, "b")
		c.reply("INVITE", 487, "b")
		c.wait(40 * sec)
	}},
	{name: "a CANCEL waits for the first provisional response", play: func(c *caller) {
		c.place(nil, invite(), &scenarios.Request{Method: "CANCEL"})
		c.wait(2 * sec)
		c.reply("INVITE", 100, "")
		c.reply("CANCEL", 200, "b")
		c.reply("INVITE", 487, "b")
		c.wait(40 * sec)
	}},
	{name: "a 200 that crosses our CANCEL is acknowledged and hung up", play: func(c *caller) {
		c.place(nil, invite(180), &scenarios.Request{Method: "CANCEL"})
		c.reply("INVITE", 180, "b")
		c.reply("INVITE", 200, "b", offer)
		c.reply("CANCEL", 200, "b")
		c.reply("BYE", 200, "b")
		c.wait(40 * sec)
	}},
	{name: "of a fork that answers twice the second is hung up", play: func(c *caller) {
		c.place(nil, invite(200))
		c.reply("INVITE", 180, "b")
		c.reply("INVITE", 180, "d")
		c.reply("INVITE", 200, "b", offer)
		c.reply("INVITE", 200, "d", offer)
		c.reply("BYE", 200, "d")
		c.wait(sec)
		c.hangUp("b")
		c.wait(40 * sec)
	}},
	{name: "reliable provisional responses get their PRACK in order", play: func(c *caller) {
		c.place(nil, invite(200))
		c.reply("INVITE", 183, "b", "Require: 100rel", "RSeq: 7")
		c.reply("PRACK", 200, "b")
		c.reply("INVITE", 183, "b", "Require: 100rel", "RSeq: 7")
		c.reply("INVITE", 180, "b", "Require: 100rel", "RSeq: 9")
		c.reply("INVITE", 180, "b", "Require: 100rel", "RSeq: 8")
		c.reply("PRACK", 200, "b")
		c.reply("INVITE", 603, "b")
		c.wait(40 * sec)
	}},
	{name: "an expect sees the responses in turn", play: func(c *caller) {
		c.place(nil, invite(), &scenarios.Expect{Codes: []int{180, 183}, Within: 4 * sec}, &scenarios.Expect{Codes: []int{200}, Within: 10 * sec})
		c.reply("INVITE", 180, "b")
		c.wait(sec)
		c.reply("INVITE", 404, "b")
		c.wait(40 * sec)
	}},
	{name: "an expect of a response runs out of time and the call is cancelled", play: func(c *caller) {
		c.place(nil, invite(), &scenarios.Expect{Codes: []int{200}, Within: 5 * sec})
		c.reply("INVITE", 180, "b")
		c.wait(6 * sec)
		c.reply("CANCEL", 200, "b")
		c.reply("INVITE", 487, "b")
		c.wait(40 * sec)
	}},
	{name: "a challenge is answered once", play: func(c *caller) {
		c.place(func(p *responder.Placement) { p.User, p.Password = "bob", "secret" }, invite(200))
		c.reply("INVITE", 401, "b", `WWW-Authenticate: Digest realm="pbx", nonce="n1", qop="auth", algorithm=MD5`)
		if _, ok := c.sent("INVITE").Header("Authorization"); !ok {
			c.t.Error("no credentials were sent")
		}
		c.reply("INVITE", 401, "d", `WWW-Authenticate: Digest realm="pbx", nonce="n2", qop="auth", algorithm=MD5`)
		c.wait(40 * sec)
	}},
	{name: "a NOTIFY comes before the 200 to our SUBSCRIBE", play: func(c *caller) {
		c.place(nil, subscribe(200), &scenarios.Expect{Methods: []string{"NOTIFY"}, Within: 10 * sec})
		c.notifies(1, "terminated;reason=timeout")
		c.reply("SUBSCRIBE", 200, "b", "Expires: 60")
		c.wait(40 * sec)
	}},
	{name: "a subscription of ours ends with its list", play: func(c *caller) {
		c.place(nil, subscribe(200), &scenarios.Expect{Methods: []string{"NOTIFY"}, Within: 10 * sec})
		c.reply("SUBSCRIBE", 200, "b", "Expires: 3600")
		c.notifies(1, "active;expires=3600")
		m := c.sent("SUBSCRIBE")
		expires, _ := m.Header("Expires")
		event, _ := m.Header("Event")
		if expires != "0" || event != "presence" || m.ToTag() != "b" {
			c.t.Errorf("the SUBSCRIBE that ends it has Expires %s, Event %s, To tag %s", expires, event, m.ToTag())
		}
		c.reply("SUBSCRIBE", 200, "b", "Expires: 0")
		c.wait(sec)
		c.notifies(2, "terminated;reason=timeout")
	}},
	{name: "a subscription of ours is seen once before it ends", play: func(c *caller) {
		c.place(nil, subscribe(200))
		c.reply("SUBSCRIBE", 200, "b", "Expires: 3600")
		c.wait(2 * sec)
		c.notifies(1, "active;expires=3600")
		c.reply("SUBSCRIBE", 481, "b")
	}},
	{name: "a never: keeps a subscription of ours", play: func(c *caller) {
		c.place(nil, subscribe(200), &scenarios.Never{Methods: []string{"MESSAGE"}, For: 20 * sec})
		c.reply("SUBSCRIBE", 200, "b", "Expires: 3600")
		c.notifies(1, "active;expires=3600")
		c.wait(21 * sec)
		c.reply("SUBSCRIBE", 200, "b", "Expires: 0")
		c.notifies(2, "terminated")
	}},
	{name: "a subscription of ours that is never notified ends", play: func(c *caller) {
		c.place(nil, subscribe(200))
		c.reply("SUBSCRIBE", 200, "b", "Expires: 3600")
		c.wait(40 * sec)
	}},
	{name: "a subscription of ours whose end is never notified ends", play: func(c *caller) {
		c.place(nil, subscribe(200))
		c.reply("SUBSCRIBE", 200, "b", "Expires: 3600")
		c.notifies(1, "active;expires=3600")
		c.reply("SUBSCRIBE", 200, "b", "Expires: 0")
		c.wait(40 * sec)
	}},
	{name: "a subscription of ours that its list has ended", play: func(c *caller) {
		c.place(nil, subscribe(200), &scenarios.Expect{Methods: []string{"NOTIFY"}, Within: 10 * sec}, &scenarios.Request{
			Method: "SUBSCRIBE", Headers: []scenarios.Header{header("Event", "presence"), header("Expires", "0")}, Expect: []int{200},
		})
		c.reply("SUBSCRIBE", 200, "b", "Expires: 3600")
		c.notifies(1, "active;expires=3600")
		c.reply("SUBSCRIBE", 200, "b", "Expires: 0")
		c.wait(sec)
		c.notifies(2, "terminated")
	}},
	{name: "a subscription of ours that is refused", play: func(c *caller) {
		c.place(nil, subscribe(489))
		c.reply("SUBSCRIBE", 489, "b")
	}},
	{name: "an OPTIONS of ours is answered", play: func(c *caller) {
		c.place(nil, &scenarios.Request{Method: "OPTIONS", Expect: []int{200}})
		c.reply("OPTIONS", 200, "b")
		c.wait(40 * sec)
	}},
	{name: "a call of ours is ended on request while it rings", play: func(c *caller) {
		id := c.place(nil, invite(200))
		c.reply("INVITE", 180, "b")
		if !c.engine.End(id, c.now) {
			c.t.Error("no such call")
		}
		c.reply("CANCEL", 200, "b")
		c.reply("INVITE", 487, "b")
		c.wait(40 * sec)
	}},
}

func header(name, value string) scenarios.Header {
	text, err := scenarios.ParseText(value)
	if err != nil {
		panic(err)
	}
	return scenarios.Header{Name: name, Value: text}
}

func TestCallsOfOursAreDrawn(t *testing.T) {
	root, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range append(placedLadders, ownGlare) {
		t.Run(test.name, func(t *testing.T) {
			c := newCaller(t, test.yaml)
			test.play(c)
			c.wait(time.Minute)
			c.golden(root)
			if n := c.engine.Playing(); n != 0 {
				t.Errorf("%d calls are still in progress", n)
			}
			if c.rtp.open != 0 {
				t.Errorf("%d RTP ports are still open", c.rtp.open)
			}
			if at, due := c.engine.Next(); due {
				t.Errorf("something is due at %s", at)
			}
		})
	}
}

func TestTheLogSaysHowARequestOfOursWasAnswered(t *testing.T) {
	step := func(method string, expect ...int) *scenarios.Request {
		return &scenarios.Request{Method: method, Expect: expect}
	}
	for _, method := range []string{"OPTIONS", "REGISTER", "MESSAGE", "PUBLISH", "SUBSCRIBE", "REFER", "INVITE"} {
		c := newCaller(t, "")
		id := c.place(nil, step(method, 404))
		c.reply(method, 404, "b")
		c.wait(time.Minute)
		s, _ := c.engine.Journal().Call(id)
		if line := journal.Line(s); !strings.Contains(line, method+" sip:bob@127.0.0.2:5080 as ours  <-  404 Whatever") {
			t.Errorf("the log says %s", line)
		}
	}
	c := newCaller(t, "")
	id := c.place(nil, step("OPTIONS", 200), invite(200), step("OPTIONS", 405), step("BYE", 200), step("OPTIONS", 481))
	for i, method := range []string{"OPTIONS", "INVITE", "OPTIONS", "BYE", "OPTIONS"} {
		c.reply(method, []int{200, 200, 405, 200, 481}[i], "b")
	}
	c.wait(time.Minute)
	s, _ := c.engine.Journal().Call(id)
	if len(s.Responses) != 1 || s.Responses[0].Code != 200 || s.Verdict.Outcome != journal.OK {
		t.Errorf("what begins the call was answered %v, %v", s.Responses, s.Verdict)
	}
}
