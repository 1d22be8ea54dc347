package catalog

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the golden files anew")

func TestTheReadmeIsCurrent(t *testing.T) {
	want := readme()
	if *update {
		if err := os.WriteFile("README.md", []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != want {
		t.Error("README.md is not what the catalog says: run go test ./catalog -update")
	}
}

func TestTheReadmeHasARowForEachCode(t *testing.T) {
	rows := 0
	for line := range strings.Lines(readme()) {
		if strings.HasPrefix(line, "| **") {
			rows++
		}
	}
	if rows != len(Codes()) {
		t.Errorf("%d rows, %d codes", rows, len(Codes()))
	}
}

func readme() string {
	var b strings.Builder
	b.WriteString(`# What SIP says of every response

Written by the tests from the entries in code_1xx.go to code_6xx.go; change those and run ` + "`go test ./catalog -update`" + `.

Every response carries Via, From, To, Call-ID and CSeq of its request, To with a tag unless it is a 100, and Content-Length.
"Dialog" is what a failure ends in the dialog it came in (RFC 5057), or what a success does to one;
a failure of the first request ends all its early dialogs (RFC 3261 12.3). A client acknowledges each copy of a final response to INVITE.

| Code | Written in | Answers | Must carry | Should carry | Dialog | Client | Often said, and what the RFCs say |
|---|---|---|---|---|---|---|---|
`)
	for _, c := range Codes() {
		cells := []string{title(c), written(c), answers(c), ruleList(c.Required, c.Forbidden), ruleList(c.Recommended, nil), dialogOf(c), c.Client, notes(c)}
		for i := range cells {
			cells[i] = strings.ReplaceAll(cells[i], "|", `\|`)
		}
		fmt.Fprintf(&b, "| %s |\n", strings.Join(cells, " | "))
	}
	b.WriteString(`
## The words of ` + "`breaks`" + `

The name of a header field allows that field to be missing, wrong or where it must not be. The other words:

| Word | What it allows to break | Written in |
|---|---|---|
`)
	for _, r := range slices.Concat(handWritten, rulesOfSequence) {
		if r.Header != r.Word {
			what := r.Text
			if r.codes != "" {
				what = r.codes + " " + what
			}
			fmt.Fprintf(&b, "| %s | %s (%s) | RFC %d %s |\n", r.Word, what, r.Strength, r.RFC, r.Section)
		}
	}
	return b.String()
}

func title(c *Code) string {
	s := fmt.Sprintf("**%d** %s", c.Number, c.Reason)
	if c.Status != Current {
		s += " (" + string(c.Status) + ")"
	}
	if c.OldReason != "" {
		s += "<br>once: " + c.OldReason
	}
	return s
}

func written(c *Code) string {
	switch {
	case c.RFC == 0:
		return "no RFC"
	case c.FormerRFC != 0:
		return fmt.Sprintf("RFC %d %s, before: RFC %d", c.RFC, c.Section, c.FormerRFC)
	}
	return fmt.Sprintf("RFC %d %s", c.RFC, c.Section)
}

func answers(c *Code) string {
	if c.Where == "" {
		return c.Methods.String()
	}
	return c.Methods.String() + "; " + c.Where
}

func ruleList(rules, forbidden []HeaderRule) string {
	var items []string
	add := func(prefix string, rules []HeaderRule) {
		for i := range rules {
			h := &rules[i]
			item := prefix + h.String()
			if when := h.Condition.String(); when != "" {
				item += " " + when
			}
			items = append(items, fmt.Sprintf("%s (RFC %d %s)", item, h.RFC, h.Section))
		}
	}
	add("", rules)
	add("never: ", forbidden)
	return strings.Join(items, "<br>")
}

func dialogOf(c *Code) string {
	if c.DialogNote == "" {
		return string(c.Dialog)
	}
	return string(c.Dialog) + "; " + c.DialogNote
}

func notes(c *Code) string {
	if c.Said == "" {
		return c.Note
	}
	return "Said: " + c.Said + ". RFCs: " + c.Note
}
