package main

import (
	"bytes"
	"context"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/sipbin/sipbin/scenarios"
)

func TestExplainKnowsTheWordsOfTheLanguage(t *testing.T) {
	words := map[string]string{
		"180*486":   "respond 180, respond 486",
		"180*5*486": "respond 180, wait 5s, respond 486",
		"401*200":   "the next try: respond 200",
		"200*10":    "respond 200, wait 10s, request BYE",
		"699":       "respond 699",
		"cancel":    "200 to a CANCEL",
		"CANCEL":    "can be answered by",
		"via":       "the top Via names another transaction",
	}
	for _, step := range scenarios.StepWords() {
		words[step.Name] = firstWords(step.Text)
		for _, key := range step.Beside {
			if !strings.Contains(said(t, "explain", step.Name), firstWords(key.Text)) {
				t.Errorf("%s: is not told of beside %s:", key.Name, step.Name)
			}
		}
	}
	for _, fault := range scenarios.Faults() {
		words[fault.Name] = firstWords(fault.Text)
	}
	for _, act := range scenarios.AllActs() {
		words[act.String()] = firstWords(act.Text())
	}
	for word, want := range words {
		if got := said(t, "explain", word); !strings.Contains(got, want) {
			t.Errorf("explain %s has no %q:\n%s", word, want, got)
		}
	}
}

// firstWords are those that are not broken over lines.
func firstWords(text string) string {
	words := strings.Fields(text)
	return strings.Join(words[:min(3, len(words))], " ")
}

func TestExplainSuggestsWhatIsNear(t *testing.T) {
	for word, want := range map[string]string{
		"lat-200": "late-200-after-cancel", "expct": "expect", "trynig": "trying", "dorp": "drop", "Contcat": "Contact", "486x": "486",
	} {
		var stdout, stderr bytes.Buffer
		code := run(context.Background(), []string{"explain", word}, func(string) (string, bool) { return "", false }, &stdout, &stderr)
		if code != exitFail || !strings.Contains(stderr.String(), want) {
			t.Errorf("explain %s ended with %d: %s; %s is near", word, code, &stderr, want)
		}
	}
}

func TestListsInJSONAreNeverNull(t *testing.T) {
	var entries []map[string]any
	if err := json.Unmarshal([]byte(said(t, "list", "--json")), &entries); err != nil {
		t.Fatal(err)
	}
	silent := 0
	for _, e := range entries {
		for _, key := range []string{"codes", "methods"} {
			list, ok := e[key].([]any)
			if !ok {
				t.Errorf("%s of %v is %v", key, e["name"], e[key])
			}
			if len(list) == 0 {
				silent++
			}
		}
	}
	if silent == 0 {
		t.Error("no scenario is without codes: this test shows nothing")
	}
	if orEmpty([]int(nil)) == nil || !slices.Equal(orEmpty([]int{1}), []int{1}) {
		t.Error("orEmpty is not the list, or empty")
	}
}
