package respondertest_test

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/sipbin/sipbin/responder/journal"
	"github.com/sipbin/sipbin/responder/ladder"
	"github.com/sipbin/sipbin/responder/message"
	"github.com/sipbin/sipbin/responder/respondertest"
	"github.com/sipbin/sipbin/scenarios"
)

// TestCallers plays each profile where its behaviour shows. Read the ladders in
// testdata/callers.
func TestCallers(t *testing.T) {
	for _, test := range callers {
		t.Run(test.name, func(t *testing.T) {
			as, err := respondertest.ProfileNamed(test.as)
			if err != nil {
				t.Fatal(err)
			}
			set, name := parse(t, test.play)
			r, err := respondertest.Rehearse(set, name, as, test.opts...)
			if err != nil {
				t.Fatal(err)
			}
			file := strings.ReplaceAll(strings.ToLower(test.name), " ", "-") + ".golden"
			hold(t, filepath.Join("testdata", "callers", file), r.Ladder(ladder.Options{Golden: true}))
			if r.Cut != "" {
				t.Error(r.Cut)
			}
			if r.Verdict.Outcome != journal.OK {
				t.Errorf("verdict %s", r.Verdict)
			}
			for _, c := range r.Calls {
				if c.ID != 0 && !c.Opened.IsZero() && !c.Ended {
					t.Errorf("call %d is still in progress", c.ID)
				}
			}
		})
	}
}

// parse reads a scenario; what has no line end is a dial string or a name.
func parse(t *testing.T, play string) (*scenarios.Set, string) {
	t.Helper()
	if !strings.Contains(play, "\n") {
		return nil, play
	}
	set, problems := scenarios.Parse("scenario.yaml", []byte(play))
	if err := problems.Err(); err != nil {
		t.Fatal(err)
	}
	return set, set.All()[0].Name
}

func opening(method string) []respondertest.Option {
	return []respondertest.Option{respondertest.Opening(method)}
}

var callers = []struct {
	name string
	as   string
	play string
	opts []respondertest.Option
}{
	{name: "An INVITE is not repeated after 100", as: "phone", play: "100*5*486"},
	{name: "Over TCP nothing is repeated", as: "phone", play: "silence", opts: []respondertest.Option{respondertest.Over(message.TCP)}},
	{name: "The automatic 100 stops Timer A", as: "phone", play: "5*486"},
	{name: "The callee hangs up", as: "phone", play: "200*2"},
	{name: "The deaf phone is given up with BYE", as: "deaf", play: "200"},
	{name: "The mute gateway answers our offer in its ACK", as: "mute", play: "180*1*200"},
	{name: "The impatient phone cancels", as: "impatient", play: "180*10*486"},
	{name: "The impatient phone is answered in time", as: "impatient", play: "180*2*200"},
	{name: "The phone cancels after three minutes", as: "phone", play: "180*99*99*486"},
	{name: "A second challenge of a realm is not answered", as: "phone", play: "401*401*200"},
	{name: "A SUBSCRIBE is notified and ended by the caller", as: "phone", play: "200", opts: opening("SUBSCRIBE")},
	{name: "A REFER is reported on", as: "phone", play: "200", opts: opening("REFER")},
	{name: "A short registration is asked for longer", as: "phone", play: "423*200", opts: opening("REGISTER")},
	{name: "A MESSAGE comes back after 503", as: "phone", play: "503*200", opts: opening("MESSAGE")},
	{name: "A PUBLISH with credentials", as: "phone", play: "407*200", opts: opening("PUBLISH")},
	{name: "A session interval is raised after 422", as: "ims", play: "422*200"},
	{name: "A phone without session timer does not come back after 422", as: "phone", play: "422*200"},
	{name: "The contacts of a 300 are called, the best one first", as: "phone", play: `
scenario: choice
on:
  INVITE:
    - respond: 300
      headers:
        Contact: ["<sip:busy@{{.Local}}>;q=0.3", "<sip:elsewhere@192.0.2.1>;q=0.9", "<sip:dnd@{{.Local}}>;q=0.5"]
`},
	{name: "A circle of redirections is left", as: "phone", play: `
scenario: here
on:
  INVITE: [{respond: 302, headers: {Contact: "<sip:there@{{.Local}}>"}}]
---
scenario: there
on:
  INVITE: [{respond: 302, headers: {Contact: "<sip:here@{{.Local}}>"}}]
`},
	{name: "Reliable responses are acknowledged", as: "ims", play: `
scenario: early-media
needs: {supported: 100rel}
on:
  INVITE: [{respond: 183, reliable: true}, {expect: PRACK, within: 1s}, {wait: 1s}, {respond: 180, reliable: true}, {wait: 1s}, 200, {expect: ACK, within: 1s}]
`},
	{name: "A PRACK that is not answered is repeated", as: "ims", play: `
scenario: prack-unanswered
needs: {supported: 100rel}
on:
  INVITE: [{respond: 183, reliable: true}, {expect: PRACK, respond: none}]
`},
	{name: "The trunk refreshes the session", as: "trunk", play: "180*1*200"},
	{name: "The trunk ends a session that is not refreshed", as: "trunk", play: `
scenario: refresher-lost
needs: {supported: timer}
off: [refresh]
on: {INVITE: [{respond: 200, headers: {Session-Expires: 90;refresher=uas, Require: timer}}, {expect: BYE, after: 55s, within: 90s}]}
`},
	{name: "Both sides send a re-INVITE", as: "phone", play: `
scenario: glare
on:
  INVITE: [200, {expect: ACK, within: 1s}]
  re-INVITE: {attempts: [[{request: re-INVITE, expect: 491}, 491], {after: 2.1s, within: 4s, do: [200]}]}
`},
	{name: "A re-INVITE of ours is answered", as: "phone", play: `
scenario: hold
on:
  INVITE: [200, {expect: ACK, within: 1s}, {wait: 1s}, {request: re-INVITE, expect: 200}, {wait: 1s}, {request: BYE}]
`},
	{name: "Requests inside the call are answered", as: "phone", play: `
scenario: questions
on:
  INVITE: [200, {expect: ACK, within: 1s}, {request: OPTIONS, expect: 200}, {request: INFO, expect: 200}, {request: UPDATE, expect: 200}, {request: MESSAGE, expect: 200}]
`},
	{name: "We refresh the session", as: "trunk", play: `
scenario: our-refresh
on: {INVITE: [{respond: 200, headers: {Session-Expires: 90;refresher=uas, Require: timer}}]}
`},
	{name: "Requests inside the call are sent when there is a list for them", as: "phone", play: `
scenario: inside
on:
  INVITE: [200]
  re-INVITE: [488]
  UPDATE: [200]
  INFO: [{wait: 1s}, 200]
`},
	{name: "A method's own scenario is opened with it", as: "phone", play: `
scenario: text
on: {MESSAGE: [202]}
`},
	{name: "A call outlives the connection that we close", as: "phone", opts: []respondertest.Option{respondertest.Over(message.TCP)}, play: `
scenario: closing
on:
  INVITE: [200, {expect: ACK, within: 1s}, {wait: 1s}, {close: reset}]
`},
	{name: "Chance comes from the seed", as: "phone", opts: []respondertest.Option{respondertest.Seed(7)}, play: `
scenario: sometimes
on: {INVITE: [180, {wait: 1s..9s}, 486]}
`},
	{name: "A call that was forgotten is left", as: "phone", play: `
scenario: forgotten
on: {INVITE: [200, {expect: ACK, within: 1s}, {wait: 2s}, forget]}
`},
	{name: "The second of a fork that answers is hung up", as: "phone", play: `
scenario: forked
on:
  INVITE: [{respond: 180, dialog: a}, {respond: 180, dialog: b}, {respond: 200, dialog: a}, {wait: 300ms}, {respond: 200, dialog: b}, {expect: ACK, dialog: b, within: 1s}, {expect: BYE, within: 2s}]
`},
	{name: "A 2xx that is lost on the way is acknowledged when it arrives", as: "phone", play: `
scenario: lost-answer
on: {INVITE: [{respond: 200, fault: {drop: first 2}}]}
`},
	{name: "An ACK that is lost is sent for each copy of the 2xx", as: "phone", play: `
scenario: lost-ack
lose: {ACK: first 2}
on: {INVITE: [200]}
`},
	{name: "An ACK of a refusal that is lost is sent again", as: "phone", play: `
scenario: lost-refusal
lose: {ACK: first 2}
on: {INVITE: [486]}
`},
}
