package responder_test

const silentBYE = `
on:
  INVITE: [200, {expect: ACK}, {expect: INFO}]
  BYE: [{respond: none}, {never: BYE, for: 45s}, {wait: 44s}]
`

// nevers are about what must not come in a call that is over for the caller,
// or as another call.
var nevers = []languageTest{
	{name: "call-forgotten-after-our-bye", yaml: match + `
on:
  INVITE: [200, {expect: ACK}, {request: BYE}, forget, {expect: BYE, within: 5m}, {never: BYE, for: 10s}]
`, verdict: "failed: never BYE: BYE came", play: func(c *caller) {
		c.dial("x")
		c.inside("ACK")
		c.answer(200)
		c.inside("BYE")
		c.wait(1 * sec)
		c.inside("BYE")
	}},
	{name: "never another BYE after one that got no answer", yaml: match + silentBYE,
		verdict: "failed: never BYE: BYE came", play: func(c *caller) {
			c.dial("x")
			c.inside("ACK")
			c.inside("BYE")
			c.wait(40 * sec) // the client has given up its first BYE
			c.inside("BYE")
		}},
	{name: "a BYE after the time of never finds no dialog", yaml: match + silentBYE, verdict: "failed: expect INFO: the call is over", play: func(c *caller) {
		c.dial("x")
		c.inside("ACK")
		c.inside("BYE")
		c.wait(46 * sec)
		c.inside("BYE")
	}},
	{name: "never-begun-again", yaml: match + `
on:
  INVITE: [486, {never: INVITE, for: 2s}]
`, verdict: "failed: never INVITE: INVITE came", play: func(c *caller) {
		c.dial("x")
		c.ack()
		c.wait(1 * sec)
		c.dial("x")
		c.ack()
		c.wait(1 * sec)
		c.dial("x")
		c.ack()
	}},
	{name: "nor an ACK with a CSeq of its own", yaml: match + `
on:
  INVITE: [{respond: 200, fault: {cseq: wrong}, off: [repeat-2xx, give-up]}, {never: [ACK, BYE], for: 4900ms}, {wait: 5s}, {respond: 200, breaks: [two-finals]}, {expect: ACK, within: 32s}]
`, verdict: "failed: never ACK or BYE: ACK came", play: func(c *caller) {
		c.dial("x")
		c.seq = 1
		c.insideOf(c.last(), "ACK")
		c.answer(481)
	}},
	{name: "a call that fails before its ACK ends in time though give-up is off", yaml: match + `
off: [give-up]
on:
  INVITE: [200, {expect: INFO, within: 2s}]
`, verdict: "failed: expect INFO: no INFO within 2s", play: func(c *caller) {
		c.dial("x")
		c.wait(33 * sec)
		c.answer(481)
	}},
}
