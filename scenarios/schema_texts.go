package scenarios

import (
	"fmt"
	"slices"
	"strings"

	"github.com/sipbin/sipbin/catalog"
)

// codeWords are the codes the catalog knows, with what it says of them.
func codeWords() (list []schema) {
	for _, c := range catalog.Codes() {
		lines := []string{fmt.Sprintf("%d %s%s", c.Number, c.Reason, inRFC(c.RFC, c.Section))}
		if c.Where != "" {
			lines = append(lines, c.Where)
		}
		if must := ruleNames(c.Required); must != "" {
			lines = append(lines, "Must carry "+must+".")
		}
		if should := ruleNames(c.Recommended); should != "" {
			lines = append(lines, "Should carry "+should+".")
		}
		lines = append(lines, "A correct client: "+c.Client, c.Note)
		list = append(list, told(c.Number, paragraphs(lines)))
	}
	return list
}

func ruleNames(rules []catalog.HeaderRule) string {
	var out []string
	for i := range rules {
		out = append(out, rules[i].String())
	}
	return strings.Join(out, ", ")
}

func inRFC(rfc int, section string) string {
	if rfc == 0 {
		return ""
	}
	return fmt.Sprintf(" (%s)", strings.TrimSpace(fmt.Sprintf("RFC %d %s", rfc, section)))
}

func paragraphs(lines []string) string {
	return strings.Join(slices.DeleteFunc(lines, func(s string) bool { return s == "" }), "\n\n")
}

// headerSchema is a map of header fields, those of responses with what the
// catalog says of them.
func headerSchema(value schema) schema {
	properties := schema{}
	for _, f := range catalog.HeaderFields() {
		if !f.InResponses() {
			continue
		}
		lines := []string{f.Name + inRFC(f.RFC, f.Section), f.Note}
		if required, _ := catalog.CodesWith(f.Name); len(required) > 0 {
			var codes []string
			for _, c := range required {
				codes = append(codes, fmt.Sprint(c.Number))
			}
			lines = append(lines, "Must be in "+strings.Join(codes, ", ")+".")
		}
		properties[f.Name] = schema{"description": paragraphs(lines), "allOf": []schema{value}}
	}
	return schema{"type": "object", "properties": properties, "propertyNames": schema{"pattern": token.String()}, "additionalProperties": value}
}

func actSchema() schema {
	var list []schema
	for _, a := range AllActs() {
		list = append(list, told(a.String(), a.Text()))
	}
	return anyOf(list...)
}

func playSchema() schema {
	list := []schema{matching(`.+\.[Ww][Aa][Vv]`)}
	for _, s := range playSources {
		list = append(list, told(s.name, s.text))
	}
	return anyOf(list...)
}

// breaksSchema is the words of all rules, each with what it lets through.
func breaksSchema() schema {
	texts := map[string][]string{}
	for _, r := range catalog.Rules() {
		if r.Word != "" {
			texts[r.Word] = append(texts[r.Word], r.Text+inRFC(r.RFC, r.Section))
		}
	}
	var list []schema
	for _, word := range catalog.Words() {
		list = append(list, told(word, strings.Join(slices.Compact(texts[word]), "\n\n")))
	}
	return anyOf(list...)
}

func methodWords() (list []schema) {
	for _, name := range catalog.MethodNames() {
		list = append(list, told(name, methodText(name)))
	}
	return list
}

// methodText says which codes answer a method.
func methodText(name string) string {
	var codes []string
	for _, c := range catalog.CodesFor(name) {
		codes = append(codes, fmt.Sprint(c.Number))
	}
	if len(codes) == 0 {
		return name + " is never answered."
	}
	return name + " can be answered by " + strings.Join(codes, " ") + "."
}

// mustNames are the events that can be counted.
func mustNames() schema {
	return anyOf(schema{"allOf": []schema{{"pattern": "^(" + methodPattern + ")$"}, {"not": schema{"const": "any"}}}},
		schema{"pattern": "^" + againPattern() + "$"}, words(slices.DeleteFunc(eventNames(), func(name string) bool { return name == "any" })))
}

// onSchema is a map of methods and events to lists.
func onSchema() schema {
	properties := schema{}
	add := func(name, text string) {
		properties[name] = schema{"description": text, "allOf": []schema{ref("list")}}
	}
	for _, name := range catalog.MethodNames() {
		add(name, methodText(name))
	}
	add("INVITE again", "a retransmission of the INVITE; any method can stand here")
	for _, e := range events {
		add(e.name, e.text)
	}
	return schema{
		"type": "object", "minProperties": 1, "properties": properties, "additionalProperties": false,
		"patternProperties": schema{"^(" + methodPattern + ")$": ref("list"), "^" + againPattern() + "$": ref("list")},
	}
}
