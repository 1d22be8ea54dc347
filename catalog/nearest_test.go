package catalog

import (
	"slices"
	"strings"
	"testing"
)

func TestNearest(t *testing.T) {
	for word, want := range map[string]string{
		"Contcat": "Contact", "min-expire": "Min-Expires", "INVTIE": "INVITE", "bussy here": "Busy Here",
		"437x": "437", "refreshr": "refresher", "two-final": "two-finals",
	} {
		if got := Nearest(word); len(got) == 0 || got[0] != want {
			t.Errorf("%s: %v, want %s first", word, got, want)
		}
	}
	if got := Nearest("qwertyuiop"); got != nil {
		t.Errorf("nothing is near qwertyuiop, got %v", got)
	}
	if got := Nearest("4865"); len(got) > 3 || !slices.Contains(got, "486") {
		t.Errorf("4865: %v", got)
	}
}

func TestNearestOf(t *testing.T) {
	known := []string{"INVITE", "INFO", "ACK", "BYE", "a", "re-INVITE"}
	for word, want := range map[string]string{
		"INVTIE": "INVITE", "invite": "INVITE", "INF": "INFO", "ACKK": "ACK", "bye": "BYE", "A": "a",
		"": "", "b": "", "BY": "", "PUBLISH": "", "reinvite": "re-INVITE",
	} {
		if got := NearestOf(word, known); got != want {
			t.Errorf("%q: %q, want %q", word, got, want)
		}
	}
}

func TestDistance(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want int
	}{{"", "", 0}, {"a", "", 1}, {"abc", "abd", 1}, {"abc", "acb", 1}, {"kitten", "sitting", 3}, {"ca", "abc", 3}} {
		if got := Distance(c.a, c.b); got != c.want {
			t.Errorf("%s, %s: %d, want %d", c.a, c.b, got, c.want)
		}
		if Distance(c.a, c.b) != Distance(c.b, c.a) {
			t.Errorf("%s, %s is not the same both ways", c.a, c.b)
		}
	}
}

func TestEveryWordIsALowercaseWordOrAHeader(t *testing.T) {
	for _, word := range Words() {
		if _, header := LookupHeader(word); !header && word != strings.ToLower(word) && word != "To-tag" {
			t.Errorf("%q is neither a header nor in lower case", word)
		}
		if strings.ContainsAny(word, " ,[]{}:#") {
			t.Errorf("%q needs quotes in YAML", word)
		}
	}
}

func TestEveryRuleSaysWhereItIsWritten(t *testing.T) {
	for _, r := range Rules() {
		grammar := slices.Contains(rulesOfGrammar, r) // the RFC of a header field is about its grammar as a whole
		if r.RFC == 0 || r.Section == "" && !grammar || r.Text == "" || r.Strength == "" {
			t.Errorf("incomplete: %+v", r)
		}
		if (r.Word == "") != (r.KeptBy != "") {
			t.Errorf("a rule has a word or somebody else who keeps it: %+v", r)
		}
		if r.Word != "" && r.Hint == "" {
			t.Errorf("no hint: %+v", r)
		}
	}
}
