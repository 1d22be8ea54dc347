package respondertest_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sipbin/sipbin/responder/ladder"
	"github.com/sipbin/sipbin/responder/message"
	"github.com/sipbin/sipbin/responder/respondertest"
	"github.com/sipbin/sipbin/scenarios"
)

var update = flag.Bool("update", false, "write the golden ladders anew")

// failureModes says, for each scenario that ships, which callers it does not fail,
// which it fails, and which it lets pass but plays otherwise to.
const failureModes = "../../scenarios/testdata/failure-modes.tsv"

// TestTheLibraryIsRehearsed holds every scenario that ships to its ladders, exact
// to the millisecond: one for each caller that the list of failure modes names.
// Right callers run it through, wrong ones are told apart by the verdict,
// different ones by what the ladder shows. A new scenario needs a line there and
// -update; the ladders then want to be read.
func TestTheLibraryIsRehearsed(t *testing.T) {
	const folder = "testdata/library"
	kept := make(map[string]bool)
	for _, mode := range readFailureModes(t) {
		var usual string
		for _, column := range []struct {
			kind    string
			callers []string
		}{{"right", mode.right}, {"wrong", mode.wrong}, {"different", mode.different}} {
			for _, caller := range column.callers {
				file := filepath.Join(folder, mode.scenario+"."+caller+".golden")
				kept[file] = true
				t.Run(mode.scenario+"/"+column.kind+"/"+caller, func(t *testing.T) {
					r := rehearseFor(t, mode.scenario, caller)
					drawn := r.Ladder(ladder.Options{Golden: true})
					switch failed := r.Failed(); {
					case r.Cut != "":
						t.Errorf("%s\n%s", r.Cut, drawn)
					case column.kind == "wrong" && !failed:
						t.Errorf("the verdict does not tell it apart\n%s", drawn)
					case column.kind != "wrong" && failed:
						t.Errorf("%s\n%s", r.Verdict, drawn)
					case column.kind == "right" && !r.Applicable():
						t.Errorf("%s\n%s", r.Verdict, drawn)
					case column.kind == "different" && drawn == usual:
						t.Errorf("the ladder does not tell it apart\n%s", drawn)
					}
					if usual == "" {
						usual = drawn
					}
					hold(t, file, drawn)
				})
			}
		}
	}
	files, _ := filepath.Glob(filepath.Join(folder, "*"))
	for _, file := range files {
		if !kept[file] {
			t.Errorf("%s is of a caller that %s does not name", file, filepath.Base(failureModes))
		}
	}
}

// Every habit is somebody's in the list of failure modes: none is without a use.
func TestEveryHabitIsSeenInTheLibrary(t *testing.T) {
	text, err := os.ReadFile(failureModes)
	if err != nil {
		t.Fatal(err)
	}
	for _, h := range respondertest.Habits() {
		if !strings.Contains(string(text), "+"+h.Name) {
			t.Errorf("no scenario is tried against %s", h.Name)
		}
	}
}

// failureMode is a line of the list.
type failureMode struct {
	scenario                string
	right, wrong, different []string
}

func readFailureModes(t *testing.T) (modes []failureMode) {
	t.Helper()
	text, err := os.ReadFile(failureModes)
	if err != nil {
		t.Fatal(err)
	}
	callers := func(cell string) []string {
		if cell == "-" {
			return nil
		}
		return strings.Split(cell, ",")
	}
	for line := range strings.Lines(string(text)) {
		row := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if len(row) == 6 && row[0] != "entry" {
			modes = append(modes, failureMode{row[1], callers(row[3]), callers(row[4]), callers(row[5])})
		}
	}
	if len(modes) < 10 {
		t.Fatalf("%s names %d", failureModes, len(modes))
	}
	return modes
}

// rehearseFor plays a library scenario with a caller as the list names it, like
// "phone+no-ack", "phone.REGISTER" or "phone.TCP".
func rehearseFor(t *testing.T, name, caller string) respondertest.Rehearsal {
	t.Helper()
	caller, method, other := strings.Cut(caller, ".")
	as, err := respondertest.ProfileNamed(caller)
	if err != nil {
		t.Fatal(err)
	}
	var opts []respondertest.Option
	switch {
	case method == "TCP":
		opts = append(opts, respondertest.Over(message.TCP))
	case other:
		opts = append(opts, respondertest.Opening(method))
	}
	r, err := respondertest.Rehearse(scenarios.Library(), name, as, opts...)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// hold compares with a golden file.
func hold(t *testing.T, file, got string) {
	t.Helper()
	if *update {
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatalf("%v; write it with -update and read it", err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s differs (-want +got):\n%s", file, diff)
	}
}
