package main

import (
	"bytes"
	"context"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/spf13/pflag"
	"pgregory.net/rapid"

	"github.com/sipbin/sipbin/catalog"
	"github.com/sipbin/sipbin/scenarios"
)

// said runs a command that ends by itself, in nobody's environment.
func said(t *testing.T, args ...string) string {
	t.Helper()
	var stdout, stderr bytes.Buffer
	unset := func(string) (string, bool) { return "", false }
	if code := run(context.Background(), args, unset, &stdout, &stderr); code != exitOK {
		t.Fatalf("sipbin %s ended with %d: %s", strings.Join(args, " "), code, &stderr)
	}
	return stdout.String()
}

func TestEveryPageFitsATerminal(t *testing.T) {
	pages := [][]string{{"--help"}, {"codes"}, {"list"}, {"explain", "auto"}, {"explain", "breaks"}}
	for _, command := range []string{"serve", "ready", "check", "list", "codes", "explain"} {
		pages = append(pages, []string{command, "--help"})
	}
	for _, c := range catalog.Codes() {
		pages = append(pages, []string{"explain", strconv.Itoa(c.Number)})
	}
	for _, f := range catalog.HeaderFields() {
		pages = append(pages, []string{"explain", f.Name})
	}
	for _, method := range catalog.MethodNames() {
		pages = append(pages, []string{"explain", method})
	}
	for _, args := range pages {
		text := said(t, args...)
		if strings.TrimSpace(text) == "" {
			t.Errorf("sipbin %s says nothing", strings.Join(args, " "))
		}
		for line := range strings.Lines(text) {
			if utf8.RuneCountInString(line) > columns+1 {
				t.Errorf("sipbin %s is wider than %d columns:\n%s", strings.Join(args, " "), columns, line)
			}
		}
	}
}

func TestHelpTellsEverySettingInAllItsForms(t *testing.T) {
	text := said(t, "serve", "--help")
	count := 0
	allSettings().VisitAll(func(flag *pflag.Flag) {
		count++
		_, entry, found := strings.Cut(text, "\n  --"+flag.Name+" ")
		entry, _, _ = strings.Cut(entry, "\n\n")
		for _, form := range []string{envName(flag.Name), " " + flag.Name + ":\n", "\n      default: " + defaultText(flag)} {
			if !found || !strings.Contains(entry, form) {
				t.Errorf("--%s: its help has no %q:\n%s", flag.Name, form, entry)
			}
		}
	})
	if count < 15 {
		t.Errorf("there are %d settings; the help tells fewer than the program has", count)
	}
}

func TestEveryScenarioThatShipsHasAPage(t *testing.T) {
	for _, s := range scenarios.Library().All() {
		text := said(t, "explain", s.Name)
		if !strings.Contains(text, strings.TrimSpace(s.About)) {
			t.Errorf("the page of %s lacks what its author says of it:\n%s", s.Name, text)
		}
		_, source, found := strings.Cut(text, "\nscenario: ")
		if _, problems := scenarios.Parse(s.Name, []byte("scenario: "+source)); !found || problems.Err() != nil {
			t.Errorf("the page of %s ends with no scenario: %v\n%s", s.Name, problems.Err(), text)
		}
		for line := range strings.Lines(source) {
			// What an author wrote in quotes stays in one piece.
			if utf8.RuneCountInString(line) > columns+1 && !strings.HasSuffix(line, "\"\n") && !strings.HasSuffix(line, "'\n") {
				t.Errorf("the page of %s is wider than %d columns:\n%s", s.Name, columns, line)
			}
		}
	}
}

func TestWrappingKeepsAllWordsAndNoLineIsTooLong(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		words := rapid.SliceOf(rapid.StringMatching(`[a-zé.]{1,30}`)).Draw(t, "words")
		first := strings.Repeat(" ", rapid.IntRange(0, 30).Draw(t, "first"))
		text := wrap(first, "    ", strings.Join(words, " "))
		if got := strings.Fields(text); strings.Join(got, " ") != strings.Join(words, " ") {
			t.Fatalf("%q became %q", words, got)
		}
		for line := range strings.Lines(text) {
			if utf8.RuneCountInString(line) > columns+1 {
				t.Fatalf("%d columns: %q", utf8.RuneCountInString(line)-1, line)
			}
		}
	})
}
