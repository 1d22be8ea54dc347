package scenarios

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// Every entry of the list of failure modes has its scenarios, and every scenario
// of the library is in the list, or says that it is one more.
func TestEveryFailureModeHasItsScenarios(t *testing.T) {
	entries, listed := map[string]bool{}, map[string]bool{}
	for _, row := range failureModes(t) {
		entries[row[0]], listed[row[1]] = true, true
		switch sc := Library().ByName(row[1]); {
		case sc == nil:
			t.Errorf("%s: %s does not ship", row[0], row[1])
		case sc.Group != row[2]:
			t.Errorf("%s: %s is in the group %s, not %s", row[0], row[1], sc.Group, row[2])
		}
	}
	for letter, most := range map[string]int{"N": 54, "X": 60} {
		for n := 1; n <= most; n++ {
			if entry := fmt.Sprintf("%s%d", letter, n); !entries[entry] {
				t.Errorf("no scenario is for %s", entry)
			}
		}
	}
	for _, sc := range Library().All() {
		if !listed[sc.Name] {
			t.Errorf("testdata/failure-modes.tsv does not say what %s is for", sc.Name)
		}
	}
}

// What broken clients do is told apart: a caller does it in a rehearsal, and the
// verdict or the ladder is another one; or the page says where else it is seen.
func TestEveryBrokenBehaviourIsSeenSomewhere(t *testing.T) {
	told := map[string]bool{}
	for _, row := range failureModes(t) {
		if row[4] != "-" || row[5] != "-" {
			told[row[1]] = true
		}
	}
	for _, sc := range Library().All() {
		if watch := strings.TrimSpace(sc.Page.Watch); !told[sc.Name] && watch == "" {
			t.Errorf("nobody does what broken clients do with %s: name a wrong or different caller in testdata/failure-modes.tsv, or say with watch: where it is seen", sc.Name)
		} else if watch != "" && !strings.HasSuffix(watch, ".") {
			t.Errorf("%s: watch: is no sentence: %q", sc.Name, watch)
		}
	}
}

// failureModes are the rows of the list: entry, scenario, group, right, wrong,
// different.
func failureModes(t *testing.T) (rows [][]string) {
	t.Helper()
	text, err := os.ReadFile("testdata/failure-modes.tsv")
	if err != nil {
		t.Fatal(err)
	}
	word := regexp.MustCompile(`^(N[1-9][0-9]?|X[1-9][0-9]?|extra)$`)
	for i, line := range strings.Split(strings.TrimSpace(string(text)), "\n") {
		if strings.HasPrefix(line, "#") || strings.HasPrefix(line, "entry\t") {
			continue
		}
		row := strings.Split(line, "\t")
		if len(row) != 6 || !word.MatchString(row[0]) {
			t.Errorf("line %d is no entry, scenario, group, right, wrong, different: %q", i+1, line)
			continue
		}
		rows = append(rows, row)
	}
	return rows
}

// What check would warn of in the library is there on purpose.
func TestLibraryIsWarnedOfOnPurposeOnly(t *testing.T) {
	onPurpose := map[string]string{
		"library/timeout/too-late-504.yaml": "and a client gives up at 64*T1",
	}
	groups, err := filepath.Glob("library/*/")
	if err != nil {
		t.Fatal(err)
	}
	_, problems := Load(groups)
	for _, p := range problems {
		if why := onPurpose[filepath.ToSlash(p.At.File)]; why == "" || !strings.Contains(p.Text, why) {
			t.Error(p)
		}
	}
}
