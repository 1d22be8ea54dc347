package respondertest_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sipbin/sipbin/responder/ladder"
	"github.com/sipbin/sipbin/responder/respondertest"
	"github.com/sipbin/sipbin/scenarios"
)

var update = flag.Bool("update", false, "write the golden ladders anew")

// TestTheLibraryIsRehearsed holds every scenario that ships to its ladders, exact
// to the millisecond. A file is called SCENARIO.CALLER.golden, or
// SCENARIO.CALLER.METHOD.golden for a caller that opens with something else than
// usual. For a new scenario -update finds a caller that it fits; to have it
// played to another one as well, touch the file first.
func TestTheLibraryIsRehearsed(t *testing.T) {
	const folder = "testdata/library"
	kept := make(map[string]bool)
	for _, sc := range scenarios.Library().All() {
		files, err := filepath.Glob(filepath.Join(folder, sc.Name+".*.golden"))
		if err != nil {
			t.Fatal(err)
		}
		if len(files) == 0 {
			as, ok := respondertest.Fitting(nil, sc.Name)
			if !ok {
				t.Errorf("%s fails every caller there is", sc.Name)
				continue
			}
			files = []string{filepath.Join(folder, sc.Name+"."+as.Name+".golden")}
		}
		for _, file := range files {
			kept[file] = true
			t.Run(filepath.Base(file), func(t *testing.T) {
				r := rehearseFor(t, sc.Name, file)
				if r.Failed() || r.Cut != "" {
					t.Errorf("%s %s\n%s", r.Verdict, r.Cut, r.Ladder(ladder.Options{}))
				}
				hold(t, file, r.Ladder(ladder.Options{Golden: true}))
			})
		}
	}
	files, _ := filepath.Glob(filepath.Join(folder, "*"))
	for _, file := range files {
		if !kept[file] {
			t.Errorf("%s belongs to no scenario that ships", file)
		}
	}
}

// rehearseFor plays a library scenario with the caller that a golden file's name
// asks for.
func rehearseFor(t *testing.T, name, file string) respondertest.Rehearsal {
	t.Helper()
	words := strings.Split(strings.TrimSuffix(filepath.Base(file), ".golden"), ".")
	as, err := respondertest.ProfileNamed(words[1])
	if err != nil {
		t.Fatal(err)
	}
	var opts []respondertest.Option
	if len(words) == 3 {
		opts = append(opts, respondertest.Opening(words[2]))
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
