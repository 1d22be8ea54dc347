package faults_test

import (
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/sipbin/sipbin/catalog"
	"github.com/sipbin/sipbin/responder/faults"
	"github.com/sipbin/sipbin/responder/message"
	"github.com/sipbin/sipbin/scenarios"
)

// everything is a fault that has all of them.
var everything = scenarios.Fault{
	Via: "wrong-branch", CSeq: "wrong", Tag: "changed", Missing: []string{"Allow"}, Compact: true, Fold: true, LFOnly: true,
	Drop: scenarios.Count{Every: 1}, Delay: scenarios.Span{Min: time.Second}, Copies: 2, Reorder: true,
	Truncate: 1, Corrupt: 1, Split: 2, SourcePort: "other",
}

func TestEveryFaultOfTheLanguageIsListed(t *testing.T) {
	v := reflect.ValueOf(everything)
	if got, want := len(faults.All()), v.NumField()-1; got != want {
		t.Errorf("%d faults are listed, the language has %d", got, want)
	}
	for i := range v.NumField() {
		if name := v.Type().Field(i).Name; name != "At" && v.Field(i).IsZero() {
			t.Errorf("everything lacks %s", name)
		}
	}
	keys := regexp.MustCompile(`[{ ]([a-z-]+):`).FindAllStringSubmatch(everything.String(), -1)
	var written []string
	for _, k := range keys {
		written = append(written, k[1])
	}
	for _, info := range faults.All() {
		if !slices.Contains(written, info.Name) {
			t.Errorf("%s is not what it is called in a scenario: %s", info.Name, written)
		}
	}
}

func TestEveryFaultSaysWhatItDoes(t *testing.T) {
	stage := faults.OnMessage
	for _, i := range faults.All() {
		if i.Does == "" || i.Client == "" || i.Example == "" || !regexp.MustCompile(`^RFC \d{4} \d`).MatchString(i.RFC) {
			t.Errorf("%+v", i)
		}
		if i.Stage != stage && i.Name != "drop" {
			t.Errorf("%s comes after the faults of the %s", i.Name, stage)
		}
		stage = i.Stage
		switch {
		case i.Takes == faults.Word && !slices.Contains(i.Words, i.Example):
			t.Errorf("%s: %s is no word of it", i.Name, i.Example)
		case (i.Takes == faults.Number) != (i.Min > 0 && i.Max > i.Min):
			t.Errorf("%s: %d to %d", i.Name, i.Min, i.Max)
		}
		if line := i.String(); strings.Contains(line, "\n") || !strings.Contains(line, i.RFC) {
			t.Errorf("%q", line)
		}
		if i.Values() == "" {
			t.Errorf("%s has no values", i.Name)
		}
	}
}

func TestWhatIsListedBelongsToWhoAsked(t *testing.T) {
	faults.All()[1].Words[0] = "overwritten"
	if got := faults.All()[1].Values(); got != "wrong-branch" {
		t.Errorf("via: %s", got)
	}
}

func TestEveryFaultHasItsFileAndItsPlaceInTheOrder(t *testing.T) {
	doc, err := os.ReadFile("doc.go")
	if err != nil {
		t.Fatal(err)
	}
	_, order, _ := strings.Cut(string(doc), "mean one thing:")
	for _, i := range faults.All() {
		if _, err := os.Stat(strings.ReplaceAll(i.Name, "-", "_") + ".go"); err != nil {
			t.Errorf("%s: %v", i.Name, err)
		}
		at := regexp.MustCompile(`\b` + i.Name + `\b`).FindStringIndex(order)
		if at == nil {
			t.Fatalf("doc.go does not have %s behind those before it", i.Name)
		}
		order = order[at[1]:]
	}
}

func TestMessageReadsEveryCompactFormOfTheCatalog(t *testing.T) {
	for _, h := range catalog.HeaderFields() {
		if h.Compact != "" && message.LongName(h.Compact) != h.Name {
			t.Errorf("%s is %s to message, %s to the catalog", h.Compact, message.LongName(h.Compact), h.Name)
		}
	}
}
