package responder_test

import (
	"regexp"
	"strings"
	"time"

	"github.com/sipbin/sipbin/responder"
)

// with puts a body behind the header lines of a request.
func with(kind, body string) []string {
	return []string{"Content-Type: " + kind, body}
}

// tells holds the last message of the engine, a NOTIFY, to its
// Subscription-State and to what its body has to fit.
func (c *caller) tells(state string, body ...string) {
	c.t.Helper()
	m := c.last()
	if m.Method() != "NOTIFY" {
		c.t.Fatalf("the last message is %s, want a NOTIFY", m.StartLine())
	}
	if got, _ := m.Header("Subscription-State"); got != state {
		c.t.Errorf("at %v Subscription-State: %s, want %s", c.now.Format("05.000"), got, state)
	}
	if len(body) == 0 && m.HasBody() {
		c.t.Errorf("a body: %s", m.Body())
	}
	for _, pattern := range body {
		if !regexp.MustCompile("(?s)" + pattern).Match(m.Body()) {
			c.t.Errorf("at %v the body does not fit %s:\n%s", c.now.Format("05.000"), pattern, m.Body())
		}
	}
}

// hears lets time pass until the engine sends something.
func (c *caller) hears() {
	c.t.Helper()
	for sent := len(c.toUs); len(c.toUs) == sent; {
		at, due := c.engine.Next()
		if !due {
			c.t.Fatal("nothing will be sent any more")
		}
		c.wait(at.Sub(c.now))
	}
}

// as goes on as another user, in a call of his own.
func (c *caller) as(user string) {
	c.from, c.callID = user, "of-"+user
}

func extension(users ...string) func(*responder.Config) {
	return func(cfg *responder.Config) {
		cfg.Known = func(user string) bool { return strings.Contains(strings.Join(users, " "), user) }
	}
}

// eventLadders are about subscriptions (RFC 6665) and the packages we keep.
var eventLadders = []ladderTest{
	{name: "a voicemail lamp is lit, and its subscription refreshed and ended", change: extension("alice"), play: func(c *caller) {
		c.request("SUBSCRIBE", "alice", "Event: message-summary", "Expires: 600", "Accept: application/simple-message-summary")
		c.tells("active;expires=600", `^Messages-Waiting: no\r\nMessage-Account: sip:alice@127.0.0.1\r\nVoice-Message: 0/0 \(0/0\)\r\n$`)
		c.answer(200)
		c.wait(100 * sec)
		c.callID = "voicemail"
		c.request("PUBLISH", "alice", append(with("application/simple-message-summary", "Messages-Waiting: yes\r\nVoice-Message: 2/8\r\n"), "Event: message-summary")...)
		c.tells("active;expires=500", `^Messages-Waiting: yes\r\nVoice-Message: 2/8\r\n$`)
		c.answer(200)
		c.callID = "call-1"
		c.inside("SUBSCRIBE", "Event: message-summary", "Expires: 600")
		c.tells("active;expires=600", `2/8`)
		c.answer(200)
		c.inside("SUBSCRIBE", "Event: message-summary", "Expires: 0")
		c.tells("terminated;reason=timeout", `2/8`)
		c.answer(200)
	}},
	{name: "a subscription that nobody refreshes ends", change: extension("alice"), play: func(c *caller) {
		c.request("SUBSCRIBE", "alice", "Event: presence", "Expires: 60")
		c.answer(200)
		c.wait(60 * sec)
		c.tells("terminated;reason=timeout", "closed")
		c.answer(200)
		c.inside("SUBSCRIBE", "Event: presence", "Expires: 60")
	}},
	{name: "to fetch a state is to subscribe for no time", change: extension("alice"), play: func(c *caller) {
		c.request("SUBSCRIBE", "alice", "Event: presence", "Expires: 0")
		c.says("Event", "presence")
		c.tells("terminated;reason=timeout", `<presence xmlns="urn:ietf:params:xml:ns:pidf" entity="sip:alice@127.0.0.1">.*<basic>closed</basic>`)
		c.answer(200)
	}},
	{name: "who is not known, or asks for what we do not keep, gets 489", change: extension("alice"), play: func(c *caller) {
		c.request("SUBSCRIBE", "nobody", "Event: presence")
		c.says("Allow-Events", "refer")
		c.request("SUBSCRIBE", "alice", "Event: presence.winfo")
		c.says("Allow-Events", "message-summary, presence, dialog, reg, refer")
		c.request("SUBSCRIBE", "alice", "Event: refer")
		c.request("SUBSCRIBE", "alice")
		c.request("PUBLISH", "alice", append(with("text/plain", "x"), "Event: dialog")...)
		c.says("Allow-Events", "message-summary, presence")
	}},
	{name: "a body that the client does not take gets 406", change: extension("alice"), play: func(c *caller) {
		c.request("SUBSCRIBE", "alice", "Event: presence", "Accept: application/xpidf+xml, text/*")
		c.says("Accept", "application/pidf+xml")
		c.request("SUBSCRIBE", "alice", "Event: presence", "Expires: 0", "Accept: text/plain, application/*;q=0.5")
		c.answer(200)
	}},
	{name: "a subscription too brief gets 423, one too long what is granted",
		change: func(cfg *responder.Config) {
			extension("alice")(cfg)
			cfg.Events = responder.EventConfig{MinExpires: 90 * time.Second, MaxExpires: 10 * time.Minute}
		}, play: func(c *caller) {
			c.request("SUBSCRIBE", "alice", "Event: presence", "Expires: 89")
			c.says("Min-Expires", "90")
			c.request("SUBSCRIBE", "alice", "Event: presence", "Expires: 86400")
			c.tells("active;expires=600", "closed")
			c.answer(200)
			c.inside("SUBSCRIBE", "Event: presence", "Expires: 30")
			c.inside("SUBSCRIBE", "Event: presence", "Expires: 0")
			c.answer(200)
		}},
	{name: "presence follows the registration", play: func(c *caller) {
		c.register("bob", bob, "Expires: 60")
		c.as("alice")
		c.request("SUBSCRIBE", "bob", "Event: presence", "Expires: 600")
		c.tells("active;expires=600", "<basic>open</basic>.*<contact>sip:bob@127.0.0.1</contact>")
		c.answer(200)
		c.wait(60 * sec)
		c.tells("active;expires=540", "<basic>closed</basic>")
		c.answer(200)
		c.as("bob")
		c.register("bob", bob, "Expires: 60")
		c.tells("active;expires=540", "<basic>open</basic>")
		c.answer(200)
		c.wait(30 * sec)
		c.register("bob", bob, "Expires: 60") // which is no news
		c.wait(30 * sec)
		c.register("bob", "Contact: *", "Expires: 0")
		c.tells("active;expires=480", "<basic>closed</basic>")
		c.answer(200)
		c.hears()
		c.answer(200)
	}},
	{name: "the lamp beside a key follows a call", change: extension("1001"), play: func(c *caller) {
		c.as("alice")
		c.request("SUBSCRIBE", "1001", "Event: dialog", "Expires: 600")
		c.tells("active;expires=600", `<dialog-info xmlns="urn:ietf:params:xml:ns:dialog-info" version="0" state="full" entity="sip:1001@127.0.0.1"></dialog-info>`)
		c.answer(200)
		c.as("1001")
		c.dial("180*2*200")
		c.tells("active;expires=600", `version="1"`, `call-id="of-1001" local-tag="a1" remote-tag="\w+" direction="initiator".*<state>early</state>`, `<local>\s*<identity>sip:1001@127.0.0.2</identity>`)
		c.answer(200)
		c.wait(2 * sec)
		c.tells("active;expires=598", `version="2".*<state>confirmed</state>`)
		c.answer(200)
		c.inside("ACK")
		c.inside("BYE")
		c.tells("active;expires=598", `version="3".*<state>terminated</state>`)
		c.answer(200)
		c.as("alice")
		c.hears()
		c.tells("terminated;reason=timeout", `version="4" state="full" entity="sip:1001@127.0.0.1"></dialog-info>`)
		c.answer(200)
	}},
	{name: "the lamp beside a key follows a call that comes in", yaml: "scenario: desk\nmatch: {user: \"1001\"}\non: {INVITE: [180, {wait: 1s}, 486]}\n", change: extension("1001"), play: func(c *caller) {
		c.as("alice")
		c.request("SUBSCRIBE", "1001", "Event: dialog", "Expires: 600")
		c.answer(200)
		c.as("carol")
		c.dial("1001")
		c.tells("active;expires=600", `direction="recipient".*<state>early</state>`, `<local>\s*<identity>sip:1001@127.0.0.1</identity>`, `<remote>\s*<identity>sip:carol@127.0.0.2</identity>\s*<target uri="sip:carol@127.0.0.2">`)
		c.answer(200)
		c.wait(1 * sec)
		c.tells("active;expires=599", `<state>terminated</state>`)
		c.answer(200)
		c.ack()
		c.hears()
		c.answer(200)
	}},
	{name: "a client watches its own registration", play: func(c *caller) {
		c.register("bob", bob+";q=0.5", "Expires: 60")
		c.callID = "watch"
		c.request("SUBSCRIBE", "bob", "Event: reg")
		c.tells("active;expires=3761", `<reginfo xmlns="urn:ietf:params:xml:ns:reginfo" version="0" state="full">\s*<registration aor="sip:bob@127.0.0.2" id="[^"]+" state="active">\s*<contact id="\w+" state="active" event="registered" q="0.5">\s*<uri>sip:bob@127.0.0.2:5080</uri>`)
		c.answer(200)
		c.callID = "call-1"
		c.register("bob", "Contact: <sip:bob@127.0.0.3>", "Expires: 120")
		c.tells("active;expires=3761", `version="1"`, `sip:bob@127.0.0.2:5080`, `sip:bob@127.0.0.3`)
		c.answer(200)
		c.wait(60 * sec)
		c.tells("active;expires=3701", `state="active".*state="terminated" event="expired" q="0.5">\s*<uri>sip:bob@127.0.0.2:5080</uri>`)
		c.answer(200)
		if gone := c.engine.Unbind("sip:bob@127.0.0.2", c.now); gone != 1 {
			c.t.Errorf("unbound: %d", gone)
		}
		c.tells("active;expires=3701", `version="3" state="full">\s*<registration aor="sip:bob@127.0.0.2" id="[^"]+" state="terminated">\s*<contact id="\w+" state="terminated" event="deactivated">\s*<uri>sip:bob@127.0.0.3</uri>`)
		c.answer(200)
		c.register("bob", bob)
		c.answer(200)
		c.register("bob", bob, "Expires: 0")
		c.tells("active;expires=3701", `event="unregistered"`)
		c.answer(200)
		c.hears()
		c.tells("terminated;reason=timeout", `<registration aor="sip:bob@127.0.0.1" id="sip:bob@127.0.0.1" state="init">`)
		c.answer(200)
	}},
	{name: "a subscriber that knows the subscription no more ends it", change: extension("alice"), play: func(c *caller) {
		c.request("SUBSCRIBE", "alice", "Event: presence")
		c.answer(481)
	}},
	{name: "one that is only busy does not", change: extension("alice"), play: func(c *caller) {
		c.request("SUBSCRIBE", "alice", "Event: presence", "Expires: 60")
		c.answer(503)
		c.wait(60 * sec)
		c.answer(503)
	}},
	{name: "a subscriber that answers no NOTIFY is gone", change: extension("alice"), play: func(c *caller) {
		c.request("SUBSCRIBE", "alice", "Event: presence")
		c.wait(32 * sec)
		c.inside("SUBSCRIBE", "Event: presence")
		c.says("Contact")
	}},
	{name: "one NOTIFY is on its way at a time", change: extension("bob"), play: func(c *caller) {
		c.request("SUBSCRIBE", "bob", "Event: presence", "Expires: 600")
		c.callID = "registration"
		c.register("bob", bob)
		c.wait(100 * ms)
		c.register("bob", bob, "Expires: 0")
		c.wait(100 * ms)
		c.register("bob", bob)
		c.answer(200)
		c.tells("active;expires=599", "open")
		c.answer(200)
		c.callID = "call-1"
		c.inside("SUBSCRIBE", "Event: presence", "Expires: 600")
		c.tells("active;expires=600", "open")
		c.inside("SUBSCRIBE", "Event: presence", "Expires: 0")
		c.answer(200)
		c.tells("terminated;reason=timeout", "open")
		c.answer(200)
	}},
	{name: "two subscriptions in one dialog have each their own time", change: extension("alice"), play: func(c *caller) {
		c.request("SUBSCRIBE", "alice", "Event: presence;id=1", "Expires: 60")
		c.answer(200)
		c.inside("SUBSCRIBE", "Event: presence;id=2", "Expires: 90")
		c.says("Event", "presence;id=2")
		c.answer(200)
		c.inside("SUBSCRIBE", "Event: message-summary", "Expires: 120")
		c.answer(200)
		c.wait(60 * sec)
		c.says("Event", "presence;id=1")
		c.answer(200)
		c.inside("SUBSCRIBE", "Event: presence;id=2", "Expires: 0")
		c.answer(200)
		c.wait(60 * sec)
		c.says("Event", "message-summary")
		c.answer(200)
	}},
	{name: "a subscription inside a call does not end it", change: extension("bob"), yaml: "scenario: desk\nmatch: {user: bob}\non: {INVITE: [200]}\n", play: func(c *caller) {
		c.dial("bob")
		c.inside("ACK")
		c.inside("SUBSCRIBE", "Event: presence", "Expires: 60")
		c.answer(200)
		c.wait(60 * sec)
		c.answer(200)
		c.inside("INFO")
		c.inside("BYE")
	}},
	{name: "a subscription inside a call outlives it", change: extension("bob"), yaml: "scenario: desk\nmatch: {user: bob}\non: {INVITE: [200]}\n", play: func(c *caller) {
		c.dial("bob")
		c.inside("ACK")
		c.inside("SUBSCRIBE", "Event: presence", "Expires: 60")
		c.answer(200)
		c.inside("BYE")
		if c.rtp.open != 0 {
			c.t.Errorf("%d RTP ports are open after the BYE", c.rtp.open)
		}
		c.inside("BYE")
		c.wait(60 * sec)
		c.tells("terminated;reason=timeout", "closed")
		c.answer(200)
	}},
	{name: "subscriptions end before the responder does", change: extension("alice"), yaml: "scenario: quiet\nmatch: {user: quiet}\non: {SUBSCRIBE: [{respond: 200, off: [notify]}]}\n", play: func(c *caller) {
		c.request("SUBSCRIBE", "quiet", "Event: presence")
		c.callID = "call-2"
		c.request("SUBSCRIBE", "alice", "Event: dialog")
		c.answer(200)
		c.engine.EndSubscriptions(c.now)
		c.tells("terminated;reason=deactivated", "dialog-info")
		c.answer(200)
	}},
	{name: "a subscription whose scenario fails ends", yaml: "scenario: failing\nmatch: {user: failing}\non: {SUBSCRIBE: [200, {expect: MESSAGE, within: 5s}]}\n", play: func(c *caller) {
		c.request("SUBSCRIBE", "failing", "Event: presence")
		c.answer(200)
		c.wait(5 * sec)
		c.tells("terminated;reason=deactivated", "closed")
		c.answer(200)
	}},
	{name: "the bodies of an author say what they are", yaml: `
scenario: bodies
match: {user: bodies}
on:
  SUBSCRIBE:
    - {respond: 200, off: [notify]}
    - {request: NOTIFY, body: "Messages-Waiting: yes\r\n", expect: 200}
    - {request: NOTIFY, body: '<?xml version="1.0"?><presence entity="sip:x"/>', expect: 200}
    - {request: NOTIFY, body: '<dialog-info version="0"/>', expect: 200}
    - {request: NOTIFY, body: '<reginfo version="0"/>', expect: 200}
    - {request: NOTIFY, body: '<other/>', expect: 200}
    - {request: NOTIFY, body: "SIP/2.0 100 Trying\r\n", expect: 200}
    - {request: NOTIFY, headers: {Subscription-State: terminated}}
`, play: func(c *caller) {
		c.request("SUBSCRIBE", "bodies", "Event: presence")
		for range 7 {
			c.answer(200)
		}
	}},
	{name: "a BYE in a dialog without a call gets 481", change: extension("alice"), play: func(c *caller) {
		c.request("SUBSCRIBE", "alice", "Event: presence", "Expires: 60")
		c.answer(200)
		c.inside("BYE")
		c.inside("SUBSCRIBE", "Event: presence", "Expires: 0")
		c.answer(200)
	}},
	{name: "a scenario ends a subscription for a reason", yaml: `
scenario: lamp
match: {user: lamp}
on:
  SUBSCRIBE:
    - {respond: 200, off: [notify]}
    - {request: NOTIFY, headers: {Content-Type: text/x-lamp}, body: "on"}
    - {wait: 5s}
    - {request: NOTIFY, headers: {Subscription-State: "terminated;reason=probation;retry-after=60"}}
`, play: func(c *caller) {
		c.request("SUBSCRIBE", "lamp", "Event: lamp;id=7", "Expires: 600")
		c.says("Event", "lamp;id=7")
		c.tells("active;expires=600", "^on$")
		c.answer(200)
		c.wait(5 * sec)
		c.tells("terminated;reason=probation;retry-after=60")
		c.answer(200)
	}},
	{name: "an author takes Event and Subscription-State away", yaml: `
scenario: bare
match: {user: bare}
on:
  SUBSCRIBE:
    - {respond: 200, off: [notify]}
    - {request: NOTIFY, headers: {Subscription-State: ""}, expect: 400}
    - {request: NOTIFY, headers: {o: ""}, expect: 400}
    - {request: NOTIFY, headers: {Event: "", Subscription-State: ""}}
`, play: func(c *caller) {
		c.request("SUBSCRIBE", "bare", "Event: presence")
		for i, want := range [][2]bool{{true, false}, {false, true}, {false, false}} {
			_, event := c.last().Header("Event")
			_, state := c.last().Header("Subscription-State")
			if event != want[0] || state != want[1] {
				c.t.Errorf("Event is there: %v, Subscription-State: %v, want %v", event, state, want)
			}
			c.answer([]int{400, 400, 481}[i])
		}
	}},
	{name: "a subscription that its scenario never notifies ends in silence", yaml: "scenario: mute\nmatch: {user: mute}\non: {SUBSCRIBE: [{respond: 200, off: [notify]}]}\n", play: func(c *caller) {
		c.request("SUBSCRIBE", "mute", "Event: presence", "Expires: 60")
		c.wait(60 * sec)
		c.inside("SUBSCRIBE", "Event: presence")
	}},
	{name: "a fetch that a scenario answers itself", yaml: "scenario: fetched\nmatch: {user: fetched}\non: {SUBSCRIBE: [{respond: 200, off: [notify]}, {wait: 1s}, {request: NOTIFY, body: \"on\", expect: 200}]}\n", play: func(c *caller) {
		c.request("SUBSCRIBE", "fetched", "Event: lamp", "Expires: 0")
		c.wait(1 * sec)
		c.tells("terminated;reason=timeout", "^on$")
		c.answer(200)
	}},
	{name: "a scenario refuses a refresh, and that is the end", yaml: "scenario: once\nmatch: {user: once}\non: {SUBSCRIBE: {attempts: [[200], [404]]}}\n", play: func(c *caller) {
		c.request("SUBSCRIBE", "once", "Event: presence")
		c.answer(200)
		for range 3 {
			c.inside("SUBSCRIBE", "Event: presence")
			if c.last().Method() == "NOTIFY" {
				c.answer(200)
			}
		}
	}},
	{name: "a NOTIFY that belongs to no subscription of ours gets 481", play: func(c *caller) {
		for range 3 {
			c.request("NOTIFY", "alice", "Event: message-summary", "Subscription-State: active")
		}
		c.dial("200")
		c.inside("ACK")
		c.inside("NOTIFY", "Event: refer", "Subscription-State: active")
		c.inside("BYE")
		c.wait(32 * sec)
	}},
}
