package responder_test

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
}
