package scenarios

import (
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestLibraryHasNoProblems(t *testing.T) {
	entries, err := os.ReadDir("library")
	if err != nil {
		t.Fatal(err)
	}
	var groups []string
	for _, e := range entries {
		if e.IsDir() {
			groups = append(groups, filepath.Join("library", e.Name()))
		}
	}
	set, problems := Load(groups)
	for _, p := range problems {
		if p.Severity != Warning {
			t.Error(p)
		}
	}
	shipped := Library().All()
	if len(shipped) != len(set.All()) || len(shipped) < 10 {
		t.Fatalf("%d are embedded, %d are in the directory", len(shipped), len(set.All()))
	}
	if !slices.IsSortedFunc(shipped, func(a, b *Scenario) int { return strings.Compare(a.Name, b.Name) }) {
		t.Error("they are not in the order of their names")
	}
	for _, s := range shipped {
		if file := path.Join("library", s.Group, s.Name+".yaml"); s.At.File != file {
			t.Errorf("%s is in %s", file, s.At.File)
		}
		if other := set.ByName(s.Name); other == nil || filepath.ToSlash(other.At.File) != s.At.File {
			t.Errorf("%s is embedded and not in the directory", s.At.File)
		}
		if Library().ByName(strings.ToUpper(s.Name)) == nil {
			t.Errorf("%s is not found in capitals", s.Name)
		}
	}
}

// Whoever reads about a scenario learns what fails, what is right, where it is
// written, and what it is looked for by.
func TestLibrarySaysWhatItIsFor(t *testing.T) {
	for _, s := range Library().All() {
		first, _, _ := strings.Cut(s.About, "\n")
		if len(first) < 20 || len(first) > 90 || !strings.HasSuffix(first, ".") {
			t.Errorf("%s: the first line of about is no short sentence: %q", s.Name, first)
		}
		if s.Page == nil {
			t.Errorf("%s has no page:", s.Name)
			continue
		}
		for key, text := range map[string]string{"field": s.Page.Field, "good": s.Page.Good, "bad": s.Page.Bad} {
			if text = strings.TrimSpace(text); len(text) < 20 || !strings.HasSuffix(text, ".") {
				t.Errorf("%s: %s: is no sentence: %q", s.Name, key, text)
			}
		}
		if len(s.Page.RFC) == 0 || len(s.Page.Symptoms) == 0 {
			t.Errorf("%s: page: has no rfc: or no symptoms:", s.Name)
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

// Every folder is a group, and has scenarios and what these play.
func TestLibraryEmbedsWhatGitHas(t *testing.T) {
	entries, err := filepath.Glob("library/*/*")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range entries {
		if ext := filepath.Ext(name); ext != ".yaml" && ext != ".wav" {
			t.Errorf("%s is no scenario", name)
		}
		folder := filepath.Base(filepath.Dir(name))
		if !slices.ContainsFunc(groups, func(g Group) bool { return g.Name == folder }) {
			t.Errorf("%s is in no group; groups.go has them", name)
		}
	}
}
