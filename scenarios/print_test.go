package scenarios

import (
	"bytes"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"
)

// same holds scenarios against each other by what was written, wherever.
var same = cmp.Options{
	cmpopts.IgnoreTypes(Position{}),
	cmpopts.EquateEmpty(),
	cmpopts.EquateComparable(netip.Prefix{}),
	cmp.Comparer(func(a, b Text) bool { return a.src == b.src && (a.src == "" || a.lines == b.lines && a.raw == b.raw) }),
	cmp.Comparer(func(a, b Pattern) bool { return a.src == b.src && a.kind == b.kind }),
	cmp.Comparer(func(a, b Expression) bool { return a.src == b.src }),
}

// readAgain prints a scenario and fails when that is not read as it was.
func readAgain(t rapid.TB, want *Scenario) Problems {
	t.Helper()
	text := Print(want)
	set, problems := Parse(filepath.Join(filepath.Dir(want.At.File), "printed.yaml"), text)
	if len(set.All()) != 1 {
		t.Fatalf("%d scenarios were printed:\n%s%s", len(set.All()), text, said(problems))
	}
	got := set.All()[0]
	if diff := cmp.Diff(want, got, same); diff != "" {
		t.Fatalf("%s\nin\n%s", diff, text)
	}
	if twice := Print(got); !bytes.Equal(twice, text) {
		t.Fatalf("printed again\n%sis not\n%s", twice, text)
	}
	return problems
}

// everyFile is all YAML of this room, by the name of its file.
func everyFile(t *testing.T) map[string]string {
	t.Helper()
	all := map[string]string{}
	for _, pattern := range []string{"library/*/*.yaml", "testdata/valid/*.yaml", "testdata/invalid/*.yaml"} {
		names, err := filepath.Glob(pattern)
		if err != nil || len(names) == 0 {
			t.Fatalf("there is no %s: %v", pattern, err)
		}
		for _, name := range names {
			src, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			all[name] = string(src)
		}
	}
	for _, name := range []string{"README.md", "from-sipp.md"} {
		all[name] = strings.Join(yamlBlocks(t, name), "---\n")
	}
	return all
}

func TestWhatIsPrintedIsReadAsItWas(t *testing.T) {
	for name, src := range everyFile(t) {
		set, told := Parse(name, []byte(src))
		for _, s := range set.All() {
			if problems := readAgain(t, s); problems.Err() != nil && told.Err() == nil {
				t.Errorf("%s has no problems until it is printed:\n%s", name, said(problems))
			}
		}
	}
}

// That holds for what was read of a scenario with problems too.
func TestRandomScenariosArePrintedAsTheyWereRead(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		set, told := Parse("random.yaml", (&random{T: t}).source())
		for _, s := range set.All() {
			if problems := readAgain(t, s); problems.Err() != nil && told.Err() == nil {
				t.Fatalf("there are no problems until it is printed:\n%s", said(problems))
			}
		}
	})
}

func TestDialStringsArePrintedAsAFileWouldHaveThem(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		dial := strings.Join(dialString(t), "*")
		s, err := Dial(dial)
		if err != nil {
			t.Fatal(err)
		}
		named := *s
		named.Dialled, named.Name = false, "dialled-"+strings.ReplaceAll(dial, "*", "-")
		if !bytes.Equal(Print(s), Print(&named)) {
			t.Fatalf("dialled it is\n%s", Print(s))
		}
		readAgain(t, &named)
	})
}

// Whatever a text is made of, YAML gives it back.
func TestAnyTextIsPrintedAndReadAgain(t *testing.T) {
	characters := rapid.SampledFrom([]rune("ab01:#*?&!|>%@`'\"\\,[{}]-.~=<+/ \t\n\n\r\x00\x1b\u0085\u00a0\u2028\ufeffé😀"))
	texts := rapid.OneOf(rapid.StringOfN(characters, 0, 12, -1), rapid.SampledFrom([]string{
		"yes", "null", "1e3", "0600", "2024-01-01", "---", "--- a", "- a", "a: b", "a #b", "<<", "one\ntwo", "one\n\n two\n", "one\ntwo\n\n\n", strings.Repeat("long ", 40),
		"SIP/2.0 486 x\r\nCSeq: 1\r\n\r\n", "SIP/2.0 486 x\r\nCSeq: 1\n\n",
	})).Filter(func(s string) bool { return !strings.Contains(s, "{{") })
	rapid.Check(t, func(t *rapid.T) {
		body, raw := texts.Draw(t, "body"), texts.Draw(t, "raw")
		sent, err := ParseRaw(raw)
		if err != nil {
			t.Fatal(err)
		}
		said, err := ParseBody(body)
		if err != nil {
			t.Fatal(err)
		}
		readAgain(t, &Scenario{
			Name: "text", About: texts.Draw(t, "about"),
			On: map[string]*List{"INVITE": {ForgetAfter: forgetAfter, Tries: []Try{
				{Steps: []Step{&Challenge{Code: 401, Users: map[string]string{texts.Draw(t, "user"): texts.Draw(t, "password")}}}},
				{Steps: []Step{&Respond{Code: 180, Body: said}, &Respond{Code: 486, Raw: sent}}},
			}}},
		})
	})
}

func TestDurationsArePrintedAsPeopleWriteThem(t *testing.T) {
	for d, want := range map[time.Duration]string{
		0: "0s", 2 * time.Second: "2s", 1500 * time.Millisecond: "1.5s", time.Minute: "1m", 90 * time.Second: "1m30s",
		time.Hour: "1h", time.Hour + time.Second: "1h0m1s", 20 * time.Hour: "20h", 10 * time.Minute: "10m",
		20 * time.Millisecond: "20ms", 500 * time.Microsecond: "0.5ms", 1: "0.000001ms",
	} {
		if got := exactly(d); string(got) != want {
			t.Errorf("%s is %s, want %s", d, got, want)
		}
		if back, err := time.ParseDuration(want); err != nil || back != d || !durationWords.MatchString(want) {
			t.Errorf("%s is read as %s, %v", want, back, err)
		}
	}
}

func TestEventsAreInTheOrderInWhichPeopleWriteThem(t *testing.T) {
	s := &Scenario{On: map[string]*List{}}
	want := []string{"INVITE", "INVITE again", "BYE", "MESSAGE", "ALPHA", "SPACEWALK", "re-INVITE", "re-INVITE again", "no-ACK", "any"}
	for _, name := range want {
		s.On[name] = nil
	}
	if got := s.Events(); !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}

// A key of the language that the fixtures lack could be forgotten here.
func TestEveryKeyOfTheTablesIsPrintedOfSomeFixture(t *testing.T) {
	printed := map[string]bool{}
	see := func(what string, written mapping) {
		for _, e := range written {
			printed[what+" "+e.key] = true
		}
	}
	for _, src := range everyFile(t) {
		set, _ := Parse("", []byte(src))
		for _, s := range set.All() {
			see("scenario", scenarioKeys.written(s.written))
			see("match", matchKeys.written(s.Match.written))
			if s.Page != nil {
				see("page", pageKeys.written(s.Page.written))
			}
			for _, l := range s.On {
				see("list", listKeys.written(l.written))
				for _, try := range l.Tries {
					see("try", tryKeys.written(try.written))
				}
			}
			s.each(func(step Step) {
				name, written := keysOf(step)
				see(name, written)
				if r, ok := step.(*Respond); ok && r.Fault != nil {
					see("fault", r.Fault.mapping())
				}
				if r, ok := step.(*Respond); ok && r.Bend != nil {
					see("sdp", r.Bend.node(r.SDP).(mapping))
				}
			})
		}
	}
	tables := map[string]keys{"scenario": scenarioKeys, "page": pageKeys, "sdp": sdpKeys, "match": matchKeys, "list": listKeys, "try": tryKeys}
	for _, v := range verbs() {
		tables[v.name] = v.keys
	}
	for _, k := range faultKeys {
		tables["fault"] = append(tables["fault"], key{name: k.Name})
	}
	for what, table := range tables {
		for _, name := range table.names() {
			if !printed[what+" "+name] {
				t.Errorf("%s: of %s is never printed", name, what)
			}
		}
	}
}

func TestValidFilesArePrintedAsInTheGoldenFile(t *testing.T) {
	var all [][]byte
	for _, name := range files(t, "valid") {
		set, _ := Load([]string{name})
		for _, s := range set.All() {
			all = append(all, Print(s))
		}
	}
	golden(t, filepath.Join("testdata", "printed.yaml"), string(bytes.Join(all, []byte("---\n"))))
}
