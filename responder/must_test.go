package responder_test

import (
	"testing"

	"github.com/sipbin/sipbin/responder"
	"github.com/sipbin/sipbin/responder/journal"
	"github.com/sipbin/sipbin/scenarios"
)

// TestMust judges, when a call is over, how often each event came.
func TestMust(t *testing.T) {
	never, once := scenarios.Times{}, scenarios.Times{Least: 1, Most: 1}
	for _, test := range []struct {
		name    string
		must    map[string]scenarios.Times
		verdict string
	}{
		{name: "all came", must: map[string]scenarios.Times{"INVITE": once, "ACK": once, "BYE": once, "CANCEL": never}},
		{name: "one is missing", must: map[string]scenarios.Times{"BYE": once, "INFO": {Least: 2, Most: -1}}, verdict: "failed: must INFO: 2 or more, came 0"},
		{name: "one came that must not", must: map[string]scenarios.Times{"BYE": never}, verdict: "failed: must BYE: 0, came 1"},
		{name: "a span", must: map[string]scenarios.Times{"INFO": {Least: 1, Most: 3}}, verdict: "failed: must INFO: 1..3, came 0"},
		{name: "the first of several by name", must: map[string]scenarios.Times{"UPDATE": once, "INFO": once}, verdict: "failed: must INFO: 1, came 0"},
		{name: "a retransmission has a name of its own", must: map[string]scenarios.Times{"INVITE": once, "INVITE again": once}, verdict: "failed: must INVITE again: 1, came 0"},
	} {
		t.Run(test.name, func(t *testing.T) {
			set := loadYAML(t, "scenario: x\nmatch: {user: x}\non: {INVITE: [200, {expect: ACK, within: 2s}]}\n")
			set.ByName("x").Must = test.must
			c := newCaller(t, "", func(cfg *responder.Config) { cfg.Scenarios = set })
			c.dial("x")
			c.inside("ACK")
			c.inside("BYE")
			if got := c.verdicts(); got != test.verdict {
				t.Errorf("verdict %q, want %q", got, test.verdict)
			}
		})
	}
}

// TestMustIsNotAskedOfACallThatWasNotPlayed leaves calls alone that the
// scenario never had.
func TestMustIsNotAskedOfACallThatWasNotPlayed(t *testing.T) {
	set := loadYAML(t, "scenario: x\nmatch: {user: x}\nneeds: {supported: 100rel}\non: {INVITE: [200]}\n")
	set.ByName("x").Must = map[string]scenarios.Times{"PRACK": {Least: 1, Most: 1}}
	c := newCaller(t, "", func(cfg *responder.Config) { cfg.Scenarios = set })
	c.dial("x")
	c.ack()
	c.wait(40 * sec)
	summaries := c.engine.Journal().Calls(nil)
	if len(summaries) != 1 || summaries[0].Verdict.Outcome != journal.NotApplicable {
		t.Errorf("calls %+v", summaries)
	}
}
