package scenarios

import (
	"strings"
	"testing"
)

func TestADisturbanceIsReadAsItIsPrinted(t *testing.T) {
	for text, want := range map[string]string{
		`{"fault": {"drop": "every 3"}}`:               "{fault: {drop: every 3}}",
		"fault: reorder\nlose: {BYE: first 1}\n":       "{fault: {reorder: true}, lose: {BYE: first 1}}",
		"lose: {INVITE: every 2, ACK: first 1}":        "{lose: {ACK: first 1, INVITE: every 2}}",
		"fault: {drop: first 2, missing: [Contact]}\n": "",
	} {
		d, problems := ParseDisturbance("body", []byte(text))
		if len(problems) > 0 {
			t.Errorf("%s: %v", text, problems)
			continue
		}
		if got := d.String(); want != "" && got != want {
			t.Errorf("%s is %s, want %s", text, got, want)
		}
		again, problems := ParseDisturbance("body", []byte(d.String()))
		if len(problems) > 0 || again.String() != d.String() {
			t.Errorf("%s read again: %v, %v", d, again, problems)
		}
	}
}

func TestADisturbanceThatIsWrongSaysWhere(t *testing.T) {
	for text, want := range map[string]string{
		"":                                  "there are 0 disturbances here",
		"# nothing":                         "there are 0 disturbances here",
		"{}":                                "body:1:1: this disturbs nothing",
		"[]":                                "body:1:1: a disturbance is a map, not a list",
		"{drop: every 3}":                   "body:1:2: a disturbance has no key drop:",
		"{fault: {drop: 3}}":                "body:1:16: ",
		"{fault: {drop: every 3, drop: 2}}": "body:1:25: drop: stands twice",
		"{lose: {INVIT: first 1}}":          "did you mean INVITE?",
		"{lose: {INVITE: 1}}":               "body:1:17: ",
		"{fault":                            "this is no YAML",
		"fault: {drop: every 1}\n---\nfault: {drop: every 2}\n": "there are 2 disturbances here",
		"\xff": "is not UTF-8",
	} {
		d, problems := ParseDisturbance("body", []byte(text))
		if len(problems) == 0 {
			t.Errorf("%q is taken for %v", text, d)
			continue
		}
		if got := problems.Err().Error(); d != nil || !strings.Contains(got, want) {
			t.Errorf("%q is refused with %q, not with %q", text, got, want)
		}
	}
}
