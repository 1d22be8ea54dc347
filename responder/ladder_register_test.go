package responder_test

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/sipbin/sipbin/responder"
	"github.com/sipbin/sipbin/responder/registrar"
)

// register sends a REGISTER of a user with just these header lines.
func (c *caller) register(user string, lines ...string) {
	c.seq++
	c.branch++
	aor := "<sip:" + user + "@127.0.0.2>"
	c.raw(strings.Replace(c.compose("REGISTER", "sip:127.0.0.1", aor, c.seq, lines...), "Contact: <sip:"+c.from+"@127.0.0.2:5080>\r\n", "", 1))
}

// says holds the last message sent by the engine to the values of a header.
func (c *caller) says(name string, want ...string) {
	c.t.Helper()
	if got := c.last().HeaderValues(name); !slices.Equal(got, want) {
		c.t.Errorf("at %v the %d has %s: %q, want %q", c.now.Format("05.000"), c.last().Code(), name, got, want)
	}
}

const (
	bob      = "Contact: <sip:bob@127.0.0.2:5080>"
	instance = `+sip.instance="<urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6>"`
)

func registrarWith(config registrar.Config) func(*responder.Config) {
	return func(cfg *responder.Config) { cfg.Registrar = registrar.New(config) }
}

// registerLadders are about registrations (RFC 3261 section 10), and about what
// a scenario may bend.
var registerLadders = []ladderTest{
	{name: "a registration is renewed, asked about, and ends", play: func(c *caller) {
		c.register("bob", bob, "Expires: 60")
		c.says("Contact", "<sip:bob@127.0.0.2:5080>;expires=60")
		c.wait(40 * sec)
		c.register("bob", bob+";q=0.5", "Expires: 60")
		c.wait(30 * sec)
		c.register("bob")
		c.says("Contact", "<sip:bob@127.0.0.2:5080>;q=0.5;expires=30")
		c.wait(30 * sec)
		c.register("bob")
		c.says("Contact")
	}},
	{name: "all bindings are removed at once, or none", play: func(c *caller) {
		c.register("bob", bob, "Contact: <sip:bob@127.0.0.3>")
		c.register("bob", "Contact: *", "Expires: 60")
		c.register("bob", "Contact: *", "Expires: 0")
		c.says("Contact")
	}},
	{name: "a REGISTER that a later one has overtaken gets 500", play: func(c *caller) {
		c.seq = 5
		c.register("bob", bob)
		c.seq = 4
		c.register("bob", bob+";expires=0")
		c.register("bob")
		c.says("Contact", "<sip:bob@127.0.0.2:5080>;expires=3600")
	}},
	{name: "an interval too brief gets 423", change: registrarWith(registrar.Config{MinExpires: 2 * time.Minute}), play: func(c *caller) {
		c.register("bob", bob+";expires=60")
		c.says("Min-Expires", "120")
		c.register("bob", bob+";expires=120")
		c.register("bob", bob+";expires=0")
	}},
	{name: "a thousand contacts get 403", play: func(c *caller) {
		var lines []string
		for i := range 1000 {
			lines = append(lines, fmt.Sprintf("Contact: <sip:bob@127.0.0.2:%d>", 10000+i))
		}
		c.register("bob", lines...)
	}},
	{name: "a full registrar says when to come again", change: registrarWith(registrar.Config{MaxBindings: 1}), play: func(c *caller) {
		c.register("bob", bob, "Expires: 60")
		c.register("carol", "Contact: <sip:carol@127.0.0.2>")
		c.says("Retry-After", "60")
		c.wait(60 * sec)
		c.register("carol", "Contact: <sip:carol@127.0.0.2>")
	}},
	{name: "a Path is kept, and refused of who does not expect one", play: func(c *caller) {
		c.register("bob", bob, "Path: <sip:edge.lab;lr>")
		c.says("Unsupported", "path")
		c.register("bob", bob, "Path: <sip:core.lab;lr>", "Path: <sip:edge.lab;lr>", "Supported: path")
		c.says("Path", "<sip:core.lab;lr>", "<sip:edge.lab;lr>")
	}},
	{name: "a registered client is told its way out", change: func(cfg *responder.Config) { cfg.ServiceRoute = []string{"<sip:out.lab;lr>", "<sip:home.lab;lr>"} },
		play: func(c *caller) {
			c.register("bob", bob)
			c.says("Service-Route", "<sip:out.lab;lr>", "<sip:home.lab;lr>")
			c.register("bob", bob, "Expires: 0")
			c.says("Service-Route")
		}},
	{name: "outbound is required when it was applied", play: func(c *caller) {
		c.register("bob", bob+";reg-id=1;"+instance, "Supported: path, outbound", "Require: outbound")
		c.says("Require", "outbound")
		c.register("bob", "Contact: <sip:bob@127.0.0.9>;reg-id=1;"+instance, "Supported: path, outbound")
		c.says("Contact", "<sip:bob@127.0.0.9>;reg-id=1;"+instance+";expires=3600")
		c.register("bob", "Via: SIP/2.0/UDP 127.0.0.9;branch=z9hG4bKfirst", bob+";reg-id=1;"+instance, "Supported: path, outbound")
	}},
	{name: "an instance is told its GRUUs", play: func(c *caller) {
		c.register("bob", bob+";"+instance, "Supported: gruu")
		contact := c.last().HeaderValues("Contact")[0]
		if !strings.Contains(contact, `;pub-gruu="sip:bob@127.0.0.2;gr=urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6"`) || !strings.Contains(contact, `;temp-gruu="sip:tgruu.`) {
			c.t.Errorf("Contact: %s", contact)
		}
	}},
	{name: "what a REGISTER requires beyond the registrar gets 420", play: func(c *caller) {
		c.register("bob", bob, "Require: outbound, 100rel")
		c.says("Unsupported", "100rel")
	}},
	{name: "the answer grants less than was asked", yaml: `
scenario: short-expiry
match: {user: bob}
on: {REGISTER: [{respond: 200, headers: {Contact: "<sip:bob@127.0.0.2:5080>;expires=30"}}]}
`, play: func(c *caller) {
		c.register("bob", bob, "Expires: 3600")
		c.says("Contact", "<sip:bob@127.0.0.2:5080>;expires=30")
	}},
	{name: "the answer names another contact", yaml: `
scenario: wrong-contact
match: {user: bob}
on: {REGISTER: [{respond: 200, headers: {Contact: "<sip:somebody@192.0.2.1>;expires=3600"}}]}
`, play: func(c *caller) {
		c.register("bob", bob)
		c.says("Contact", "<sip:somebody@192.0.2.1>;expires=3600")
	}},
	{name: "a binding that was granted is not there", yaml: registered + "on: {REGISTER: [{respond: 200, off: [bind]}], INVITE: " + unlessBound + "}", play: func(c *caller) {
		c.register("bob", bob)
		c.says("Contact", "<sip:bob@127.0.0.2:5080>;expires=3600")
		c.from = "bob"
		c.dial("bob")
		c.ack()
	}},
	{name: "a refresh that is not stored ends the binding in silence", yaml: registered + "on: {REGISTER: {attempts: [[200], [{respond: 200, off: [bind]}]]}, INVITE: " + unlessBound + "}", play: func(c *caller) {
		c.register("bob", bob, "Expires: 60")
		c.wait(50 * sec)
		c.register("bob", bob, "Expires: 60")
		c.says("Contact", "<sip:bob@127.0.0.2:5080>;expires=60")
		c.wait(15 * sec)
		c.from = "bob"
		c.dial("bob")
		c.ack()
	}},
	{name: "a binding that is forgotten later", yaml: registered + "on: {REGISTER: [200, {wait: 10s}, forget], INVITE: " + unlessBound + "}", play: func(c *caller) {
		c.register("bob", bob)
		c.from = "bob"
		c.callID = "call-2"
		c.dial("bob")
		c.ack()
		c.wait(10 * sec)
		c.dial("bob")
		c.ack()
	}},
}

const (
	registered  = "scenario: registered-or-not\nmatch: {user: bob}\n"
	unlessBound = "[{when: Binding.Contact == \"\", do: [480], else: [486]}]"
)
