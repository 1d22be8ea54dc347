package scenarios

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// printed is a set as text, all that was read of it.
func printed(set *Set) string {
	var b strings.Builder
	for _, s := range set.All() {
		fmt.Fprintf(&b, "%s at %s", s.Name, s.At)
		if !s.Match.User.Zero() {
			fmt.Fprintf(&b, " user %s", s.Match.User)
		}
		b.WriteString(actsShown(s.Off) + "\n")
		for _, method := range slices.Sorted(maps.Keys(s.On)) {
			list := s.On[method]
			fmt.Fprintf(&b, "  %s forgotten after %s\n", method, list.ForgetAfter)
			for i, try := range list.Tries {
				fmt.Fprintf(&b, "    try %d\n", i+1)
				printSteps(&b, "      ", try.Steps)
			}
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

func printSteps(b *strings.Builder, indent string, steps []Step) {
	for _, step := range steps {
		at := step.Position()
		fmt.Fprintf(b, "%s%d:%d %s", indent, at.Line, at.Column, step)
		switch step := step.(type) {
		case *Respond:
			if step.Reason != "" {
				fmt.Fprintf(b, " %q", step.Reason)
			}
			fmt.Fprintf(b, "%s%s\n", actsShown(step.Off), strings.Join(append([]string{""}, step.Breaks...), " breaks "))
			for _, h := range step.Headers {
				fmt.Fprintf(b, "%s  %s: %q templated %v at %d:%d\n", indent, h.Name, h.Value.Source(), h.Value.Templated(), h.At.Line, h.At.Column)
			}
			if !step.Body.Empty() {
				fmt.Fprintf(b, "%s  body %q\n", indent, step.Body.Source())
			}
		case *Expect:
			fmt.Fprintf(b, " after %s within %s takes %v\n", step.After, step.Within, step.Takes)
			printSteps(b, indent+"  do ", step.Do)
			if step.HasElse {
				fmt.Fprintf(b, "%s  else, %d steps\n", indent, len(step.Else))
				printSteps(b, indent+"  else ", step.Else)
			}
		default:
			b.WriteString("\n")
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
			set, problems := Parse(filepath.Base(name), src)
			for _, p := range problems {
				t.Error(p)
			}
			golden(t, strings.TrimSuffix(name, ".yaml")+".txt", printed(set))
		})
	}
}
