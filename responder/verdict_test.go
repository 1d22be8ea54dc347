package responder_test

// verdicts are of lists that end before their last step.
var verdicts = []languageTest{
	{name: "an expect that waits when the caller hangs up was not met", yaml: match + `
on:
  INVITE: [200, {expect: ACK, within: 5s}, {expect: INFO, within: 5s}, {wait: 1s}, {request: BYE}]
`, verdict: "failed: expect INFO: the caller hung up", play: func(c *caller) {
		c.dial("x")
		c.inside("ACK")
		c.inside("BYE")
	}},
	{name: "but one with else was", yaml: match + `
on:
  INVITE: [200, {expect: ACK, within: 5s}, {expect: INFO, within: 5s, else: []}]
`, play: func(c *caller) {
		c.dial("x")
		c.inside("ACK")
		c.inside("BYE")
	}},
	{name: "nor is an ACK met that is waited for as long as the call lasts", yaml: match + `
on:
  INVITE: [200, {expect: ACK}]
`, verdict: "failed: expect ACK: no ACK came", play: func(c *caller) {
		c.dial("x")
		c.wait(33 * sec)
		c.answer(200)
	}},
}
