package scenarios

import (
	"strings"
	"testing"
)

func TestAProblemLooksAsPromised(t *testing.T) {
	p := Problem{
		At: Position{"old-gateway.yaml", 9, 14}, Text: "421 must carry Require", RFC: "RFC 3261 21.4.16",
		Hint:    "add  headers: {Require: timer}  or, to send it broken on purpose,  breaks: [Require]",
		Excerpt: "  - respond: 421", Width: 3,
	}
	want := `old-gateway.yaml:9:14: 421 must carry Require (RFC 3261 21.4.16)
   9 |   - respond: 421
     |              ^^^
hint: add  headers: {Require: timer}  or, to send it broken on purpose,  breaks: [Require]`
	if got := p.String(); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestProblemsStayReadable(t *testing.T) {
	for _, tt := range []struct {
		name    string
		problem Problem
		want    string
	}{
		{"a warning says so", Problem{At: Position{"a.yaml", 1, 1}, Severity: Warning, Text: "odd", Excerpt: "x", Width: 1}, "a.yaml:1:1: warning: odd\n   1 | x\n     | ^"},
		{"a file has no line", Problem{At: Position{File: "a.yaml"}, Text: "gone"}, "a.yaml: gone"},
		{"the place is behind the line", Problem{At: Position{"a.yaml", 12345, 9}, Text: "odd", Excerpt: "x:", Width: 0}, "a.yaml:12345:9: odd\n12345 | x:\n      |   ^"},
		{"letters count, not bytes", Problem{At: Position{"a.yaml", 1, 4}, Text: "odd", Excerpt: "ü: ñandú", Width: 5}, "a.yaml:1:4: odd\n   1 | ü: ñandú\n     |    ^^^^^"},
		{"a tab is a blank", Problem{At: Position{"a.yaml", 1, 2}, Text: "odd", Excerpt: "\tx\x1b[2J", Width: 1}, "a.yaml:1:2: odd\n   1 |  x [2J\n     |  ^"},
	} {
		if got := tt.problem.String(); got != tt.want {
			t.Errorf("%s: got\n%s\nwant\n%s", tt.name, got, tt.want)
		}
	}
}

func TestALongLineIsCutAroundThePlace(t *testing.T) {
	p := Problem{At: Position{"a.yaml", 1, 5001}, Text: "odd", Excerpt: strings.Repeat("-", 5000) + "here" + strings.Repeat("-", 5000), Width: 4}
	lines := strings.Split(p.String(), "\n")
	if len(lines) != 3 || len(lines[1]) > 140 {
		t.Fatalf("got\n%s", p)
	}
	if at := strings.Index(lines[1], "here"); strings.Index(lines[2], "^^^^") != at {
		t.Errorf("got\n%s", p)
	}
}

func TestWarningsAloneAreNoError(t *testing.T) {
	ps := Problems{{Severity: Warning, Text: "odd"}}
	if ps.Err() != nil || len(ps.Errors()) != 0 || len(ps.Warnings()) != 1 {
		t.Error("they are")
	}
	ps = append(ps, Problem{At: Position{File: "a.yaml"}, Text: "bad"})
	if err := ps.Err(); err == nil || err.Error() != "a.yaml: bad" || len(ps.Errors()) != 1 {
		t.Errorf("the error is %v", err)
	}
}
