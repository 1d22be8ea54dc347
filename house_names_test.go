package sipbin_test

import (
	"bytes"
	"go/ast"
	"go/token"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
	"testing"
	"unicode"
)

// blank are words that say nothing about SIP; whoever needs one has not yet
// found out what the thing is.
var blank = []string{"handler", "manager", "util", "utils", "helper", "common", "mock"}

// longest is how many lines a Go file may have.
const longest = 400

func TestNamesSayWhatAThingIs(t *testing.T) {
	walk(t, func(name string, _ fs.DirEntry) {
		if word := blankWord(strings.TrimSuffix(path.Base(name), path.Ext(name))); word != "" {
			t.Errorf("%s: %q says nothing", name, word)
		}
	})
	declared := 0
	sources(t, func(_ string, file *ast.File, places *token.FileSet) {
		for _, id := range declarations(file) {
			declared++
			if id.Name == "Helper" {
				continue // the method of testing.TB
			}
			if word := blankWord(id.Name); word != "" {
				t.Errorf("%s: %s: %q says nothing", places.Position(id.Pos()), id.Name, word)
			}
		}
	})
	if declared < 1000 {
		t.Errorf("saw %d declarations; the walk is broken", declared)
	}
}

func TestBlankWordsAreFoundInAnyForm(t *testing.T) {
	for name, want := range map[string]string{
		"inviteHandler": "handler", "SIPUtil": "util", "http_helper_test": "helper", "Managers": "manager",
		"commonName": "common", "handle": "", "utility": "", "uncommon": "", "T1": "",
	} {
		if got := blankWord(name); got != want {
			t.Errorf("of %s: %q, want %q", name, got, want)
		}
	}
}

func TestFilesAreShortEnoughToBeRead(t *testing.T) {
	walk(t, func(name string, _ fs.DirEntry) {
		if path.Ext(name) != ".go" {
			return
		}
		src, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if lines := bytes.Count(src, []byte("\n")); lines > longest {
			t.Errorf("%s has %d lines; %d are enough", name, lines, longest)
		}
	})
}

func TestEveryPackageSaysWhatItIs(t *testing.T) {
	said := map[string]bool{}
	sources(t, func(name string, file *ast.File, _ *token.FileSet) {
		folder := path.Dir(name)
		said[folder] = said[folder] || file.Doc.Text() != ""
	})
	for folder, ok := range said {
		if !ok {
			t.Errorf("the package in %s has no doc comment", folder)
		}
	}
}

// declarations are the identifiers that a file makes, not those it uses.
func declarations(file *ast.File) (found []*ast.Ident) {
	add := func(expressions ...ast.Expr) {
		for _, e := range expressions {
			if id, ok := e.(*ast.Ident); ok {
				found = append(found, id)
			}
		}
	}
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncDecl:
			found = append(found, n.Name)
		case *ast.TypeSpec:
			found = append(found, n.Name)
		case *ast.ValueSpec:
			found = append(found, n.Names...)
		case *ast.Field:
			found = append(found, n.Names...)
		case *ast.AssignStmt:
			if n.Tok == token.DEFINE {
				add(n.Lhs...)
			}
		case *ast.RangeStmt:
			add(n.Key, n.Value)
		}
		return true
	})
	return found
}

// blankWord is the word of a name that says nothing, or "".
func blankWord(name string) string {
	for _, word := range words(name) {
		word = strings.ToLower(word)
		if slices.Contains(blank, word) {
			return word
		}
		if one := strings.TrimSuffix(word, "s"); slices.Contains(blank, one) {
			return one
		}
	}
	return ""
}

// words splits a name: SIPUtil_test is SIP, Util, test.
func words(name string) (split []string) {
	runes := []rune(name)
	start := 0
	cut := func(end int) {
		if end > start {
			split = append(split, string(runes[start:end]))
		}
		start = end
	}
	for i, r := range runes {
		switch {
		case !unicode.IsLetter(r):
			cut(i)
			start = i + 1
		case unicode.IsUpper(r) && i > 0 && (unicode.IsLower(runes[i-1]) || i+1 < len(runes) && unicode.IsLower(runes[i+1])):
			cut(i)
		}
	}
	cut(len(runes))
	return split
}

// walk calls see with everything of the house, by slashed path.
func walk(t *testing.T, see func(name string, entry fs.DirEntry)) {
	t.Helper()
	err := fs.WalkDir(os.DirFS("."), ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() {
			switch base := path.Base(name); {
			case base == "testdata", name == "bin", name == "coverage", strings.HasPrefix(base, ".") && name != "." && name != ".ci":
				return fs.SkipDir
			}
		}
		see(name, entry)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
