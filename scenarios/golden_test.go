package scenarios

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write what is said as what is expected")

// golden compares with a file, or writes it with -update.
func golden(t *testing.T, file, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s\n--- got\n%s--- want\n%s", file, got, want)
	}
}

// said is problems as check prints them.
func said(problems Problems) string {
	var b strings.Builder
	for _, p := range problems {
		b.WriteString(p.String() + "\n")
	}
	return b.String()
}

// files are the fixtures of a folder.
func files(t *testing.T, folder string) []string {
	t.Helper()
	names, err := filepath.Glob(filepath.Join("testdata", folder, "*.yaml"))
	if err != nil || len(names) == 0 {
		t.Fatalf("no fixtures in testdata/%s: %v", folder, err)
	}
	return names
}

func TestInvalidFilesAreToldAsInTheirGoldenFile(t *testing.T) {
	for _, name := range files(t, "invalid") {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".yaml"), func(t *testing.T) {
			src, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			_, problems := Parse(name, src)
			if len(problems) == 0 {
				t.Fatalf("nothing is wrong with\n%s", src)
			}
			golden(t, strings.TrimSuffix(name, ".yaml")+".txt", strings.ReplaceAll(said(problems), filepath.Dir(name)+"/", ""))
		})
	}
}
