package sipbin_test

import (
	"bufio"
	"fmt"
	"os"
	"strings"
	"testing"
)

// TestNoModuleIsOlderThanItsMinimum is what can be said of vulnerabilities
// without their database.
func TestNoModuleIsOlderThanItsMinimum(t *testing.T) {
	required := versions(t, "go.mod")
	for module, least := range versions(t, ".ci/minimum-versions") {
		have, ok := required[module]
		if !ok {
			t.Errorf(".ci/minimum-versions has %s, which go.mod does not require: take it out", module)
			continue
		}
		if olderVersion(have, least) {
			t.Errorf("go.mod requires %s %s; before %s it has a hole: go get %s@latest", module, have, least, module)
		}
	}
}

func TestVersionsAreComparedByNumber(t *testing.T) {
	for _, c := range []struct {
		version, least string
		older          bool
	}{
		{"v1.9.0", "v1.10.0", true},
		{"v1.10.0", "v1.9.0", false},
		{"v1.17.7", "v1.17.7", false},
		{"v0.3.7", "v0.38.0", true},
		{"v2.0.0", "v1.99.99", false},
	} {
		if older := olderVersion(c.version, c.least); older != c.older {
			t.Errorf("%s is older than %s: %v", c.version, c.least, older)
		}
	}
}

// versions are the modules of a file, each with its version.
func versions(t *testing.T, file string) map[string]string {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	found := make(map[string]string)
	for lines := bufio.NewScanner(f); lines.Scan(); {
		fields := strings.Fields(strings.TrimPrefix(lines.Text(), "require "))
		if len(fields) >= 2 && strings.HasPrefix(fields[1], "v") && strings.Contains(fields[0], ".") {
			found[fields[0]] = fields[1]
		}
	}
	if len(found) == 0 {
		t.Fatalf("%s names no modules", file)
	}
	return found
}

func olderVersion(version, least string) bool {
	read := func(text string) (n [3]int) {
		fmt.Sscanf(text, "v%d.%d.%d", &n[0], &n[1], &n[2])
		return n
	}
	v, l := read(version), read(least)
	for i := range v {
		if v[i] != l[i] {
			return v[i] < l[i]
		}
	}
	return false
}
