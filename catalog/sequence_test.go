package catalog

import (
	"strings"
	"testing"
)

func TestSequences(t *testing.T) {
	for _, c := range []struct {
		name, method string
		answers      []Answer
		words        string
		at           int
	}{
		{"provisionals and a final", "INVITE", []Answer{{Code: 100}, {Code: 180}, {Code: 486}}, "", 0},
		{"two finals", "INVITE", []Answer{{Code: 180}, {Code: 486}, {Code: 603}}, "two-finals", 2},
		{"the same 2xx dialog twice", "INVITE", []Answer{{Code: 200}, {Code: 200}}, "two-finals", 1},
		{"a fork answered twice", "INVITE", []Answer{{Code: 180, Dialog: "a"}, {Code: 200, Dialog: "a"}, {Code: 200, Dialog: "b"}}, "", 0},
		{"a failure after the 2xx of a fork", "INVITE", []Answer{{Code: 200, Dialog: "a"}, {Code: 486, Dialog: "b"}}, "two-finals", 1},
		{"a 180 after the 2xx of a fork", "INVITE", []Answer{{Code: 200, Dialog: "a"}, {Code: 180, Dialog: "b"}}, "", 0},
		{"dialogs do not help other methods", "OPTIONS", []Answer{{Code: 200, Dialog: "a"}, {Code: 200, Dialog: "b"}}, "two-finals", 1},
		{"a provisional after the final", "INVITE", []Answer{{Code: 486}, {Code: 180}}, "late-provisional", 1},
		{"it is allowed by its word", "INVITE", []Answer{{Code: 486}, {Code: 180, Breaks: []string{"late-provisional"}}}, "", 0},
		{"a third final is found behind a fork", "INVITE", []Answer{{Code: 200, Dialog: "a"}, {Code: 200, Dialog: "b"}, {Code: 200, Dialog: "a"}}, "two-finals", 2},
	} {
		t.Run(c.name, func(t *testing.T) {
			var words []string
			for _, p := range CheckSequence(c.method, c.answers) {
				words = append(words, p.Word)
				if p.At != c.at || p.Hint == "" || p.RFC == 0 {
					t.Errorf("%+v, want it at %d with hint and RFC", p, c.at)
				}
			}
			if got := strings.Join(words, " "); got != c.words {
				t.Errorf("got %q, want %q", got, c.words)
			}
		})
	}
}
