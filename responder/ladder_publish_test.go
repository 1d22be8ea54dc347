package responder_test

import (
	"strings"
	"time"

	"github.com/sipbin/sipbin/responder"
)

// publishLadders are about states that somebody publishes (RFC 3903).
var publishLadders = []ladderTest{
	{name: "a state is published, refreshed, changed, removed", change: extension("alice"), play: func(c *caller) {
		tag := func() string {
			c.t.Helper()
			for i := len(c.toUs) - 1; ; i-- {
				if m := c.toUs[i]; m.CSeq().Method == "PUBLISH" {
					etag, _ := m.Header("SIP-ETag")
					return "SIP-If-Match: " + etag
				}
			}
		}
		pidf := func(note string, lines ...string) {
			c.callID = "publisher"
			c.request("PUBLISH", "alice", append(with("application/pidf+xml", "<presence>"+note+"</presence>"), append(lines, "Event: presence")...)...)
		}
		c.request("SUBSCRIBE", "alice", "Event: presence", "Expires: 600")
		c.answer(200)
		pidf("at the desk", "Expires: 60")
		first := tag()
		c.tells("active;expires=600", "^<presence>at the desk</presence>$")
		c.answer(200)
		c.wait(50 * sec)
		c.request("PUBLISH", "alice", "Event: presence", "Expires: 60", first)
		c.says("Expires", "60")
		second := tag()
		pidf("too late", first)
		pidf("at lunch", "Expires: 20", second)
		c.tells("active;expires=550", "at lunch")
		c.answer(200)
		c.wait(20 * sec)
		c.tells("active;expires=530", "<basic>closed</basic>")
		c.answer(200)
		pidf("back")
		c.answer(200)
		c.request("PUBLISH", "alice", "Event: presence", "Expires: 0", tag())
		c.tells("active;expires=530", "<basic>closed</basic>")
		c.answer(200)
		c.hears()
		c.answer(200)
	}},
	{name: "of several devices the one heard last counts", change: extension("alice"), play: func(c *caller) {
		publish := func(note, expires string) {
			c.request("PUBLISH", "alice", append(with("application/pidf+xml", note), "Event: presence", "Expires: "+expires)...)
		}
		publish("desk", "600")
		publish("mobile", "60")
		c.request("SUBSCRIBE", "alice", "Event: presence", "Expires: 120")
		c.tells("active;expires=120", "^mobile$")
		c.answer(200)
		c.wait(60 * sec)
		c.tells("active;expires=60", "^desk$")
		c.answer(200)
		c.wait(60 * sec)
		c.answer(200)
	}},
	{name: "what cannot be published", change: func(cfg *responder.Config) {
		extension("alice bob")(cfg)
		cfg.Events = responder.EventConfig{MinExpires: 90 * time.Second, MaxPublications: 1, MaxDocument: 100}
	}, play: func(c *caller) {
		publish := func(user, kind, body string, code int, lines ...string) {
			c.t.Helper()
			c.request("PUBLISH", user, append(with(kind, body), append(lines, "Event: presence")...)...)
			if got := c.last().Code(); got != code {
				c.t.Errorf("%d, want %d", got, code)
			}
		}
		const pidf = "application/pidf+xml"
		publish("nobody", pidf, "x", 489)
		publish("alice", pidf, "", 400)
		publish("alice", "text/plain", "x", 415)
		publish("alice", pidf, strings.Repeat("x", 101), 413)
		publish("alice", pidf, "x", 423, "Expires: 60")
		publish("alice", pidf, "x", 412, "SIP-If-Match: unknown")
		publish("alice", pidf, "x", 400, "SIP-If-Match: a", "SIP-If-Match: b")
		publish("alice", pidf, "x", 200, "Expires: 90")
		publish("bob", pidf, "x", 503)
		c.wait(90 * sec)
		publish("bob", pidf, "x", 200)
	}},
	{name: "a scenario forgets what was published", yaml: "scenario: forgetful\nmatch: {user: alice, method: PUBLISH}\non: {PUBLISH: {attempts: [[{respond: 200, off: [bind]}], [{respond: 200, headers: {SIP-ETag: mine, Expires: 60}}]]}}\n", change: extension("alice"), play: func(c *caller) {
		publish := func() {
			c.request("PUBLISH", "alice", append(with("application/pidf+xml", "here"), "Event: presence")...)
		}
		publish()
		c.request("SUBSCRIBE", "alice", "Event: presence", "Expires: 0")
		c.tells("terminated;reason=timeout", "closed")
		c.answer(200)
		publish()
		c.says("SIP-ETag", "mine")
		c.request("SUBSCRIBE", "alice", "Event: presence", "Expires: 600")
		c.tells("active;expires=600", "^here$")
		c.answer(200)
		c.wait(60 * sec)
		c.tells("active;expires=540", "closed")
		c.answer(200)
		c.hears()
		c.answer(200)
	}},
}
