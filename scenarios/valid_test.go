package scenarios

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// printed is a set as text, all that was read of it.
func printed(set *Set) string {
	var b strings.Builder
	for _, s := range set.All() {
		fmt.Fprintf(&b, "%s at %s", s.Name, s.At)
		if !s.Match.Zero() {
			fmt.Fprintf(&b, " match %s", &s.Match)
		}
		if s.Needs != nil {
			fmt.Fprintf(&b, " needs %s", s.Needs)
		}
		for _, method := range slices.Sorted(maps.Keys(s.Lose)) {
			fmt.Fprintf(&b, " lose %s %s", method, s.Lose[method])
		}
		b.WriteString(actsShown(s.Off) + "\n")
		for _, event := range slices.Sorted(maps.Keys(s.Must)) {
			fmt.Fprintf(&b, "  must %s %s\n", event, s.Must[event])
		}
		if s.Page != nil {
			fmt.Fprintf(&b, "  page %+q\n", *s.Page)
		}
		for _, method := range slices.Sorted(maps.Keys(s.On)) {
			list := s.On[method]
			fmt.Fprintf(&b, "  %s by %s forgotten after %s\n", method, byWords[list.By], list.ForgetAfter)
			for i, try := range list.Tries {
				fmt.Fprintf(&b, "    try %d at %d:%d times %d for %s after %s within %s\n", i+1, try.At.Line, try.At.Column, try.Times, try.For, try.After, try.Within)
				printSteps(&b, "      ", try.Steps)
			}
		}
		if len(s.Start) > 0 {
			b.WriteString("  start\n")
			printSteps(&b, "    ", s.Start)
		}
	}
	return b.String()
}

func actsShown(acts Acts) string {
	out := ""
	for _, a := range AllActs() {
		if acts.Has(a) {
			out += " off " + a.String()
		}
	}
	return out
}

// printSteps prints every field of every step by its name, so that none is
// forgotten; what is as when nothing was written is left out.
func printSteps(b *strings.Builder, indent string, steps []Step) {
	for _, step := range steps {
		at := step.Position()
		fmt.Fprintf(b, "%s%d:%d %s\n", indent, at.Line, at.Column, step)
		v := reflect.ValueOf(step).Elem()
		for i := range v.NumField() {
			name, value := v.Type().Field(i).Name, v.Field(i).Interface()
			if name == "At" || v.Field(i).IsZero() {
				continue
			}
			switch value := value.(type) {
			case []Step:
				fmt.Fprintf(b, "%s  %s, %d steps\n", indent, name, len(value))
				printSteps(b, indent+"    ", value)
			case []Header:
				for _, h := range value {
					fmt.Fprintf(b, "%s  %s: %q templated %v at %d:%d\n", indent, h.Name, h.Value.Source(), h.Value.Templated(), h.At.Line, h.At.Column)
				}
			case []Branch:
				for _, branch := range value {
					fmt.Fprintf(b, "%s  weight %d\n", indent, branch.Weight)
					printSteps(b, indent+"    ", branch.Do)
				}
			case []byte:
				fmt.Fprintf(b, "%s  %s, %d bytes\n", indent, name, len(value))
			case Text:
				fmt.Fprintf(b, "%s  %s %q\n", indent, name, value.Source())
			case *Bend:
				text, _ := value.node(SDPByAct).flow()
				fmt.Fprintf(b, "%s  %s %s\n", indent, name, text)
			case Acts:
				fmt.Fprintf(b, "%s %s\n", indent, actsShown(value))
			case []Capture:
				for _, c := range value {
					fmt.Fprintf(b, "%s  %s is %s\n", indent, c.Name, c.Value)
				}
			default:
				fmt.Fprintf(b, "%s  %s %v\n", indent, name, value)
			}
		}
	}
}

func TestValidFilesAreReadAsInTheirGoldenFile(t *testing.T) {
	for _, name := range files(t, "valid") {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".yaml"), func(t *testing.T) {
			src, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			set, problems := Parse(name, src)
			for _, p := range problems {
				t.Error(p)
			}
			golden(t, strings.TrimSuffix(name, ".yaml")+".txt", strings.ReplaceAll(printed(set), filepath.Dir(name)+"/", ""))
		})
	}
}
