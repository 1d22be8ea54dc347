// Package sipbin_test holds the rules of the house: which rooms there are, who
// may import whom, and how things are called. They cannot be read off one file,
// so they are held to here.
package sipbin_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"strings"
	"testing"
)

const module = "github.com/sipbin/sipbin/"

// room is a folder of the house and what its package may import of ours.
type room struct {
	folder string
	may    string // folders, "" for none of ours, "*" for all
	why    string
}

// house is the whole tree. What is not listed may not be there; folders of
// testdata may be anywhere.
var house = []room{
	{".", "", "the rules of the house"},
	{".ci", "", "what CI runs"},
	{"cmd", "", "programs"},
	{"cmd/sipbin", "*", "commands, settings, what is printed"},
	{"catalog", "", "what SIP says of every response"},
	{"scenarios", "catalog", "the language"},
	{"scenarios/library", "", "the scenarios that ship, a folder a group"},
	{"responder", "catalog scenarios responder/message responder/wire responder/transaction responder/dialog responder/faults" +
		" responder/digest responder/registrar responder/media responder/journal", "plays scenarios to callers"},
	{"responder/message", "", "a SIP message"},
	{"responder/wire", "responder/message", "sockets"},
	{"responder/wire/certificate", "", "certificates for TLS"},
	{"responder/transaction", "responder/message", "what a message is to its transaction"},
	{"responder/dialog", "responder/message", "tags, routes, CSeq"},
	{"responder/faults", "responder/message catalog scenarios", "a fault a file"},
	{"responder/digest", "responder/message", "challenges"},
	{"responder/registrar", "responder/message", "bindings"},
	{"responder/media", "", "SDP and RTP"},
	{"responder/journal", "responder/message", "what was said, seen, decided"},
	{"responder/ladder", "responder/journal responder/message", "the journal, drawn"},
	{"responder/audit", "responder/journal responder/message catalog", "the journal, judged"},
	{"responder/control", "responder scenarios catalog responder/journal responder/ladder responder/audit", "page and API"},
	// A caller to rehearse with is a user agent of its own: it needs what one is made of.
	{"responder/respondertest", "responder scenarios catalog responder/journal responder/ladder responder/audit" +
		" responder/message responder/wire responder/transaction responder/dialog responder/media", "for Go tests"},
	{"examples", "", "folders to start from"},
	{"integration_test", "", "the program against phones of others"},
	{"integration_test/bench", "", "the program against sipp"},
}

// theirs are packages of others that only some rooms may know.
var theirs = []struct{ prefix, only string }{
	{"github.com/spf13/", "cmd/sipbin"},
	{"github.com/emiago/sipgo/sip", "responder/message responder/dialog responder/registrar responder"},
	{"github.com/emiago/sipgo", "responder/message"},
	{"github.com/pion/", "responder/media"},
}

func roomOf(folder string) (room, bool) {
	for _, open := range []string{"examples", "scenarios/library"} {
		if strings.HasPrefix(folder, open+"/") {
			folder = open
		}
	}
	for _, r := range house {
		if r.folder == folder {
			return r, true
		}
	}
	return room{}, false
}

func TestEveryFolderIsARoomOfTheHouse(t *testing.T) {
	walk(t, func(name string, entry fs.DirEntry) {
		if _, ok := roomOf(name); entry.IsDir() && !ok {
			t.Errorf("%s is no room of the house", name)
		}
	})
}

func TestEveryImportFollowsAnArrow(t *testing.T) {
	arrows := 0
	sources(t, func(name string, file *ast.File, _ *token.FileSet) {
		if strings.HasSuffix(name, "_test.go") {
			return // a test may look at its package from any other
		}
		from, _ := roomOf(path.Dir(name))
		for _, spec := range file.Imports {
			imported := strings.Trim(spec.Path.Value, `"`)
			if ours, ok := strings.CutPrefix(imported, module); ok {
				arrows++
				if from.may != "*" && !lists(from.may, ours) {
					t.Errorf("%s imports %s; %s may import of ours: %s", name, ours, from.folder, or(from.may, "nothing"))
				}
				continue
			}
			for _, rule := range theirs {
				if strings.HasPrefix(imported, rule.prefix) {
					if !lists(rule.only, from.folder) {
						t.Errorf("%s imports %s; only these may: %s", name, imported, rule.only)
					}
					break
				}
			}
			if from.folder == "catalog" && strings.Contains(imported, ".") {
				t.Errorf("%s imports %s; catalog has the standard library only", name, imported)
			}
		}
	})
	if arrows < 20 {
		t.Errorf("saw %d imports between rooms; the walk is broken", arrows)
	}
}

func TestClientsOfTheProgramKnowNothingOfItsInside(t *testing.T) {
	sources(t, func(name string, file *ast.File, _ *token.FileSet) {
		if !strings.HasPrefix(name, "integration_test/") {
			return
		}
		for _, spec := range file.Imports {
			if strings.HasPrefix(strings.Trim(spec.Path.Value, `"`), module) {
				t.Errorf("%s imports %s; it is to know the program from outside", name, spec.Path.Value)
			}
		}
	})
}

func lists(words, word string) bool {
	for w := range strings.FieldsSeq(words) {
		if w == word {
			return true
		}
	}
	return false
}

func or(text, otherwise string) string {
	if text == "" {
		return otherwise
	}
	return text
}

// sources calls see with every Go file.
func sources(t *testing.T, see func(name string, file *ast.File, places *token.FileSet)) {
	t.Helper()
	places := token.NewFileSet()
	walk(t, func(name string, _ fs.DirEntry) {
		if path.Ext(name) != ".go" {
			return
		}
		file, err := parser.ParseFile(places, name, nil, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		see(name, file, places)
	})
}
