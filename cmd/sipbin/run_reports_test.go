package main

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net/netip"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/sipbin/sipbin/responder/control"
	"github.com/sipbin/sipbin/responder/journal"
	"github.com/sipbin/sipbin/responder/message"
)

// element is what a JUnit file may have in the strictest reading there is, that
// of Jenkins' xUnit plugin: any other attribute or child is refused.
type element struct {
	required, optional string // attributes
	children           string
	text               bool
}

var junitElements = map[string]element{
	"testsuites": {optional: "name time tests failures errors", children: "testsuite"},
	"testsuite": {
		required: "name tests failures errors",
		optional: "group time skipped timestamp hostname id package file log url",
		children: "testsuite properties testcase system-out system-err",
	},
	"properties": {children: "property"},
	"property":   {required: "name value"},
	"testcase": {
		required: "name", optional: "time classname group",
		children: "skipped error failure system-out system-err",
	},
	"failure":    {optional: "type message", text: true},
	"error":      {optional: "type message", text: true},
	"skipped":    {optional: "type message", text: true},
	"system-out": {text: true},
	"system-err": {text: true},
}

var (
	junitNumber   = regexp.MustCompile(`^\d+$`)
	junitDuration = regexp.MustCompile(`^\d+(\.\d+)?$`)
)

// checkJUnit reads a file as a CI system does, and returns the names of its
// cases.
func checkJUnit(text []byte) (cases []string, err error) {
	d := xml.NewDecoder(bytes.NewReader(text))
	type open struct {
		name           string
		counts         bool
		tests, bad, no int // as the attributes say
		cases, failed  int // as they are
		skipped        int
	}
	var path []*open
	seen := map[string]bool{}
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return cases, nil
		}
		if err != nil {
			return nil, err
		}
		switch t := token.(type) {
		case xml.StartElement:
			name := t.Name.Local
			allowed, known := junitElements[name]
			switch {
			case !known:
				return nil, fmt.Errorf("<%s> is no element of JUnit", name)
			case len(path) == 0 && name != "testsuites":
				return nil, fmt.Errorf("<%s> is the root", name)
			case len(path) > 0 && !slices.Contains(strings.Fields(junitElements[path[len(path)-1].name].children), name):
				return nil, fmt.Errorf("<%s> in <%s>", name, path[len(path)-1].name)
			}
			o := &open{name: name}
			given := map[string]string{}
			for _, a := range t.Attr {
				given[a.Name.Local] = a.Value
				if !slices.Contains(strings.Fields(allowed.required+" "+allowed.optional), a.Name.Local) {
					return nil, fmt.Errorf("<%s %s>", name, a.Name.Local)
				}
				switch a.Name.Local {
				case "tests", "failures", "errors":
					if !junitNumber.MatchString(a.Value) {
						return nil, fmt.Errorf("<%s %s=%q>", name, a.Name.Local, a.Value)
					}
				case "time":
					if !junitDuration.MatchString(a.Value) {
						return nil, fmt.Errorf("<%s time=%q>", name, a.Value)
					}
				}
			}
			for _, a := range strings.Fields(allowed.required) {
				if _, ok := given[a]; !ok {
					return nil, fmt.Errorf("<%s> without %s", name, a)
				}
			}
			_, o.counts = given["tests"]
			o.tests, _ = strconv.Atoi(given["tests"])
			o.bad, _ = strconv.Atoi(given["failures"])
			o.no, _ = strconv.Atoi(given["skipped"])
			if name == "testcase" {
				id := given["classname"] + " " + given["name"]
				if seen[id] {
					return nil, fmt.Errorf("two cases are called %q", id)
				}
				seen[id] = true
				cases = append(cases, given["name"])
			}
			for _, up := range path {
				switch name {
				case "testcase":
					up.cases++
				case "failure":
					up.failed++
				case "skipped":
					up.skipped++
				}
			}
			path = append(path, o)
		case xml.EndElement:
			o := path[len(path)-1]
			path = path[:len(path)-1]
			if o.counts && (o.tests != o.cases || o.bad != o.failed) {
				return nil, fmt.Errorf("%+v does not count what is in it", *o)
			}
			if o.name == "testsuite" && o.no != o.skipped {
				return nil, fmt.Errorf("%+v does not count what was skipped", *o)
			}
		case xml.CharData:
			if len(path) > 0 && !junitElements[path[len(path)-1].name].text && strings.TrimSpace(string(t)) != "" {
				return nil, fmt.Errorf("text in <%s>", path[len(path)-1].name)
			}
		}
	}
}

var outcomes = []string{"ok", "failed", "not applicable", "unfinished", "unmatched", "missing"}

// Whatever a client sent, the file can be read, and has each case once.
func TestAJUnitFileIsReadableWhateverTheClientSent(t *testing.T) {
	words := rapid.OneOf(rapid.String(), rapid.StringMatching(`[\x00-\x1f\x7f<>&"'\]\]>]{0,9}`),
		rapid.Map(rapid.SliceOf(rapid.Byte()), func(b []byte) string { return string(b) }))
	rapid.Check(t, func(t *rapid.T) {
		o := &outcome{Began: time.Unix(1_800_000_000, 0), Seconds: rapid.Float64Range(0, 1e6).Draw(t, "seconds")}
		for i := range rapid.IntRange(0, 5).Draw(t, "cases") {
			c := runCase{
				Suite: rapid.SampledFrom([]string{"dialled", "library/busy/dnd.yaml", "../a.b/c.yaml", "/x.yml", "run"}).Draw(t, "suite"),
				Name:  fmt.Sprintf("%s, call %d", words.Draw(t, "name"), i), Outcome: rapid.SampledFrom(outcomes).Draw(t, "outcome"),
				Why: words.Draw(t, "why"), Ladder: words.Draw(t, "ladder"), Seconds: rapid.Float64Range(0, 1e5).Draw(t, "lasted"),
			}
			if rapid.Bool().Draw(t, "audited") {
				c.Findings = []journal.Finding{{Rule: words.Draw(t, "rule"), Text: words.Draw(t, "finding")}}
			}
			o.Cases = append(o.Cases, c)
		}
		var text bytes.Buffer
		if err := writeJUnit(&text, o); err != nil {
			t.Fatal(err)
		}
		for i, c := range text.String() {
			if c < ' ' && c != '\n' && c != '\t' && c != '\r' || c == '\uFFFE' || c == '\uFFFF' {
				t.Fatalf("%U at %d", c, i)
			}
		}
		cases, err := checkJUnit(text.Bytes())
		if err != nil || len(cases) != len(o.Cases) {
			t.Fatalf("%d cases, %v in\n%s", len(cases), err, &text)
		}
	})
}

func TestAJUnitFileThatIsWrongIsToldFromOneThatIsRight(t *testing.T) {
	for text, right := range map[string]bool{
		`<testsuites><testsuite name="a" tests="1" failures="0" errors="0"><testcase name="b"/></testsuite></testsuites>`: true,
		`<testsuites><testsuite name="a" tests="2" failures="0" errors="0"><testcase name="b"/></testsuite></testsuites>`: false,
		`<testsuites><testsuite name="a" tests="1" failures="1" errors="0"><testcase name="b"/></testsuite></testsuites>`: false,
		`<testsuites><testsuite tests="0" failures="0" errors="0"></testsuite></testsuites>`:                              false,
		`<testsuites skipped="0"/>`:                     false,
		`<testcase name="a"/>`:                          false,
		`<testsuites><testcase name="a"/></testsuites>`: false,
		`<testsuites><testsuite name="a" tests="1" failures="0" errors="0"><testcase name="b" file="c"/></testsuite></testsuites>`:            false,
		`<testsuites><testsuite name="a" tests="2" failures="0" errors="0"><testcase name="b"/><testcase name="b"/></testsuite></testsuites>`: false,
		`<testsuites time="1s"/>`: false,
		`<testsuites>a<b`:         false,
	} {
		if _, err := checkJUnit([]byte(text)); (err == nil) != right {
			t.Errorf("%s: %v", text, err)
		}
	}
}

// sampleOutcome has a case of every kind.
func sampleOutcome() *outcome {
	began := time.Date(2026, 1, 1, 12, 0, 0, 0, time.UTC)
	call := journal.Summary{
		Call: journal.Call{
			ID: 7, Opened: began, Method: "INVITE", Dialled: "bob", Scenario: "strict", Played: true,
			From: "sip:alice@example.com", CallID: "a84b4c76e66710",
			Flow: message.Flow{
				Transport: message.UDP, Listener: "udp://10.0.0.1:5060",
				Local: netip.MustParseAddrPort("10.0.0.1:5060"), Remote: netip.MustParseAddrPort("10.0.0.5:52114"),
			},
		},
		End: journal.End{
			At: began.Add(2012 * time.Millisecond), Reason: "Busy Here", Acked: "missing",
			Responses: []journal.Response{{Code: 180}, {Code: 486, After: 2 * time.Second}},
		},
		Ended: true,
	}
	o := &outcome{
		Result: "failed", Exit: 1, Why: "within 1m0s", Began: began, Seconds: 60, Listeners: []string{"udp 127.0.0.1:5060"},
		Counts: counts{OK: 1, Failed: 1, NotApplicable: 1, Unfinished: 1, Unmatched: 1, Missing: 1, Others: 2},
	}
	for i, what := range outcomes {
		c := runCase{Suite: "phones/strict.yaml", Name: callName("strict", i+1), Outcome: what, Seconds: 2.012}
		switch what {
		case "ok":
		case "missing":
			c.Seconds, c.Why = 0, "no call came within 1m0s"
		case "failed":
			call.Verdict = journal.FailedAt("expect ACK", "phones/strict.yaml:5:16", "no ACK within 2s")
			call.Verdict.After = 2 * time.Second
			c.Why = "expect ACK (phones/strict.yaml:5:16): no ACK within 2s"
			c.Findings = []journal.Finding{{Rule: "RFC 3261 17.1.1.3", Text: "no ACK of the 486"}}
			c.Ladder = "   0.000  │── INVITE sip:bob@... ──▶│  match of strict\n"
		default:
			c.Why = "for a reason"
		}
		if what != "missing" {
			c.Call = control.Call(&call)
		}
		call.Verdict = journal.Verdict{}
		o.Cases = append(o.Cases, c)
	}
	return o
}

func TestWhatTheReportsLookLike(t *testing.T) {
	for name, write := range map[string]func(io.Writer, *outcome) error{"run.xml": writeJUnit, "run.json": writeOutcome} {
		var text bytes.Buffer
		if err := write(&text, sampleOutcome()); err != nil {
			t.Fatal(err)
		}
		holdFile(t, "testdata/"+name, text.String())
	}
}

// The README promises the fields of the JSON file.
func TestTheFieldsOfTheJSONFileAreThoseOfTheREADME(t *testing.T) {
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, of := range []reflect.Type{reflect.TypeFor[outcome](), reflect.TypeFor[runCase]()} {
		for i := range of.NumField() {
			name, _, _ := strings.Cut(of.Field(i).Tag.Get("json"), ",")
			if name == "" || !strings.Contains(string(readme), "`"+name+"`") {
				t.Errorf("%s.%s is %q there, of which the README says nothing", of.Name(), of.Field(i).Name, name)
			}
		}
	}
	for _, word := range outcomes {
		if !strings.Contains(string(readme), "`"+word+"`") {
			t.Errorf("the README does not say that an outcome may be %q", word)
		}
	}
}

func TestAClassnameIsAPathAsJenkinsReadsIt(t *testing.T) {
	for path, want := range map[string]string{
		"voip/phones.yaml": "voip.phones", "./a.yml": "a", "../b/c.yaml": "b.c", "/tmp/x.y/z.yaml": "tmp.x.y.z", "dialled": "dialled",
	} {
		if got := classname(path); got != want {
			t.Errorf("%s is %q, want %q", path, got, want)
		}
	}
}
