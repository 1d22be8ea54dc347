package ladder_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"github.com/sipbin/sipbin/responder/journal"
	"github.com/sipbin/sipbin/responder/ladder"
)

var update = flag.Bool("update", false, "write the golden files anew")

// golden compares with testdata/name.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs (-update writes it anew); got\n%s\nwant\n%s", path, got, want)
	}
}

func TestLaddersLookAsTheyShould(t *testing.T) {
	for name := range calls {
		t.Run(name, func(t *testing.T) {
			golden(t, name+".txt", ladder.Text(played(name, 1), ladder.Options{}))
			golden(t, name+".ascii.txt", ladder.Text(played(name, 1), ladder.Options{ASCII: true}))
			golden(t, name+".golden.txt", ladder.Text(played(name, 1), ladder.Options{Golden: true}))
		})
	}
}

// What differs between two runs of the same call must not be seen.
func TestGoldenLaddersAreTheSameInEachRun(t *testing.T) {
	for name := range calls {
		t.Run(name, func(t *testing.T) {
			first := ladder.Text(played(name, 1), ladder.Options{Golden: true})
			second := ladder.Text(played(name, 23), ladder.Options{Golden: true})
			if first != second {
				t.Errorf("first run\n%s\nsecond run\n%s", first, second)
			}
		})
	}
}

// Whatever bytes a client sends: one line an entry, straight rails, nothing that
// acts on a terminal.
func TestALadderIsStraightWhateverIsInIt(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		entries := played(rapid.SampledFrom([]string{"what-is-no-sip", "over-two-flows"}).Draw(t, "call"), 1)
		opt := ladder.Options{ASCII: rapid.Bool().Draw(t, "ascii"), Golden: rapid.Bool().Draw(t, "golden")}
		for i := range entries {
			e := &entries[i]
			e.Kind = journal.Kind(rapid.IntRange(1, 7).Draw(t, "kind"))
			e.Why = rapid.String().Draw(t, "why")
			if i == len(entries)-1 {
				e.Kind = journal.Closed
			}
			for range rapid.IntRange(0, 4).Draw(t, "faults") {
				if len(e.Data) > 0 {
					e.Data[rapid.IntRange(0, min(len(e.Data)-1, 60)).Draw(t, "at")] = rapid.Byte().Draw(t, "byte")
				}
			}
		}
		text := ladder.Text(entries, opt)
		rail := "│"
		if opt.ASCII {
			rail = "|"
		}
		lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
		for _, line := range lines {
			for _, r := range line {
				if r < ' ' || r == 0x7f || opt.ASCII && r >= utf8.RuneSelf {
					t.Fatalf("%U in %q", r, line)
				}
			}
		}
		// Of the last rung, a closing one that has nothing between the rails.
		rungs := lines[len(lines)-len(entries):]
		blank := strings.Split(rungs[len(rungs)-1], rail)
		ours := utf8.RuneCountInString(blank[0]) + 1 + utf8.RuneCountInString(blank[1])
		for _, rung := range rungs {
			runes := []rune(rung)
			if string(runes[10]) != rail || string(runes[ours]) != rail {
				t.Fatalf("rails are not straight:\n%s", text)
			}
		}
	})
}

func TestNothingIsDrawnOfNothing(t *testing.T) {
	if text := ladder.Text(nil, ladder.Options{}); text != "" {
		t.Errorf("got %q", text)
	}
}
