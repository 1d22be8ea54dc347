package responder_test

// byes are about the end of a call that does not end at once.
var byes = []languageTest{
	{name: "a challenged BYE that comes again with credentials ends the call", yaml: match + `
on:
  INVITE: [200, {expect: ACK}]
  BYE: [{challenge: 401}, 200]
`, play: func(c *caller) {
		c.dial("x")
		c.inside("ACK")
		c.inside("BYE")
		c.wait(31 * sec)
		c.inside("BYE", credentials(c.t, c.last(), "BYE", "sip:x@127.0.0.1:5060", "sipbin"))
	}},
	{name: "a challenged BYE that never comes again is given up with a BYE of ours", yaml: match + `
on:
  INVITE: [200, {expect: ACK}]
  BYE: [{challenge: 401}, 200]
`, play: func(c *caller) {
		c.dial("x")
		c.inside("ACK")
		c.inside("BYE")
		c.wait(32 * sec)
		c.answer(481)
	}},
	{name: "a BYE that got 481 is given up without one", yaml: match + `
on:
  INVITE: [200, {expect: ACK}]
  BYE: [481]
`, play: func(c *caller) {
		c.dial("x")
		c.inside("ACK")
		c.inside("BYE")
	}},
	{name: "a BYE that was told when to come again is waited for as long", yaml: match + `
on:
  INVITE: [200, {expect: ACK}]
  BYE: {attempts: [[{respond: 503, headers: {Retry-After: 40}}], [200]]}
`, play: func(c *caller) {
		c.dial("x")
		c.inside("ACK")
		c.inside("BYE")
		c.wait(71 * sec)
		c.inside("BYE")
	}},
	{name: "a list that is not done goes before the end of a refused BYE", yaml: match + `
on:
  INVITE: [200, {expect: ACK}, {expect: INFO}]
  BYE: [500, {wait: 40s}, {request: OPTIONS}]
`, verdict: "failed: expect INFO: the caller hung up", play: func(c *caller) {
		c.dial("x")
		c.inside("ACK")
		c.inside("BYE")
		c.wait(40 * sec)
		c.answer(200)
		c.wait(24 * sec)
		c.answer(200)
	}},
	{name: "without give-up a refused BYE is waited for as long as it takes", yaml: match + `
off: [give-up]
on:
  INVITE: [200, {expect: ACK}]
  BYE: {attempts: [[500], [200]]}
`, play: func(c *caller) {
		c.dial("x")
		c.inside("ACK")
		c.inside("BYE")
		c.wait(500 * sec)
		c.inside("BYE")
	}},
	{name: "an expect that waits when our BYE was answered was not met", yaml: match + `
on: {INVITE: [200, {expect: ACK}, {request: BYE}, {expect: INFO}]}
`, verdict: "failed: expect INFO: the call is over", play: func(c *caller) {
		c.dial("x")
		c.inside("ACK")
		c.wait(10 * sec)
		c.answer(200)
	}},
	{name: "but one with else was, and must is judged", yaml: match + `
on: {INVITE: [200, {expect: ACK}, {request: BYE}, {expect: INFO, where: {body: x}, else: [{wait: 2s}]}]}
must: {INFO: 1}
`, verdict: "failed: must INFO: 1, came 0", play: func(c *caller) {
		c.dial("x")
		c.inside("ACK")
		c.answer(200)
	}},
	{name: "nothing comes in a call that was refused", yaml: match + `
on: {INVITE: [486, {expect: ACK}, {expect: [BYE, CANCEL]}]}
`, verdict: "failed: expect BYE or CANCEL: the call is over", play: func(c *caller) {
		c.dial("x")
		c.wait(sec)
		c.ack()
	}},
}
