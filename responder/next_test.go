package responder_test

import (
	"net/netip"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/sipbin/sipbin/responder"
	"github.com/sipbin/sipbin/responder/message"
	"github.com/sipbin/sipbin/responder/wire"
)

// dials sends INVITEs, each in a call of its own and acknowledged, and returns
// their final codes.
func (c *caller) dials(users ...string) (codes []int) {
	for _, user := range users {
		c.newCallID()
		c.dial(user)
		c.wait(200 * ms)
		codes = append(codes, c.final().Code())
		c.ack()
	}
	return codes
}

func (c *caller) newCallID() { c.callID += "x" }

// from makes the caller call from another address.
func (c *caller) at(addr string) { c.flow.Remote = netip.MustParseAddrPort(addr) }

func (c *caller) ask(a responder.Ask) {
	c.t.Helper()
	if err := c.engine.NextCall(a, c.now); err != nil {
		c.t.Fatal(err)
	}
}

func TestTheNextCallGetsWhatWasAskedFor(t *testing.T) {
	root, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		name, yaml string
		asks       []responder.Ask
		play       func(c *caller) []int
		want       []int
	}{
		{
			name: "once, and the call after it what it dials", asks: []responder.Ask{{Play: "180*1*486"}},
			play: func(c *caller) []int {
				c.dial("603")
				c.wait(1 * sec)
				c.ack()
				return append([]int{c.final().Code()}, c.dials("603")...)
			}, want: []int{486, 603},
		},
		{
			name: "from its address only", asks: []responder.Ask{{Play: "486", From: netip.MustParsePrefix("127.0.0.9/32")}},
			play: func(c *caller) []int {
				codes := c.dials("603")
				c.at("127.0.0.9:5060")
				return append(codes, c.dials("603")...)
			}, want: []int{603, 486},
		},
		{
			name: "several times, in the order they were asked for",
			asks: []responder.Ask{{Play: "486", Times: 2}, {Play: "480"}},
			play: func(c *caller) []int { return c.dials("603", "603", "603", "603") },
			want: []int{486, 486, 480, 603},
		},
		{
			name: "before a match, and X-Sipbin before it", yaml: "scenario: mine\nmatch: {user: x}\non: {INVITE: [404]}\n",
			asks: []responder.Ask{{Play: "486"}},
			play: func(c *caller) []int {
				c.dial("x", "X-Sipbin: 480")
				c.ack()
				return append([]int{c.final().Code()}, c.dials("x", "x")...)
			}, want: []int{480, 486, 404},
		},
		{
			name: "a scenario by its name, of the author or of the library", yaml: "scenario: mine\non: {INVITE: [410]}\n",
			asks: []responder.Ask{{Play: "mine"}, {Play: "DND"}},
			play: func(c *caller) []int { return c.dials("603", "603") }, want: []int{410, 486},
		},
		{
			name: "its tries, for those of the same Call-ID", asks: []responder.Ask{{Play: "503*486"}},
			play: func(c *caller) []int {
				c.dial("603")
				c.ack()
				codes := []int{c.final().Code()}
				mine := c.callID
				codes = append(codes, c.dials("603")...)
				c.callID = mine
				c.dial("603")
				c.ack()
				return append(codes, c.final().Code())
			}, want: []int{503, 603, 486},
		},
		{
			name: "the first of its tries, whatever the caller tried before", asks: []responder.Ask{{Play: "503*486", Times: 2}},
			play: func(c *caller) []int { return c.dials("603", "603") }, want: []int{503, 503},
		},
		{
			name: "and not a call that was lost", yaml: "scenario: lost\nlose: {INVITE: first 1}\non: {INVITE: [486]}\n",
			asks: []responder.Ask{{Play: "lost"}},
			play: func(c *caller) []int {
				c.dial("603")
				c.wait(500 * ms)
				c.again()
				c.ack()
				return append([]int{c.final().Code()}, c.dials("603")...)
			}, want: []int{486, 603},
		},
		{
			name: "until its time is up", asks: []responder.Ask{{Play: "486", For: time.Minute}},
			play: func(c *caller) []int {
				c.wait(61 * sec)
				return c.dials("603")
			}, want: []int{603},
		},
		{
			name: "for its method only", asks: []responder.Ask{{Play: "486", Method: "OPTIONS"}},
			play: func(c *caller) []int {
				codes := c.dials("603")
				c.newCallID()
				c.request("OPTIONS", "603")
				return append(codes, c.last().Code())
			}, want: []int{603, 486},
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			c := newCaller(t, test.yaml)
			for _, a := range test.asks {
				c.ask(a)
			}
			if got := test.play(c); !slices.Equal(got, test.want) {
				t.Errorf("the calls got %v, want %v", got, test.want)
			}
			c.golden(root)
		})
	}
}

func TestAnAskThatCannotBeIsRefused(t *testing.T) {
	c := newCaller(t, "scenario: options-only\non: {OPTIONS: [200]}\n")
	for want, a := range map[string]responder.Ask{
		`"" is neither a dial string nor the name of a scenario`:       {},
		`"4866" is neither a dial string nor the name of a scenario`:   {Play: "4866"},
		`"nobody" is neither a dial string nor the name of a scenario`: {Play: "nobody"},
		"options-only has no list of steps on: INVITE":                 {Play: "options-only"},
		"-1 calls are not 1 to 1000":                                   {Play: "486", Times: -1},
		"1001 calls are not 1 to 1000":                                 {Play: "486", Times: 1001},
		"2h0m0s is not a time of up to 1h0m0s":                         {Play: "486", For: 2 * time.Hour},
		"-1s is not a time of up to 1h0m0s":                            {Play: "486", For: -sec},
	} {
		if err := c.engine.NextCall(a, c.now); err == nil || err.Error() != want {
			t.Errorf("%+v: %v, want %s", a, err, want)
		}
	}
	if waiting := c.engine.Nexts(c.now); len(waiting) > 0 {
		t.Errorf("%v wait", waiting)
	}
	for range 1000 {
		c.ask(responder.Ask{Play: "486"})
	}
	if err := c.engine.NextCall(responder.Ask{Play: "486"}, c.now); err != responder.ErrTooManyAsks {
		t.Errorf("the 1001st: %v", err)
	}
	if n := c.engine.ForgetNext(""); n != 1000 || len(c.engine.Nexts(c.now)) > 0 {
		t.Errorf("%d were forgotten, %d wait", n, len(c.engine.Nexts(c.now)))
	}
}

func TestLookingWhoWouldAnswerUsesNothingUp(t *testing.T) {
	c := newCaller(t, "")
	c.ask(responder.Ask{Play: "486*480"})
	request := c.compose("INVITE", "sip:603@127.0.0.1", "<sip:603@127.0.0.1>", 1)
	for range 3 {
		m, err := c.engine.Match(wire.Packet{Flow: c.flow, Data: []byte(request)}, c.now)
		if err != nil || m.Why != "next" || m.Scenario != "486*480" {
			t.Fatalf("%+v, %v", m, err)
		}
	}
	if got := c.dials("603", "603"); !slices.Equal(got, []int{486, 603}) {
		t.Errorf("the calls got %v", got)
	}
}

func TestTestsAreKeptApart(t *testing.T) {
	c := newCaller(t, "", func(cfg *responder.Config) { cfg.DialPrefix = "9" })
	handed, err := c.engine.NewTest("", c.now)
	if err != nil {
		t.Fatal(err)
	}
	named, err := c.engine.NewTest("job-17", c.now)
	if err != nil || named.ID != "job-17" || named.Prefix == handed.Prefix {
		t.Fatalf("%+v, %v", named, err)
	}
	if _, err := c.engine.NewTest("job-17", c.now); err != responder.ErrTestTaken {
		t.Errorf("a second of the same ID: %v", err)
	}

	// Each counts its tries on its own, whichever way it says who it is.
	for _, try := range []struct {
		user   string
		header []string
		want   int
		test   string
	}{
		{"9503*486", nil, 503, ""},
		{handed.Prefix + "9503*486", nil, 503, handed.ID},
		{"9" + named.Prefix + "503*486", nil, 503, "job-17"},
		{"9503*486", []string{"X-Sipbin-Test: another"}, 503, "another"},
		{"9503*486", []string{"X-Sipbin-Test: job-17"}, 486, "job-17"},
		{handed.Prefix + "9503*486", nil, 486, handed.ID},
		{"9503*486", nil, 486, ""},
		{"9503*486", []string{"X-Sipbin-Test: an other"}, 486, ""},
		{named.Prefix + "9503*486", []string{"X-Sipbin-Test: another"}, 486, "another"},
		{"z9z9-9486", nil, 404, ""},
	} {
		c.newCallID()
		c.dial(try.user, try.header...)
		c.ack()
		calls := c.engine.Journal().Calls(nil)
		if got, test := c.final().Code(), calls[len(calls)-1].TestID; got != try.want || test != try.test {
			t.Errorf("%s %v got %d in %q, want %d in %q", try.user, try.header, got, test, try.want, try.test)
		}
	}

	// So they do with what the next call gets.
	c.ask(responder.Ask{Play: "410", Test: "job-17"})
	c.ask(responder.Ask{Play: "413"})
	if got := c.dials("9486", handed.Prefix+"9486", named.Prefix+"9486"); !slices.Equal(got, []int{413, 486, 410}) {
		t.Errorf("the next calls got %v", got)
	}

	// A Contact of ours leads back into the test.
	c.newCallID()
	c.dial(handed.Prefix + "9302")
	if contact, _ := c.final().Header("Contact"); !strings.Contains(contact, handed.Prefix) {
		t.Errorf("Contact: %s is outside of the test", contact)
	}
	c.ack()

	if !c.engine.EndTest("job-17") || c.engine.EndTest("job-17") || c.engine.EndTest("another") {
		t.Error("only a test that has a prefix can be ended, once")
	}
	c.newCallID()
	c.dial(named.Prefix + "9486")
	c.ack()
	if got := c.final().Code(); got != 404 {
		t.Errorf("a prefix that was taken back got %d", got)
	}
	c.wait(2 * time.Hour)
	if left := c.engine.Tests(c.now); len(left) > 0 {
		t.Errorf("after two quiet hours there are %v", left)
	}
}

func TestForgottenTriesBeginAnew(t *testing.T) {
	c := newCaller(t, "")
	got := c.dials("503*486", "503*486")
	c.engine.ForgetAttempts("")
	if got = append(got, c.dials("503*486")...); !slices.Equal(got, []int{503, 486, 503}) {
		t.Errorf("got %v", got)
	}
}

func TestAnIDOfATestIsAWord(t *testing.T) {
	for id, good := range map[string]bool{
		"a": true, "job-17_b.2": true, strings.Repeat("a", 64): true,
		"": false, strings.Repeat("a", 65): false, "two words": false, "ä": false, "a\x00": false,
	} {
		if err := responder.CheckTestID(id); (err == nil) != good {
			t.Errorf("%q: %v", id, err)
		}
	}
}

func TestScenariosLaidOverTheAuthorsOutliveAReload(t *testing.T) {
	c := newCaller(t, "scenario: mine\nmatch: {user: x}\non: {INVITE: [404]}\n")
	files := c.engine.Scenarios()
	c.engine.Overlay(loadYAML(t, "scenario: mine\nmatch: {user: x}\non: {INVITE: [410]}\n---\nscenario: more\non: {INVITE: [413]}\n"))
	got := c.dials("x", "more")
	c.engine.Reload(files)
	got = append(got, c.dials("x", "more")...)
	c.engine.Overlay(nil)
	got = append(got, c.dials("x", "more")...)
	if want := []int{410, 413, 410, 413, 404, 404}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if c.engine.Named("DND") == nil || c.engine.Named("486") == nil || c.engine.Named("no-such") != nil {
		t.Error("names are not found as they are dialled")
	}
}

func TestNothingIsKnownOfAFlowWithoutAnAddress(t *testing.T) {
	c := newCaller(t, "")
	c.flow = message.Flow{Transport: message.UDP}
	c.ask(responder.Ask{Play: "486", From: netip.MustParsePrefix("10.0.0.0/8")})
	if got := c.dials("603"); !slices.Equal(got, []int{603}) {
		t.Errorf("got %v", got)
	}
}
