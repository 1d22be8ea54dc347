package scenarios

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
)

func readme(t *testing.T) string { return page(t, "README.md") }

func page(t *testing.T, name string) string {
	t.Helper()
	src, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(src)
}

// yamlBlocks are the scenarios of a page.
func yamlBlocks(t *testing.T, name string) (blocks []string) {
	t.Helper()
	for _, rest := range strings.Split(page(t, name), "```yaml\n")[1:] {
		src, _, _ := strings.Cut(rest, "```\n")
		blocks = append(blocks, src)
	}
	return blocks
}

func TestEveryBlockOfTheReadmeLoads(t *testing.T) { everyBlockLoads(t, "README.md", 25) }

func everyBlockLoads(t *testing.T, name string, least int) {
	t.Helper()
	blocks := yamlBlocks(t, name)
	if len(blocks) < least {
		t.Fatalf("%s has %d blocks", name, len(blocks))
	}
	for _, src := range blocks {
		_, problems := Parse(name, []byte(src))
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
	rows, calls := 0, 0
	for line := range strings.Lines(readme(t)) {
		cells := strings.Split(strings.ReplaceAll(strings.TrimSpace(line), `\|`, "\x00"), "|")
		if len(cells) == 4 {
			cells[1], cells[2] = strings.Trim(cells[1], " `"), strings.Trim(cells[2], " `")
			if s, err := DialOut(cells[1]); err == nil {
				calls++
				if got := stepsShown(s.Start); got != cells[2] {
					t.Errorf("a call to %s is %q, the README says %q", cells[1], got, cells[2])
				}
			}
			continue
		}
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
	if rows < 5 || calls < 3 {
		t.Errorf("the README has %d dial strings, %d of them for calls of ours", rows, calls)
	}
}

func TestTheReadmeNamesEveryKeyEventAndFault(t *testing.T) {
	text := readme(t)
	for _, v := range verbs() {
		for _, k := range slices.Concat(v.keys, scenarioKeys, pageKeys, sdpKeys, branchKeys, matchKeys, listKeys, tryKeys) {
			if !strings.Contains(text, "`"+k.name+"`") {
				t.Errorf("the README does not say what %s is", k.name)
			}
		}
	}
	for _, e := range events {
		if row := fmt.Sprintf("| `%s` | %s |", e.name, e.text); !strings.Contains(text, row) {
			t.Errorf("the README has no row\n%s", row)
		}
	}
	for _, s := range playSources {
		if row := fmt.Sprintf("| `%s` | %s |", s.name, s.text); !strings.Contains(text, row) {
			t.Errorf("the README has no row\n%s", row)
		}
	}
	for _, country := range Countries() {
		if !strings.Contains(text, "`"+country+"`") {
			t.Errorf("the README does not name the country %s", country)
		}
	}
	for _, k := range Faults() {
		row := "| `" + k.Name + "`"
		if len(k.Values) > 0 {
			row += ": `" + strings.Join(k.Values, "` or `") + "`"
		}
		if row += " | " + k.Text + " |"; !strings.Contains(text, row) {
			t.Errorf("the README has no row\n%s", row)
		}
	}
}

func TestEveryBlockForSIPpUsersLoads(t *testing.T) { everyBlockLoads(t, "from-sipp.md", 10) }
