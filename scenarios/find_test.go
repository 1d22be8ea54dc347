package scenarios

import (
	"strings"
	"testing"
)

func TestFindingAScenarioByAWord(t *testing.T) {
	yours, problems := Parse("mine.yaml", []byte("scenario: dnd\non: {INVITE: [603]}\n---\nscenario: mine\non: {INVITE: [486]}\n"))
	if err := problems.Err(); err != nil {
		t.Fatal(err)
	}
	for word, want := range map[string]string{
		"mine": "mine.yaml", "dnd": "mine.yaml", "busy": "library/", "180*486": "",
		"mina":      `there is no scenario "mina"; did you mean mine?`,
		"xyzzy-xyz": `there is no scenario "xyzzy-xyz", and it is no dial string`,
	} {
		sc, err := Find(yours, word)
		switch {
		case err != nil && !strings.HasPrefix(err.Error(), want):
			t.Errorf("%s: %v", word, err)
		case err == nil && !strings.HasPrefix(sc.At.File, want):
			t.Errorf("%s stands in %s, not %s", word, sc.At.File, want)
		}
	}
}

func TestAScenarioForEverybody(t *testing.T) {
	dial := func(text string) *Scenario {
		sc, err := Dial(text)
		if err != nil {
			t.Fatal(err)
		}
		return sc
	}
	file, problems := Parse("a.yaml", []byte("scenario: a\non: {INVITE: [486], REGISTER: [403]}\n---\nscenario: b\nmatch: {user: bob}\non: {INVITE: [486]}\n"))
	if err := problems.Err(); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		scenario     *Scenario
		method, user string
		answers      bool
	}{
		{dial("486"), "INVITE", "100", true},
		{dial("486"), "INVITE", "", true},
		{dial("486"), "MESSAGE", "alice", true},
		{dial("486"), "REGISTER", "alice", false},
		{dial("486"), "OPTIONS", "alice", false},
		{file.ByName("a"), "INVITE", "dnd", true},
		{file.ByName("a"), "REGISTER", "alice", true},
		{file.ByName("a"), "OPTIONS", "alice", false},
		{file.ByName("b"), "INVITE", "bob", true},
		{file.ByName("b"), "INVITE", "alice", false},
	} {
		got := NewSet(test.scenario.ForEverybody()).Choose(call(test.method, test.user))
		if (got != nil) != test.answers {
			t.Errorf("%s answers %s of %q: %v", test.scenario.Name, test.method, test.user, got != nil)
		}
	}
}

func TestAPathIsToldFromAName(t *testing.T) {
	for word, want := range map[string]bool{
		"dnd": false, "180*486": false, "find.go": true, "nowhere.yaml": true, "nowhere.yml": true, "a/b": true, "library": true,
	} {
		if got := IsPath(word); got != want {
			t.Errorf("%q is a path: %v", word, got)
		}
	}
}
