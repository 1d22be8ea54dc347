package scenarios_test

import (
	"strings"
	"testing"

	"github.com/sipbin/sipbin/scenarios"
)

func TestFindingAScenarioByAWord(t *testing.T) {
	yours, problems := scenarios.Parse("mine.yaml", []byte("scenario: dnd\non: {INVITE: [603]}\n---\nscenario: mine\non: {INVITE: [486]}\n"))
	if err := problems.Err(); err != nil {
		t.Fatal(err)
	}
	for word, want := range map[string]string{
		"mine": "mine.yaml", "dnd": "mine.yaml", "busy": "library/", "180*486": "",
		"mina":      `there is no scenario "mina"; did you mean mine?`,
		"xyzzy-xyz": `there is no scenario "xyzzy-xyz", and it is no dial string`,
	} {
		sc, err := scenarios.Find(yours, word)
		switch {
		case err != nil && !strings.HasPrefix(err.Error(), want):
			t.Errorf("%s: %v", word, err)
		case err == nil && !strings.HasPrefix(sc.At.File, want):
			t.Errorf("%s stands in %s, not %s", word, sc.At.File, want)
		}
	}
}
