package responder_test

import (
	"strings"
	"testing"

	"github.com/sipbin/sipbin/scenarios"
)

// glares are about requests of ours that meet those of the caller.
var glares = []languageTest{
	{name: "a re-INVITE of ours that got 491 comes again within two seconds", yaml: match + `
on: {INVITE: [200, {expect: ACK}, {request: re-INVITE, sdp: hold, expect: 200}, {wait: 1s}, {request: BYE}]}
`, play: func(c *caller) {
		c.dial("x")
		c.inside("ACK")
		c.answer(491)
		c.wait(2 * sec)
		c.answer(491)
		c.wait(2 * sec)
		c.answer(200)
		c.wait(sec)
		c.answer(200)
	}},
	{name: "an UPDATE too, though nothing waits for it", yaml: match + `
on: {INVITE: [200, {expect: ACK}, {request: UPDATE, headers: {X-Try: again}}, {wait: 5s}, {request: BYE}]}
`, play: func(c *caller) {
		c.dial("x")
		c.inside("ACK")
		c.answer(491)
		c.wait(2 * sec)
		c.answer(200)
		c.wait(3 * sec)
		c.answer(200)
	}},
	{name: "it waits while the other INVITE goes on", yaml: match + `
on:
  INVITE: [200, {expect: ACK}, {request: re-INVITE, expect: 200}]
  re-INVITE: [180, {wait: 5s}, 200]
`, play: func(c *caller) {
		c.dial("x")
		c.inside("ACK")
		c.answer(491)
		c.inside("INVITE", held)
		c.wait(5 * sec)
		c.inside("ACK")
		c.wait(2 * sec)
		c.answer(200)
		c.inside("BYE")
	}},
	{name: "who expects 491 gets it", yaml: match + `
on: {INVITE: [200, {expect: ACK}, {request: re-INVITE, expect: 491}, {wait: 5s}, {request: BYE}]}
`, play: func(c *caller) {
		c.dial("x")
		c.inside("ACK")
		c.answer(491)
		c.wait(5 * sec)
		c.answer(200)
	}},
	{name: "and who switches glare off", yaml: match + `
off: [glare]
on: {INVITE: [200, {expect: ACK}, {request: re-INVITE, expect: 200}]}
`, verdict: "failed: request re-INVITE: 491 came, not 200", play: func(c *caller) {
		c.dial("x")
		c.inside("ACK")
		c.answer(491)
		c.answer(200)
	}},
	{name: "nothing comes again in a call that was hung up", yaml: match + `
on: {INVITE: [200, {expect: ACK}, {request: re-INVITE}]}
`, play: func(c *caller) {
		c.dial("x")
		c.inside("ACK")
		c.answer(491)
		c.inside("BYE")
	}},
}

// An offer that was refused is made anew: what was said since has another version.
func TestAnOfferAfterGlareIsDescribedAnew(t *testing.T) {
	c := newCaller(t, "scenario: x\n"+match+"on: {INVITE: [200, {expect: ACK}, {request: re-INVITE, sdp: hold}]}\n")
	c.dial("x")
	c.inside("ACK")
	first := c.sent("INVITE")
	c.answer(491)
	c.inside("INVITE", strings.Replace(offer, "o=- 1 1", "o=- 1 2", 1))
	between := c.final()
	c.inside("ACK")
	c.wait(2 * sec)
	again := c.sent("INVITE")
	for _, text := range []string{string(first.Body()), string(again.Body())} {
		if !strings.Contains(text, "a=inactive") && !strings.Contains(text, "a=sendonly") {
			t.Errorf("no hold:\n%s", text)
		}
	}
	if first.CSeq().Number >= again.CSeq().Number {
		t.Errorf("CSeq %d after %d", again.CSeq().Number, first.CSeq().Number)
	}
	origin := func(body []byte) string { return strings.Split(string(body), "\r\n")[1] }
	if origin(between.Body()) >= origin(again.Body()) {
		t.Errorf("%s after %s", origin(again.Body()), origin(between.Body()))
	}
}

// Who began the call waits at least 2.1 s.
var ownGlare = ladderTest{name: "a re-INVITE in a call of ours that got 491 comes again after 2100 ms", play: func(c *caller) {
	c.place(nil, invite(200), &scenarios.Request{Method: "re-INVITE", Expect: []int{200}}, &scenarios.Request{Method: "BYE"})
	c.reply("INVITE", 200, "b", offer)
	c.reply("INVITE", 491, "b")
	before := len(c.toUs)
	c.wait(2099 * ms)
	if len(c.toUs) != before {
		c.t.Error("it came too early")
	}
	c.wait(1901 * ms)
	c.reply("INVITE", 200, "b", offer)
	c.reply("BYE", 200, "b")
}}
