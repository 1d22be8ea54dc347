package scenarios

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// bomb is a file whose aliases stand for 9^9 steps.
func bomb() []byte {
	var b bytes.Buffer
	b.WriteString("scenario: bomb\na: &a [x, x, x, x, x, x, x, x, x]\n")
	for c := 'b'; c < 'k'; c++ {
		fmt.Fprintf(&b, "%c: &%c [%s]\n", c, c, strings.TrimSuffix(strings.Repeat(fmt.Sprintf("*%c, ", c-1), 9), ", "))
	}
	return b.Bytes()
}

func TestWhatIsNoScenarioFileIsRefusedAtOnce(t *testing.T) {
	nested := "scenario: deep\non: {INVITE: [" + strings.Repeat("{expect: INFO, do: [", 1000) + strings.Repeat("]}", 1000) + "]}\n"
	block := "scenario: deep\non:\n  INVITE:\n"
	for i := range 500 {
		block += strings.Repeat(" ", 2*i+4) + "- expect: INFO\n" + strings.Repeat(" ", 2*i+6) + "do:\n"
	}
	for _, tt := range []struct {
		name string
		src  []byte
		want string
	}{
		{"a YAML bomb", bomb(), "an alias is not part of the language"},
		{"NUL bytes", []byte("scenario: x\nabout: a\x00b\n"), `bad.yaml: byte 9 of line 2 is '\x00', which no text file has`},
		{"UTF-16, small end first", []byte("\xff\xfes\x00c\x00"), "bad.yaml: this file is UTF-16; save it as UTF-8"},
		{"UTF-16, large end first", []byte("\xfe\xff\x00s\x00c"), "bad.yaml: this file is UTF-16; save it as UTF-8"},
		{"Latin-1", []byte("scenario: x\nabout: M\xfcller\n"), "bad.yaml: byte 9 of line 2 is not UTF-8"},
		{"10 MB of steps", []byte("scenario: x\non:\n  INVITE:\n" + strings.Repeat("    - 180\n", 1<<20)), "bad.yaml: this file is larger than 1024 KB, which no scenario is"},
		{"1,000 nested steps", []byte(nested), "more than 40 lists and maps stand in each other"},
		{"500 nested steps, indented", []byte(block), "more than 40 lists and maps stand in each other"},
		{"a million open brackets", []byte(strings.Repeat("[", 1000000)), "more than 40 lists and maps stand in each other"},
		{"an escape sequence for the terminal", []byte("scenario: x\nabout: \x1b[2J\n"), `bad.yaml: byte 8 of line 2 is '\x1b', which no text file has`},
		{"nothing", nil, "bad.yaml: there is no scenario in this file"},
		{"comments only", []byte("# scenario: x\n---\n# on: ...\n"), "bad.yaml: there is no scenario in this file"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			begun := time.Now()
			set, problems := Parse("bad.yaml", tt.src)
			atOnce(t, begun)
			if len(set.All()) > 0 || problems.Err() == nil {
				t.Fatalf("%d scenarios were read, the error is %v", len(set.All()), problems.Err())
			}
			if got := said(problems); !strings.Contains(got, tt.want) || len(got) > 1<<16 {
				t.Errorf("it says %d bytes:\n%.2000s\nwant %s", len(got), got, tt.want)
			}
		})
	}
}

// atOnce holds that a second has not passed since then. The race detector makes
// seven tenths of one, and a machine with much else to do many times that.
func atOnce(t *testing.T, begun time.Time) {
	t.Helper()
	limit := time.Second
	if racing {
		limit = time.Minute
	}
	if took := time.Since(begun); took > limit {
		t.Errorf("it took %s", took)
	}
}

func TestAFileFullOfMistakesIsToldInReason(t *testing.T) {
	begun := time.Now()
	_, problems := Parse("bad.yaml", []byte("scenario: x\non:\n  INVITE:\n"+strings.Repeat("    - 700\n", 20000)))
	atOnce(t, begun)
	if len(problems) != maxProblems+1 {
		t.Fatalf("%d problems are told", len(problems))
	}
	if last := problems[maxProblems]; !strings.Contains(last.Text, "19900 more") {
		t.Errorf("the last is %s", last)
	}
}

func TestLoadReadsFilesAndDirectories(t *testing.T) {
	dir := t.TempDir()
	for name, src := range map[string]string{
		"b.yaml":       "scenario: b\non: {INVITE: [486]}\n",
		"a.yml":        "scenario: a\non: {INVITE: [700]}\n",
		"c.yaml":       "scenario: c\non: {INVITE: [486, 603]}\n",
		"notes.txt":    "not YAML: [",
		"sub/d.yaml":   "scenario: d\non: {INVITE: [486]}\n",
		"empty/README": "",
		// Below a directory as well, but only what is a scenario.
		"sub/deep/e.yml":    "# About e.\nscenario: e\non: {INVITE: [486]}\n",
		"sub/f.yaml":        "{\"scenario\": f, on: {INVITE: [486]}}\n",
		"sub/misspelt.yaml": "scenari: g\n",
		"sub/pipeline.yml":  "on: [push]\njobs:\n  scenario: h\n",
		"sub/.hidden.yaml":  "scenario: i\non: {INVITE: [486]}\n",
		".hidden/j.yaml":    "scenario: j\non: {INVITE: [486]}\n",
		"sub/wide.yaml":     "\xff\xfes\x00c\x00",
		"empty/sipbin.yaml": "listen: [udp://:5060]\n",
	} {
		file := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(src), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	set, problems := Load([]string{dir, filepath.Join(dir, "sub", "d.yaml"), filepath.Join(dir, "empty"), filepath.Join(dir, "gone.yaml")})
	var names []string
	for _, s := range set.All() {
		names = append(names, s.Name)
	}
	if want := []string{"a", "b", "c", "e", "f", "d"}; !slices.Equal(names, want) {
		t.Errorf("read %v, want %v", names, want)
	}
	var told []string
	for _, p := range problems {
		told = append(told, filepath.ToSlash(strings.TrimPrefix(p.At.String(), dir))+" "+p.Text)
	}
	want := []string{
		`/a.yml:2:15 "700" is no code: these are 100 to 699`,
		"/c.yaml:2:20 603 is a second final response",
		"/empty there is no *.yaml or *.yml file with a scenario: in this directory",
		"/gone.yaml no such file or directory",
		"/sub/misspelt.yaml:1:1 a scenario has no key scenari:",
		"/sub/misspelt.yaml:1:1 this document has no scenario: with a name",
		"/sub/misspelt.yaml:1:1 this scenario has no on:, so it answers nothing",
		"/sub/wide.yaml this file is UTF-16; save it as UTF-8",
	}
	if !slices.Equal(told, want) {
		t.Errorf("told\n%s\nwant\n%s", strings.Join(told, "\n"), strings.Join(want, "\n"))
	}
}

func TestTheSameFileTwiceIsToldAsTwoOfOneName(t *testing.T) {
	file := filepath.Join(t.TempDir(), "x.yaml")
	if err := os.WriteFile(file, []byte("scenario: x\non: {INVITE: [486]}\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	set, problems := Load([]string{file, file})
	if len(set.All()) != 1 || problems.Err() == nil {
		t.Errorf("%d scenarios, error %v", len(set.All()), problems.Err())
	}
}

// Whatever a file says, it is read or refused with a place, and each scenario
// that is read can be played: each list has a try.
func FuzzLoad(f *testing.F) {
	for _, folder := range []string{"valid", "invalid"} {
		names, _ := filepath.Glob(filepath.Join("testdata", folder, "*.yaml"))
		for _, name := range names {
			src, err := os.ReadFile(name)
			if err != nil {
				f.Fatal(err)
			}
			f.Add(src)
		}
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		set, problems := Parse("fuzz.yaml", src)
		for _, p := range problems {
			if p.Text == "" || strings.ContainsRune(p.Text, '\n') || p.At.File == "" || p.At.Line > 0 && p.At.Column < 1 {
				t.Fatalf("a problem without words or place: %#v", p)
			}
			_ = p.String()
		}
		if len(set.All()) == 0 && problems.Err() == nil {
			t.Fatal("nothing was read and nothing is wrong")
		}
		for _, s := range set.All() {
			if !scenarioName.MatchString(s.Name) {
				t.Fatalf("a scenario is called %q", s.Name)
			}
			for method, list := range s.On {
				if list == nil || len(list.Tries) == 0 || list.ForgetAfter <= 0 {
					t.Fatalf("on: %s has no try", method)
				}
			}
		}
	})
}
