package scenarios

import (
	"fmt"
	"os"
	"path"
	"strings"
	"testing"
)

// generated holds a file to what it is made of, or writes it with -update.
func generated(t *testing.T, file, want string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	got, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != want {
		t.Errorf("%s is not what the library says: run  go test ./scenarios -update", file)
	}
}

func TestThePageOfTheLibraryIsCurrent(t *testing.T) {
	all := Library().All()
	given, err := numbered(all, numbers())
	if err != nil {
		t.Fatal(err)
	}
	generated(t, "library/README.md", libraryPage(grouped(all, given), Symptoms(all)))
}

func libraryPage(shown []Group, symptoms []Symptom) string {
	var b strings.Builder
	b.WriteString(`# The scenarios that ship

Written by the tests from the files in these folders and numbers.tsv; change those and
run ` + "`go test ./scenarios -update`" + `.

Each can be dialled by its name; a group can be put on the numbers below as a set.

- [By what one sees or hears](#by-what-one-sees-or-hears)
`)
	for _, g := range shown {
		fmt.Fprintf(&b, "- [%s](#%s): %s\n", g.Title(), g.Name, g.Text)
	}
	b.WriteString("\n## By what one sees or hears\n\n| | |\n|---|---|\n")
	for _, s := range symptoms {
		var links []string
		for _, sc := range s.Scenarios {
			links = append(links, link(sc))
		}
		fmt.Fprintf(&b, "| %s | %s |\n", strings.ReplaceAll(s.Text, "|", `\|`), strings.Join(links, ", "))
	}
	for _, g := range shown {
		fmt.Fprintf(&b, "\n## %s\n\n%s.\n\n| number | scenario | |\n|---|---|---|\n", g.Name, sentence(g.Text))
		for _, s := range g.Scenarios {
			first, _, _ := strings.Cut(s.About, "\n")
			fmt.Fprintf(&b, "| %s | %s | %s |\n", s.Number, link(s.Scenario), strings.ReplaceAll(first, "|", `\|`))
		}
	}
	return b.String()
}

func link(s *Scenario) string {
	return fmt.Sprintf("[%s](%s)", s.Name, path.Join(s.Group, path.Base(s.At.File)))
}

func sentence(text string) string { return strings.ToUpper(text[:1]) + text[1:] }
