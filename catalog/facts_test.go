package catalog

import (
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// table reads a file of tab-separated rows under a header row; # lines are
// comments.
func table(t *testing.T, path string) []map[string]string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	var rows []map[string]string
	for line := range strings.Lines(string(data)) {
		line = strings.TrimRight(line, "\r\n")
		cells := strings.Split(line, "\t")
		switch {
		case strings.HasPrefix(line, "#"):
		case names == nil:
			names = cells
		default:
			row := map[string]string{}
			for i, cell := range cells {
				row[names[i]] = cell
			}
			rows = append(rows, row)
		}
	}
	return rows
}

func TestEntriesSayWhatAnIndependentReadingSays(t *testing.T) {
	rows := table(t, "testdata/codes.tsv")
	if len(rows) != len(Codes()) {
		t.Errorf("%d codes in the table, %d in the catalog", len(rows), len(Codes()))
	}
	for _, row := range rows {
		code, _ := strconv.Atoi(row["code"])
		t.Run(row["code"], func(t *testing.T) {
			c, ok := Lookup(code)
			if !ok {
				t.Fatal("not in the catalog")
			}
			want := []string{row["phrase"], strings.ReplaceAll(row["status"], "-", " "), row["rfc"], row["section"], row["methods"], row["required"], row["recommended"]}
			rfc := strconv.Itoa(c.RFC)
			if c.RFC == 0 {
				rfc = "-"
			}
			section := c.Section
			if section == "" {
				section = "-"
			}
			got := []string{c.Reason, string(c.Status), rfc, section, methodsInShort(c.Methods), rulesInShort(c.Required), rulesInShort(c.Recommended)}
			want[5], want[6] = inOrder(want[5]), inOrder(want[6])
			for i := range want {
				if got[i] != want[i] {
					t.Errorf("got  %s\nwant %s", got[i], want[i])
				}
			}
		})
	}
}

func methodsInShort(m Methods) string {
	if !m.Other() {
		return strings.Join(inMethodOrder(m.Names()), " ")
	}
	short := "any"
	for _, name := range methodNames {
		if name != "ACK" && !m.Include(name) {
			short += " -" + name
		}
	}
	return short
}

// inMethodOrder keeps lists of methods as the table writes them.
func inMethodOrder(names []string) []string {
	order := strings.Fields("INVITE UPDATE PRACK OPTIONS MESSAGE REGISTER SUBSCRIBE NOTIFY PUBLISH REFER INFO")
	if slices.Contains(names, "REFER") && slices.Contains(names, "SUBSCRIBE") {
		order = strings.Fields("INVITE OPTIONS REFER SUBSCRIBE MESSAGE")
	}
	slices.SortFunc(names, func(a, b string) int { return slices.Index(order, a) - slices.Index(order, b) })
	return names
}

func rulesInShort(rules []HeaderRule) string {
	var short []string
	for i := range rules {
		h := &rules[i]
		s := strings.Join(append([]string{h.Name}, h.Or...), "|")
		if h.Value != "" {
			s += "=" + h.Value
		}
		if h.Condition.methods != 0 {
			s = strings.Join(h.Condition.methods.names(), " ") + ":" + s
		}
		short = append(short, s)
	}
	if short == nil {
		return "-"
	}
	return inOrder(strings.Join(short, "; "))
}

// inOrder sorts what order says nothing about.
func inOrder(list string) string {
	items := strings.Split(list, "; ")
	for i, item := range items {
		methods, header, ok := strings.Cut(item, ":")
		if ok {
			names := strings.Fields(methods)
			slices.Sort(names)
			items[i] = strings.Join(names, " ") + ":" + header
		}
	}
	slices.Sort(items)
	return strings.Join(items, "; ")
}

const facts = "../../shared/facts/"

func TestEntriesAgreeWithTheFactTables(t *testing.T) {
	if _, err := os.Stat(facts); err != nil {
		t.Skip("the fact tables are not here; testdata/codes.tsv stands for them")
	}
	for _, row := range table(t, facts+"response-codes.tsv") {
		code, _ := strconv.Atoi(row["code"])
		c, ok := Lookup(code)
		if !ok {
			t.Errorf("%d is not in the catalog", code)
			continue
		}
		if phrase := strings.TrimSuffix(row["reason"], " (Deprecated)"); c.Reason != phrase && code != 556 {
			t.Errorf("%d: phrase %q, in the facts %q", code, c.Reason, phrase)
		}
		if row["old_reason"] != c.OldReason && code != 202 {
			t.Errorf("%d: old phrase %q, in the facts %q", code, c.OldReason, row["old_reason"])
		}
		if status := strings.ReplaceAll(row["status"], "-", " "); string(c.Status) != status {
			t.Errorf("%d: %s, in the facts %s", code, c.Status, status)
		}
		if c.RFC != 0 && (!strings.HasPrefix(row["defining_rfc"], strconv.Itoa(c.RFC)) || !strings.Contains(row["section"], c.Section)) {
			t.Errorf("%d: RFC %d %s, in the facts %s %s", code, c.RFC, c.Section, row["defining_rfc"], row["section"])
		}
		for i := range c.Required {
			for _, name := range append(c.Required[i].Or, c.Required[i].Name) {
				if !strings.Contains(row["required_headers"], name) {
					t.Errorf("%d requires %s, which the facts do not", code, name)
				}
			}
		}
	}
}

func TestHeaderFieldsAgreeWithTheFactTables(t *testing.T) {
	if _, err := os.Stat(facts); err != nil {
		t.Skip("the fact tables are not here")
	}
	seen := map[string]bool{}
	for _, row := range table(t, facts+"header-fields.tsv") {
		name := row["header"]
		seen[name] = true
		field, ok := LookupHeader(name)
		if !ok || field.Name != name {
			t.Errorf("%s is not in the catalog", name)
			continue
		}
		if want := strings.Trim(row["compact"], "()"); field.Compact != want {
			t.Errorf("%s: compact form %q, in the facts %q", name, field.Compact, want)
		}
		if field.InResponses() != (row["response_ok"] == "yes") {
			t.Errorf("%s: in responses %t, in the facts %s", name, field.InResponses(), row["response_ok"])
		}
		if code, err := strconv.Atoi(row["where"]); err == nil && !field.StandsIn(code, "") {
			t.Errorf("%s does not stand in %d, in the facts it does", name, code)
		}
	}
	for _, field := range HeaderFields() {
		if !seen[field.Name] {
			t.Errorf("%s is not in the facts", field.Name)
		}
	}
}

func TestEveryRuleOfTheFactsIsKeptSomewhere(t *testing.T) {
	kept := map[string]bool{}
	for _, r := range Rules() {
		for id := range strings.FieldsSeq(r.ID) {
			kept[id] = true
		}
	}
	for _, c := range ruleCases {
		kept[c.id] = true
	}
	for n := 1; n <= 78; n++ {
		if id := fmt.Sprintf("A%d", n); !kept[id] {
			t.Errorf("%s is neither a rule nor a case", id)
		}
	}
}
