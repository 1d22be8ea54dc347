package journal_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/sipbin/sipbin/responder/journal"
)

func TestAVerdictInOneLine(t *testing.T) {
	for _, test := range []struct {
		verdict journal.Verdict
		want    string
	}{
		{journal.Verdict{}, ""},
		{journal.FailedAt("expect ACK", "a.yaml:3:5", "no ACK within 2s"), "failed: expect ACK (a.yaml:3:5): no ACK within 2s"},
		{journal.FailedAt("never BYE", "", "BYE came"), "failed: never BYE: BYE came"},
		{journal.FailedAt("", "", "respond 302 cannot be built"), "failed: respond 302 cannot be built"},
		{journal.Verdict{Outcome: journal.NotApplicable, Why: "there is no SDP"}, "not applicable: there is no SDP"},
		{journal.Verdict{Outcome: journal.Unfinished, After: time.Second}, "unfinished"},
		{journal.Verdict{Outcome: journal.Unmatched}, "unmatched"},
	} {
		if got := test.verdict.String(); got != test.want {
			t.Errorf("%+v is %q, want %q", test.verdict, got, test.want)
		}
	}
}

func TestAnOutcomeIsAWordInJSON(t *testing.T) {
	text, err := json.Marshal(map[string]journal.Outcome{"outcome": journal.NotApplicable})
	if err != nil || string(text) != `{"outcome":"not applicable"}` {
		t.Errorf("%s, %v", text, err)
	}
}
