package responder_test

// notifyLadders are about REFERs that a scenario notifies itself.
var notifyLadders = []ladderTest{
	{name: "a REFER outside of a dialog is notified by its scenario", yaml: `
scenario: transfer
match: {user: transfer}
on:
  REFER:
    - {respond: 200, off: [notify]}
    - {request: NOTIFY, body: "SIP/2.0 100 Trying\r\n", expect: 200}
    - {wait: 2s}
    - {request: NOTIFY, headers: {Subscription-State: terminated;reason=noresource}, body: "SIP/2.0 486 Busy Here\r\n", expect: 200}
`, play: func(c *caller) {
		c.request("REFER", "transfer", "Refer-To: <sip:carol@127.0.0.3>")
		c.says("Event", "refer")
		c.tells("active;expires=60", "100 Trying")
		c.answer(200)
		c.wait(2 * sec)
		c.tells("terminated;reason=noresource", "486 Busy Here")
		c.answer(200)
	}},
	{name: "a REFER that its scenario never notifies ends with its list", yaml: "scenario: mute\nmatch: {user: mute}\non: {REFER: [{respond: 200, off: [notify]}]}\n", play: func(c *caller) {
		c.request("REFER", "mute", "Refer-To: <sip:carol@127.0.0.3>")
		c.wait(1 * sec)
		c.inside("OPTIONS")
		c.wait(60 * sec)
		c.inside("OPTIONS")
	}},
	{name: "a transfer whose outcome is told after the BYE", yaml: `
scenario: transfer
match: {user: transfer}
on:
  INVITE: [200]
  REFER:
    - {respond: 200, off: [notify]}
    - {expect: BYE, within: 5s, respond: 200}
    - {request: NOTIFY, headers: {Subscription-State: terminated;reason=noresource}, body: "SIP/2.0 503 Service Unavailable\r\n", expect: 200}
`, play: func(c *caller) {
		c.dial("transfer")
		c.inside("ACK")
		c.inside("REFER", "Refer-To: <sip:carol@127.0.0.3>")
		c.inside("BYE")
		c.tells("terminated;reason=noresource", "503")
		c.answer(200)
	}},
	{name: "a call whose transfer nobody notifies ends with its BYE", yaml: "scenario: mute\nmatch: {user: mute}\non: {INVITE: [200], REFER: [{respond: 200, off: [notify]}]}\n", play: func(c *caller) {
		c.dial("mute")
		c.inside("ACK")
		c.inside("REFER", "Refer-To: <sip:carol@127.0.0.3>")
		c.inside("BYE")
	}},
}
