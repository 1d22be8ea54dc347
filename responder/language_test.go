package responder_test

import (
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/sipbin/sipbin/responder/journal"
	"github.com/sipbin/sipbin/responder/message"
)

// TestLanguage plays what the language can say, step by step and example by
// example, against a caller that does right and one that does not.
func TestLanguage(t *testing.T) {
	root, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range slices.Concat(language, verdicts, nevers, byes, glares) {
		t.Run(test.name, func(t *testing.T) {
			c := newCaller(t, "scenario: x\n"+test.yaml)
			test.play(c)
			c.wait(time.Minute)
			c.golden(root)
			if c.engine.Playing() != 0 {
				t.Errorf("%d calls are still in progress", c.engine.Playing())
			}
			if verdict := c.verdicts(); verdict != test.verdict {
				t.Errorf("verdict %q, want %q", verdict, test.verdict)
			}
		})
	}
}

// verdicts are those of all calls that were judged.
func (c *caller) verdicts() string {
	var all []string
	for _, s := range c.engine.Journal().Calls(nil) {
		if s.Verdict.Outcome != journal.OK {
			s.Verdict.At = ""
			all = append(all, s.Verdict.String())
		}
	}
	return strings.Join(all, "; ")
}

// insideOf sends a request in the dialog that the n-th message to us made.
func (c *caller) insideOf(m *message.Message, method string, more ...string) {
	target, _ := m.Header("Contact")
	c.branch++
	seq := int(m.CSeq().Number)
	if method != "ACK" {
		c.seq++
		seq = c.seq
	}
	c.raw(c.compose(method, message.AddrSpec(target), m.To(), seq, more...))
}

const match = "match: {user: x}\n"

type languageTest struct {
	name, yaml, verdict string
	play                func(c *caller)
}

var language = []languageTest{
	{name: "prack-400 and a client that takes it", yaml: match + `
needs: {supported: 100rel}
on:
  INVITE: [{respond: 183, reliable: true}, {expect: PRACK, respond: 400}, {never: [PRACK, CANCEL, BYE], for: 31s}, {expect: ACK, within: 35s}]
`, play: func(c *caller) {
		c.dial("x", "Supported: 100rel")
		c.inside("PRACK", "RAck: 1 1 INVITE")
		c.wait(32 * sec)
		c.ack()
	}},
	{name: "prack-400 and a client that sends PRACK again", yaml: match + `
needs: {supported: 100rel}
on:
  INVITE: [{respond: 183, reliable: true}, {expect: PRACK, respond: 400}, {never: [PRACK, CANCEL, BYE], for: 31s}, {expect: ACK, within: 35s}]
`, verdict: "failed: never PRACK or CANCEL or BYE: PRACK came", play: func(c *caller) {
		c.dial("x", "Supported: 100rel")
		c.inside("PRACK", "RAck: 1 1 INVITE")
		c.wait(1 * sec)
		c.inside("PRACK", "RAck: 1 1 INVITE")
		c.ack()
	}},
	{name: "needs that are not met play the default", yaml: match + `
needs: {supported: 100rel}
on: {INVITE: [486]}
`, verdict: "not applicable: supported 100rel does not fit: there is none", play: func(c *caller) {
		c.dial("x")
		c.ack()
	}},
	{name: "403-other-port lets the registered port in", yaml: match + `
on:
  INVITE: [{when: Request.Source != Binding.Source, do: [403], else: [180, 200]}]
`, play: func(c *caller) {
		c.dial("x")
		c.ack()
		c.from = "alice"
		c.callID = "call-2"
		c.seq = 0
		c.branch++
		register := c.compose("REGISTER", "sip:127.0.0.2", "<sip:alice@127.0.0.2>", 9, "Expires: 60")
		c.raw(register)
		c.callID = "call-3"
		c.dial("x")
		c.inside("ACK")
		c.inside("BYE")
	}},
	{name: "bye-after-bye", yaml: match + `
on:
  INVITE: [200, {expect: ACK}, {wait: 2s}, {request: BYE}, {expect: BYE, within: 10s, else: []}]
`, play: func(c *caller) {
		c.dial("x")
		c.inside("ACK")
		c.wait(2 * sec)
		c.inside("BYE")
		c.answer(200)
	}},
	{name: "call-forgotten", yaml: match + `
on:
  INVITE: [200, {expect: ACK}, {wait: 2s}, forget, {expect: BYE, within: 5m}, {never: BYE, for: 10s}]
`, play: func(c *caller) {
		c.dial("x")
		c.inside("ACK")
		c.wait(3 * sec)
		c.inside("BYE")
	}},
	{name: "glare", yaml: match + `
on:
  INVITE: [200, {expect: ACK}]
  re-INVITE: {attempts: [[{request: re-INVITE, expect: 491}, 491], {after: 2.1s, within: 4s, do: [200]}]}
`, play: func(c *caller) {
		c.dial("x")
		c.inside("ACK")
		c.wait(1 * sec)
		c.inside("INVITE", offer)
		c.answer(491)
		c.ack()
		c.wait(2500 * ms)
		c.inside("INVITE", offer)
		c.inside("ACK")
		c.inside("BYE")
	}},
	{name: "glare and a client that is too quick", yaml: match + `
on:
  INVITE: [200, {expect: ACK}]
  re-INVITE: {attempts: [[{request: re-INVITE, expect: 491}, 491], {after: 2.1s, within: 4s, do: [200]}]}
`, verdict: "failed: attempts: INVITE came 1.6s too early, 500ms after the try before", play: func(c *caller) {
		c.dial("x")
		c.inside("ACK")
		c.wait(1 * sec)
		c.inside("INVITE", offer)
		c.answer(491)
		c.ack()
		c.wait(500 * ms)
		c.inside("INVITE", offer)
		c.ack()
		c.answer(200)
	}},
	{name: "forked-200", yaml: match + `
on:
  INVITE: [{respond: 180, dialog: a}, {respond: 180, dialog: b}, {respond: 200, dialog: a}, {wait: 300ms}, {respond: 200, dialog: b}, {expect: ACK, dialog: a}, {expect: ACK, dialog: b}, {expect: BYE, within: 2s}]
`, play: func(c *caller) {
		c.dial("x")
		a := c.last()
		c.wait(300 * ms)
		b := c.last()
		c.wait(400 * ms)
		c.insideOf(b, "ACK")
		c.insideOf(a, "ACK")
		c.insideOf(b, "BYE")
		c.wait(1 * sec)
		c.insideOf(a, "BYE")
	}},
	{name: "forked-200 and a client that acknowledges the first only", yaml: match + `
on:
  INVITE: [{respond: 200, dialog: a}, {respond: 200, dialog: b}, {expect: ACK, dialog: a}, {expect: ACK, dialog: b, within: 4s}]
`, verdict: "failed: expect ACK: no ACK within 4s", play: func(c *caller) {
		c.dial("x")
		c.insideOf(c.toUs[0], "ACK")
		c.wait(5 * sec)
		c.answer(200)
		c.insideOf(c.toUs[0], "BYE")
	}},
	{name: "prack-unanswered", yaml: match + `
needs: {supported: 100rel}
on:
  INVITE: [{respond: 183, reliable: true}, {expect: PRACK, respond: none}, {never: [PRACK, CANCEL], for: 31s}, {expect: ACK, within: 35s}]
`, play: func(c *caller) {
		c.dial("x", "Supported: 100rel")
		c.inside("PRACK", "RAck: 1 1 INVITE")
		c.wait(33 * sec)
		c.ack()
	}},
	{name: "refresher-lost", yaml: match + `
needs: {supported: timer}
off: [refresh]
on:
  INVITE: [{respond: 200, headers: {Session-Expires: 90;refresher=uas, Require: timer}}, {expect: BYE, after: 55s, within: 90s}]
`, play: func(c *caller) {
		c.dial("x", "Supported: timer")
		c.inside("ACK")
		c.wait(58 * sec)
		c.inside("BYE")
	}},
	{name: "srv-primary-503", yaml: `
match: {at: "udp://127.0.0.1:5060"}
on:
  INVITE: {attempts: [[{respond: 503, headers: {Retry-After: "30"}}], {after: 30s, do: [200]}]}
`, play: func(c *caller) {
		c.dial("x")
		c.ack()
		c.wait(31 * sec)
		c.dial("x")
		c.inside("ACK")
		c.inside("BYE")
	}},
	{name: "delayed-offer", yaml: match + `
needs: {sdp: none}
on:
  INVITE: [180, 200, {expect: ACK, where: {sdp: answer}}]
`, play: func(c *caller) {
		c.request("INVITE", "x")
		c.inside("ACK", offer)
		c.inside("BYE")
	}},
	{name: "first-copy-lost", yaml: match + `
lose: {INVITE: first 1}
on:
  INVITE: [100, {never: INVITE again, for: 20s}, {wait: 20s}, 180, 200]
`, play: func(c *caller) {
		c.dial("x")
		c.wait(500 * ms)
		c.again()
		c.wait(20 * sec)
		c.inside("ACK")
		c.inside("BYE")
	}},
	{name: "first-copy-lost and a client that goes on repeating", yaml: match + `
lose: {INVITE: first 1}
on:
  INVITE: [100, {never: INVITE again, for: 20s}, {wait: 20s}, 180, 200]
`, verdict: "failed: never INVITE again: INVITE again came", play: func(c *caller) {
		c.dial("x")
		c.wait(500 * ms)
		c.again()
		c.wait(1 * sec)
		c.again()
		c.ack()
	}},
	{name: "phone-cancelled", yaml: match + `
on:
  INVITE: [180, {expect: CANCEL, within: 4s, where: {header: {Reason: "*cause=600*"}}}, {expect: ACK}]
`, play: func(c *caller) {
		c.dial("x")
		c.wait(1 * sec)
		c.raw(strings.Replace(c.about("CANCEL", ""), "Max-Forwards", "Reason: SIP;cause=600\r\nMax-Forwards", 1))
		c.ack()
	}},
	{name: "times and every space copies out", yaml: match + `
on:
  INVITE: [{respond: 180, times: 3, every: 4s}, 486]
`, play: func(c *caller) {
		c.dial("x")
		c.wait(12 * sec)
		c.ack()
	}},
	{name: "INVITE again has tries of its own", yaml: match + `
on:
  INVITE: [{wait: 4s}, 486]
  INVITE again: {attempts: [[], [100]]}
off: [trying]
`, play: func(c *caller) {
		c.dial("x")
		c.wait(500 * ms)
		c.again()
		c.wait(1 * sec)
		c.again()
		c.wait(3 * sec)
		c.ack()
	}},
	{name: "repeat and wait ranges draw from the seed", yaml: match + `
on:
  INVITE: [{repeat: 3, do: [{wait: 1s..2s}, 182]}, 486]
`, play: func(c *caller) {
		c.dial("x")
		c.wait(7 * sec)
		c.ack()
	}},
	{name: "capture keeps a value for later", yaml: match + `
on:
  INVITE:
    - 180
    - {expect: INFO, within: 5s, capture: {digit: 'Request.Header("X-Digit")'}}
    - respond: 480
      reason: Captured
      headers: {Reason: "SIP;cause=480;text=\"{{.Vars.digit}}\""}
`, play: func(c *caller) {
		c.dial("x")
		c.inside("INFO", "X-Digit: 7")
		c.ack()
	}},
	{name: "a CANCEL that is answered and two finals on purpose", yaml: match + `
on:
  INVITE: [{respond: 486}, {respond: 603, breaks: [two-finals]}, {expect: ACK, within: 5s}]
`, play: func(c *caller) {
		c.dial("x")
		c.ack()
	}},
	{name: "answers reaches the first request from another list", yaml: match + `
on:
  INVITE: [180, {expect: INFO, within: 20s, else: []}]
  INFO: [200, {respond: 486, answers: INVITE}]
`, play: func(c *caller) {
		c.dial("x")
		c.inside("INFO")
		c.ack()
	}},
	{name: "drop first 2 loses the first two transmissions", yaml: match + `
on:
  INVITE: [{respond: 486, fault: {drop: first 2}}]
`, play: func(c *caller) {
		c.dial("x")
		c.wait(1600 * ms)
		c.ack()
	}},
	{name: "a changed tag is what the dialog goes by", yaml: match + `
on:
  INVITE: [{respond: 200, fault: {tag: changed}}]
`, play: func(c *caller) {
		c.dial("x")
		c.inside("ACK")
		c.inside("BYE")
	}},
	{name: "raw is sent byte for byte", yaml: match + `
on:
  INVITE:
    - respond: 486
      raw: "SIP/2.0 486 Raw\r\nVia: {{.Request.Header \"Via\"}}\r\nFrom: {{.Request.From}}\r\nTo: {{.Request.To}};tag=raw\r\nCall-ID: {{.Request.CallID}}\r\nCSeq: {{.Request.CSeq}}\r\nContent-Length: 0\r\n\r\n"
`, play: func(c *caller) {
		c.dial("x")
		c.ack()
	}},
	{name: "no-ACK has a list of its own", yaml: match + `
on:
  INVITE: [200]
  no-ACK: [{request: BYE}]
`, play: func(c *caller) {
		c.dial("x")
		c.wait(32 * sec)
		c.answer(200)
	}},
	{name: "a request from a listener that is not there fails the call", yaml: match + `
on:
  INVITE: [200, {expect: ACK, within: 5s}, {request: OPTIONS, at: s2}]
`, verdict: "failed: request OPTIONS: there is no UDP listener s2", play: func(c *caller) {
		c.dial("x")
		c.inside("ACK")
		c.answer(200)
	}},
	{name: "a value that would smuggle a line gets 500", verdict: `failed: respond 302 cannot be built: a value must stay on its line, but byte 6 of "<sip:a\rVia: b@b>" is '\r'`, yaml: match + `
on:
  INVITE: [{respond: 302, headers: {Contact: '<sip:{{.Request.Header "X-Evil"}}@b>'}}]
`, play: func(c *caller) {
		c.dial("x", "X-Evil: a\rVia: b")
		c.ack()
	}},
	{name: "a BYE that gets silence ends the call all the same", yaml: match + `
on:
  INVITE: [200]
  BYE: []
`, play: func(c *caller) {
		c.dial("x")
		c.inside("ACK")
		c.inside("BYE")
	}},
	{name: "a request of ours carries what its author wrote", yaml: match + `
on:
  INVITE: [200, {expect: ACK, within: 5s}, {request: INFO, headers: {Info-Package: dtmf}, body: "Signal=5", expect: 200}, {request: BYE}]
`, play: func(c *caller) {
		c.dial("x")
		c.inside("ACK")
		c.answer(200)
		c.answer(200)
	}},
	{name: "a request of ours that is answered wrongly fails the call", yaml: match + `
on:
  INVITE: [200, {expect: ACK, within: 5s}, {request: OPTIONS, expect: 200}]
`, verdict: "failed: request OPTIONS: 501 came, not 200", play: func(c *caller) {
		c.dial("x")
		c.inside("ACK")
		c.answer(501)
		c.answer(200)
	}},
}
