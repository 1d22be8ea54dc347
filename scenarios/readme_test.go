package scenarios

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
)

func readme(t *testing.T) string {
	t.Helper()
	src, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	return string(src)
}

func TestEveryBlockOfTheReadmeLoads(t *testing.T) {
	blocks := strings.Split(readme(t), "```yaml\n")[1:]
	if len(blocks) < 12 {
		t.Fatalf("the README has %d blocks", len(blocks))
	}
	for _, block := range blocks {
		src, _, _ := strings.Cut(block, "```\n")
		_, problems := Parse("README.md", []byte(src))
		first, _, _ := strings.Cut(src, "\n")
		want, wrong := strings.CutPrefix(first, "# wrong: ")
		switch {
		case !wrong && len(problems) > 0:
			t.Errorf("%s\nin\n%s", said(problems), src)
		case wrong && (len(problems) == 0 || !strings.HasPrefix(problems[0].Text, want)):
			t.Errorf("said %q, not %q, of\n%s", said(problems), want, src)
		}
	}
}

func TestTheReadmeNamesEveryActAsItIs(t *testing.T) {
	text := readme(t)
	for _, act := range AllActs() {
		if row := fmt.Sprintf("| `%s` | %s |", act, act.Text()); !strings.Contains(text, row) {
			t.Errorf("the README has no row\n%s", row)
		}
	}
}

func TestTheReadmeDialsAsWeDo(t *testing.T) {
	rows := 0
	for line := range strings.Lines(readme(t)) {
		cells := strings.Split(strings.ReplaceAll(strings.TrimSpace(line), `\|`, "\x00"), "|")
		if len(cells) != 5 {
			continue
		}
		for i := range cells {
			cells[i] = strings.ReplaceAll(strings.Trim(cells[i], " `"), "\x00", "|")
		}
		s, err := Dial(cells[1])
		if err != nil {
			continue
		}
		rows++
		if invite, other := shown(s, "INVITE"), shown(s, "MESSAGE"); invite != cells[2] || other != cells[3] {
			t.Errorf("%s is %q and %q, the README says %q and %q", cells[1], invite, other, cells[2], cells[3])
		}
	}
	if rows < 5 {
		t.Errorf("the README has %d dial strings", rows)
	}
}

func TestTheReadmeNamesWhatIsNotBuiltYet(t *testing.T) {
	_, section, _ := strings.Cut(readme(t), "## Not built yet")
	for _, word := range slices.Concat(notYetVerbs, notYetScenario) {
		if !strings.Contains(section, "`"+word+"`") {
			t.Errorf("the README does not say that %s is not built yet", word)
		}
	}
}
