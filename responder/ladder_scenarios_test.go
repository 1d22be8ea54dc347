package responder_test

// scenarioLadders are about how lists are played.
var scenarioLadders = []ladderTest{
	{name: "each early dialog waits for its own PRACK", yaml: `
scenario: fork
match: {user: fork}
on:
  INVITE:
    - {respond: 183, dialog: a, reliable: true}
    - {respond: 183, dialog: b, reliable: true}
    - {expect: PRACK, dialog: b, within: 2s}
    - {respond: 200, dialog: b}
    - {expect: ACK, within: 2s}
`, play: func(c *caller) {
		c.dial("fork", "Supported: 100rel")
		c.wait(600 * ms)
		rack, _ := c.last().Header("RSeq")
		c.inside("PRACK", "RAck: "+rack+" 1 INVITE")
		c.inside("ACK")
		c.wait(2 * sec)
		c.inside("BYE")
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
