package responder_test

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/sipbin/sipbin/responder/journal"
	"github.com/sipbin/sipbin/responder/message"
)

// asked is a request whose answer is held to what the RFCs say of it.
type asked struct {
	name string
	yaml string
	// play sends it; the last response is its answer.
	play func(c *caller)
	code int
	// says are the lines that the answer must have.
	says []string
}

func (a asked) run(t *testing.T) {
	t.Helper()
	t.Run(a.name, a.judge)
}

func (a asked) judge(t *testing.T) {
	c := newCaller(t, a.yaml)
	a.play(c)
	answer := c.answered()
	if answer.Code() != a.code {
		t.Fatalf("answered %d %s, want %d", answer.Code(), answer.Reason(), a.code)
	}
	for _, line := range a.says {
		name, value, _ := strings.Cut(line, ":")
		if got := answer.HeaderValues(name); !slices.Contains(got, strings.TrimSpace(value)) {
			t.Errorf("the %d says %q in %s, want %q", a.code, got, name, value)
		}
	}
}

// answered is the last response of the engine.
func (c *caller) answered() *message.Message {
	for _, m := range slices.Backward(c.toUs) {
		if !m.IsRequest() {
			return m
		}
	}
	c.t.Fatal("nothing was answered")
	return nil
}

// within plays a call that is up and sends a request in it.
func within(method string, more ...string) func(*caller) {
	return func(c *caller) {
		c.dial("200")
		c.inside("ACK")
		c.inside(method, more...)
	}
}

// TestRequestsThatRequireTooMuch holds to RFC 3261 section 8.2.2.3 in a dialog.
func TestRequestsThatRequireTooMuch(t *testing.T) {
	for _, method := range []string{"INFO", "UPDATE", "REFER", "INVITE", "OPTIONS", "MESSAGE", "BYE", "NOTIFY", "SUBSCRIBE", "PRACK"} {
		asked{
			name: method, play: within(method, "Require: timer, nosuch", "Refer-To: <sip:carol@127.0.0.3>"),
			code: 420, says: []string{"Unsupported: nosuch"},
		}.run(t)
	}
	asked{
		name: "it may be switched off", yaml: "scenario: x\nmatch: {user: x}\noff: [require]\non: {INVITE: [200]}\n", code: 200,
		play: func(c *caller) {
			c.dial("x")
			c.inside("ACK")
			c.inside("INFO", "Require: nosuch")
		},
	}.run(t)
	asked{
		name: "the call goes on", code: 200,
		play: func(c *caller) {
			within("BYE", "Require: nosuch")(c)
			c.inside("BYE")
		},
	}.run(t)
}

// TestABYEThatRequiresTooMuchIsNotTheOneExpected keeps a list waiting for one
// that is taken.
func TestABYEThatRequiresTooMuchIsNotTheOneExpected(t *testing.T) {
	c := newCaller(t, "scenario: x\nmatch: {user: x}\non: {INVITE: [200, {expect: BYE, within: 5s}]}\n")
	c.dial("x")
	c.inside("ACK")
	c.inside("BYE", "Require: nosuch")
	if c.engine.Playing() != 1 {
		t.Fatal("the call is over")
	}
	c.inside("BYE")
	if got := c.verdicts(); got != "" || c.engine.Playing() != 0 {
		t.Errorf("verdict %q, %d calls in progress", got, c.engine.Playing())
	}
}

// TestReplacesIsForINVITE holds to RFC 3891 section 3, in a dialog and outside.
func TestReplacesIsForINVITE(t *testing.T) {
	const replaces = "Replaces: other@call;to-tag=1;from-tag=2"
	for _, method := range []string{"OPTIONS", "REGISTER", "MESSAGE", "SUBSCRIBE"} {
		asked{name: method, code: 400, play: func(c *caller) { c.request(method, "200", replaces) }}.run(t)
	}
	for _, method := range []string{"INFO", "REFER", "UPDATE", "BYE"} {
		asked{name: method + " in a call", code: 400, play: within(method, replaces)}.run(t)
	}
}

// TestRAck reads the numbers of a PRACK as numbers (RFC 3262 section 7.2).
func TestRAck(t *testing.T) {
	for _, test := range []struct {
		rack string
		code int
	}{
		{"1 1 INVITE", 200},
		{"01 0001 INVITE", 200},
		{"1 \t 1\tINVITE", 200},
		{"2 1 INVITE", 481},
		{"1 2 INVITE", 481},
		{"1 1 UPDATE", 481},
		{"1 1 invite", 481},
		{"1 1", 400},
		{"1 1 INVITE 1", 400},
		{"one 1 INVITE", 400},
		{"-1 1 INVITE", 400},
		{"4294967297 1 INVITE", 400},
		{"", 400},
	} {
		asked{name: test.rack, code: test.code, play: func(c *caller) {
			c.dial("180*99*486", "Require: 100rel")
			c.inside("PRACK", "RAck: "+test.rack)
		}}.run(t)
	}
}

// TestSessionExpires reads the session timer that a client wants (RFC 4028
// sections 4 and 9), in an INVITE and in an UPDATE.
func TestSessionExpires(t *testing.T) {
	for _, test := range []struct {
		name   string
		asked  []string
		code   int
		agreed []string
	}{
		{"supported", []string{"Supported: timer", "Session-Expires: 100"}, 200, []string{"Session-Expires: 100;refresher=uac", "Require: timer"}},
		{"required, without a word in Supported", []string{"Require: timer", "Session-Expires: 100"}, 200, []string{"Session-Expires: 100;refresher=uac", "Require: timer"}},
		{"required, and the client has chosen us", []string{"Require: timer", "Session-Expires: 100;refresher=uas"}, 200, []string{"Session-Expires: 100;refresher=uas"}},
		{"required, and too short", []string{"Require: timer", "Session-Expires: 30"}, 422, []string{"Min-SE: 90"}},
		{"chosen in capitals", []string{"Supported: timer", "Session-Expires: 100;Refresher=UAS"}, 200, []string{"Session-Expires: 100;refresher=uas"}},
		{"a refresher that is nobody", []string{"Supported: timer", "Session-Expires: 100;refresher=foo"}, 400, nil},
		{"a refresher without a value", []string{"Supported: timer", "Session-Expires: 100;refresher"}, 400, nil},
		{"no number", []string{"Supported: timer", "Session-Expires: abc"}, 400, nil},
		{"of a client that knows no timers", []string{"Session-Expires: abc;refresher=foo"}, 200, nil},
	} {
		asked{name: "INVITE " + test.name, code: test.code, says: test.agreed, play: func(c *caller) { c.dial("200", test.asked...) }}.run(t)
		asked{name: "UPDATE " + test.name, code: test.code, says: test.agreed, play: within("UPDATE", test.asked...)}.run(t)
	}
}

// TestAnyDialled2xxMakesADialog with what a dialog needs (RFC 3261 section
// 12.1.1), whatever its code is usually sent for.
func TestAnyDialled2xxMakesADialog(t *testing.T) {
	for _, code := range []int{200, 202, 204, 250, 299} {
		t.Run(strconv.Itoa(code), func(t *testing.T) {
			user := strconv.Itoa(code)
			c := newCaller(t, "")
			c.dial(user, "Record-Route: <sip:p1.example;lr>, <sip:p2.example;lr>")
			contacts := c.answered().HeaderValues("Contact")
			if want := []string{"<sip:" + user + "@127.0.0.1:5060>"}; c.answered().Code() != code || !slices.Equal(contacts, want) {
				t.Fatalf("the %d has the Contacts %q, want %q", c.answered().Code(), contacts, want)
			}
			if got := c.answered().List("Record-Route"); len(got) != 2 {
				t.Errorf("Record-Route %q", got)
			}
			c.inside("ACK")
			c.inside("BYE")
			if c.answered().Code() != 200 || c.engine.Playing() != 0 {
				t.Errorf("the BYE got %d, %d calls in progress", c.answered().Code(), c.engine.Playing())
			}
		})
	}
}

// TestInfoPackages holds to RFC 6086 section 4.2.2: 469 for a package that we did
// not say we take, which Recv-Info then says.
func TestInfoPackages(t *testing.T) {
	const takes = "scenario: x\nmatch: {user: x}\non: {INVITE: [{respond: 200, headers: {Recv-Info: [\"foo;v=1, bar\", baz]}}]}\n"
	keys := []string{"Info-Package: dtmf", "Content-Type: application/dtmf-relay", "Signal=5\r\n"}
	inX := func(more ...string) func(*caller) {
		return func(c *caller) {
			c.dial("x")
			c.inside("ACK")
			c.inside("INFO", more...)
		}
	}
	for _, test := range []asked{
		{name: "of no package", code: 200, play: within("INFO", keys[1:]...)},
		{name: "of one that nobody takes", code: 469, says: []string{"Recv-Info: "}, play: within("INFO", "Info-Package: nosuch")},
		{name: "keys of one that nobody takes", code: 469, says: []string{"Recv-Info: "}, play: within("INFO", keys...)},
		{name: "of one that a scenario said to take", yaml: takes, code: 200, play: inX("Info-Package: BAR;x=1")},
		{name: "of the last one it said", yaml: takes, code: 200, play: inX("Info-Package: baz")},
		{name: "of another", yaml: takes, code: 469, says: []string{"Recv-Info: foo;v=1, bar, baz"}, play: inX("Info-Package: nosuch")},
		{name: "of one that a scenario takes itself", yaml: "scenario: x\nmatch: {user: x}\non: {INVITE: [200], INFO: [200]}\n", code: 200, play: inX("Info-Package: nosuch")},
	} {
		test.run(t)
	}
	c := newCaller(t, "")
	within("INFO", keys...)(c)
	c.inside("INFO", keys[1:]...)
	pressed := 0
	for _, note := range c.entries(journal.Note) {
		if strings.Contains(note.Why, "pressed") {
			pressed++
		}
	}
	if pressed != 1 {
		t.Errorf("keys were pressed %d times, want once: not by the INFO that was refused", pressed)
	}
}

// TestContactOfARequest holds to RFC 3261 section 8.1.1.8: one sip or sips URI in
// what makes a dialog.
func TestContactOfARequest(t *testing.T) {
	const plain = "Contact: <sip:alice@127.0.0.2:5080>"
	with := func(method, contact string) func(*caller) {
		return func(c *caller) {
			text := c.compose(method, "sip:200@127.0.0.1", "<sip:200@127.0.0.1>", 1, "Event: message-summary", "Refer-To: <sip:carol@127.0.0.3>")
			c.raw(strings.Replace(text, plain+"\r\n", contact, 1))
		}
	}
	for _, method := range []string{"INVITE", "SUBSCRIBE", "REFER"} {
		for _, test := range []asked{
			{name: "one", code: 200, play: with(method, plain+"\r\n")},
			{name: "one with a name that has a comma", code: 200, play: with(method, "m: \"Bell, A\" <sip:a@127.0.0.2;x=1,2>;expires=5\r\n")},
			{name: "one without brackets, of a sips scheme in capitals", code: 200, play: with(method, "Contact: SIPS:a@127.0.0.2\r\n")},
			{name: "none", code: 400, play: with(method, "")},
			{name: "an empty one", code: 400, play: with(method, "Contact: \r\n")},
			{name: "a star", code: 400, play: with(method, "Contact: *\r\n")},
			{name: "two in one line", code: 400, play: with(method, "Contact: <sip:a@127.0.0.2>, <sip:b@127.0.0.2>\r\n")},
			{name: "two lines", code: 400, play: with(method, plain+"\r\n"+plain+"\r\n")},
			{name: "of another scheme", code: 400, play: with(method, "Contact: <tel:+49301234>\r\n")},
			{name: "none of a client of RFC 2543", code: 200, play: func(c *caller) {
				text := c.compose(method, "sip:200@127.0.0.1", "<sip:200@127.0.0.1>", 1, "Event: message-summary", "Refer-To: <sip:carol@127.0.0.3>")
				c.raw(strings.NewReplacer(plain+"\r\n", "", "branch=z9hG4bK", "branch=").Replace(text))
			}},
		} {
			test.name = method + " " + test.name
			test.run(t)
		}
	}
	for _, method := range []string{"OPTIONS", "MESSAGE"} {
		asked{name: method + " without one", code: 200, play: with(method, "")}.run(t)
	}
}
