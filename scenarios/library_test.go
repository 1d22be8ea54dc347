package scenarios

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

func TestLibraryHasNoProblems(t *testing.T) {
	set, problems := Load([]string{"library"})
	for _, p := range problems {
		t.Error(p)
	}
	shipped := Library().All()
	if len(shipped) != len(set.All()) || len(shipped) < 10 {
		t.Fatalf("%d are embedded, %d are in the directory", len(shipped), len(set.All()))
	}
	for i, s := range shipped {
		if file := filepath.Base(s.At.File); file != s.Name+".yaml" {
			t.Errorf("%s is in %s", s.Name, file)
		}
		if s.Name != set.All()[i].Name {
			t.Errorf("the embedded library has %s where the directory has %s", s.Name, set.All()[i].Name)
		}
		if set.ByName(strings.ToUpper(s.Name)) == nil {
			t.Errorf("%s is not found in capitals", s.Name)
		}
	}
}

// Whoever reads about a scenario learns what fails, what is right and where it
// is written.
func TestLibrarySaysWhatItIsFor(t *testing.T) {
	rfc := regexp.MustCompile(`RFC [0-9]{4}`)
	for _, s := range Library().All() {
		first, rest, _ := strings.Cut(s.About, "\n")
		if len(first) < 20 || len(first) > 90 || !strings.HasSuffix(first, ".") {
			t.Errorf("%s: the first line of about is no short sentence: %q", s.Name, first)
		}
		for _, part := range []string{"What breaks in the field:", "A correct client "} {
			if !strings.Contains(rest, part) {
				t.Errorf("%s: about lacks %q", s.Name, part)
			}
		}
		if !rfc.MatchString(rest) {
			t.Errorf("%s: about names no RFC", s.Name)
		}
	}
}

func TestLibraryMatchesNobodyByItself(t *testing.T) {
	for _, s := range Library().All() {
		if !s.Match.Zero() {
			t.Errorf("%s takes requests for %s without being asked", s.Name, &s.Match)
		}
	}
}

func TestLibraryEmbedsWhatGitHas(t *testing.T) {
	entries, err := os.ReadDir("library")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if filepath.Ext(e.Name()) != ".yaml" {
			t.Errorf("library/%s is no scenario", e.Name())
		}
	}
}
