package scenarios

import (
	"slices"
	"strconv"
	"strings"

	"github.com/sipbin/sipbin/catalog"
)

// definitions are what may stand behind the keys of the tables.
func definitions() schema {
	text := schema{"type": []string{"string", "number", "boolean", "null"}}
	given := schema{"type": []string{"string", "number", "boolean"}}
	method := anyOf(schema{"anyOf": methodWords()}, matching(methodPattern))
	defs := schema{
		"text":            text,
		"name":            schema{"type": "string", "pattern": scenarioName.String()},
		"blank":           schema{"enum": []any{nil, ""}},
		"word":            matching(`\S+`),
		"words":           some(matching(`\S+`)),
		"flag":            words([]string{"true", "false"}),
		"true":            words([]string{"true"}),
		"duration":        matching(durationPattern),
		"span":            matching(durationPattern + `(\.\.` + durationPattern + `)?`),
		"count":           matching(countPattern),
		"expression":      schema{"type": []string{"string", "number", "boolean"}, "minLength": 1},
		"pattern":         schema{"type": []string{"string", "number", "boolean"}, "minLength": 1},
		"dialog":          anyOf(matching(dialogPattern), schema{"type": "integer"}),
		"by":              words(byWords),
		"transports":      some(words(transportWords)),
		"networks":        some(matching(`[0-9A-Fa-f:.]+(/[0-9]+)?`)),
		"header-patterns": mapOf(token.String(), given),
		"sdp-carried":     words(sdpCarried),
		"sdp-response":    anyOf(words(sdpResponse), ref("bend")),
		"sdp-request":     anyOf(words(sdpRequest), ref("bend")),
		"sdp-as":          words(sdpResponse[:3]),
		"address":         anyOf(matching(addressPattern), schema{"type": "number"}),
		"encodings":       some(anyOf(schema{"type": "string", "pattern": token.String()}, schema{"type": "number"})),
		"payloads":        mapOf(token.String(), upTo(127)),
		"branches":        schema{"type": "array", "items": object(branchKeys, "do"), "minItems": 2},
		"line":            schema{"type": []string{"string", "number", "boolean"}, "minLength": 1},
		"play":            playSchema(),
		"country":         words(countryWords),
		"frequencies":     some(anyOf(schema{"type": "number", "minimum": lowestHz, "maximum": highestHz}, matching(decimalPattern))),
		"pressed":         anyOf(matching(dialKeysPattern), schema{"type": "number"}),
		"percent":         matching(percentPattern),
		"ssrc":            words(ssrcWords),
		"other-port":      words([]string{"other"}),
		"direction":       words(directionWords),
		"same":            words(versionWords),
		"headers":         headerSchema(anyOf(text, schema{"type": "array", "items": text, "minItems": 1})),
		"capture":         mapOf("^"+varPattern+"$", ref("expression")),
		"users":           mapOf("", text),
		"rfcs":            some(matching(sectionPattern)),
		"texts":           some(schema{"type": []string{"string", "number", "boolean"}, "minLength": 1}),
		"clients":         mapOf("", text),
		"challenged":      words(challengedWords),
		"algorithms":      some(words(algorithmWords)),
		"qops":            anyOf(words(qopWords), schema{"type": "array", "items": words(qopWords[:2]), "minItems": 1}, schema{"const": qopWords[2:]}),
		"realm":           anyOf(matching(`[^"\\\r\n]+`), schema{"type": []string{"number", "boolean"}}),
		"raw":             schema{"type": "string", "minLength": 1},
		"answered":        schema{"allOf": []schema{ref("method"), {"not": words([]string{"ACK", "CANCEL"})}}},
		"header-names":    some(schema{"type": "string", "pattern": token.String()}),
		"closed":          words(closedWords),
		"requested":       words(requestedWords),
		"acts":            anyOf(ref("act"), schema{"type": "array", "items": ref("act")}),
		"act":             actSchema(),
		"breaks":          anyOf(ref("broken"), schema{"type": "array", "items": ref("broken")}),
		"broken":          breaksSchema(),
		"code":            anyOf(append(codeWords(), schema{"type": "integer", "minimum": 100, "maximum": 699}, matching("[1-6][0-9][0-9]"))...),
		"code-or-none":    anyOf(ref("code"), told("none", "silence, to retransmissions too")),
		"codes":           some(ref("code")),
		"method":          method,
		"methods":         some(ref("method")),
		"expected":        anyOf(some(anyOf(ref("method"), told("re-INVITE", "an INVITE inside the dialog"))), ref("codes"), told(keysWord, "keys that are pressed")),
		"watched":         some(anyOf(ref("method"), told("re-INVITE", "an INVITE inside the dialog"), matching(againPattern()))),
		"must":            schema{"type": "object", "minProperties": 1, "propertyNames": mustNames(), "additionalProperties": anyOf(schema{"type": "integer", "minimum": 0}, matching(timesPattern))},
		"lose":            mapOf("^("+methodPattern+")$", ref("count")),
		"on":              onSchema(),
		"list":            anyOf(ref("outer-steps"), ref("attempts")),
		"attempts":        object(listKeys, "attempts"),
		"tries":           schema{"type": "array", "minItems": 1, "items": anyOf(ref("outer-steps"), ref("try"))},
		"try":             object(tryKeys, "do").excluding(map[string][]string{"times": {"for"}}),
		"steps":           schema{"type": "array", "items": ref("step")},
		"outer-steps":     schema{"type": "array", "items": anyOf(ref("step"), ref("challenge-step"))},
		"fault":           faultSchema(),
	}
	bend := object(sdpKeys)
	bend["minProperties"] = 1
	defs["bend"] = bend
	page := object(pageKeys)
	page["minProperties"] = 1
	defs["page"] = page
	match := object(matchKeys)
	match["minProperties"] = 1
	defs["match"] = match
	addNumbers(defs)
	addSteps(defs)
	return defs
}

// methodPattern is a method in capitals; case counts.
const methodPattern = "[A-Z0-9.!%*_+`'~-]+"

func againPattern() string {
	return "(re-INVITE|" + strings.Join(catalog.MethodNames(), "|") + ") again"
}

// addNumbers defines the numbers that tables ask for, like "number 100".
func addNumbers(defs schema) {
	var values []string
	for _, table := range []keys{tryKeys, respondKeys, repeatKeys, sdpKeys, branchKeys} {
		for _, k := range table {
			values = append(values, k.value)
		}
	}
	for _, k := range faultKeys {
		values = append(values, k.value)
	}
	for _, value := range values {
		if most, ok := strings.CutPrefix(value, "number "); ok {
			n, _ := strconv.Atoi(most) // from a table
			defs["number-"+most] = number(n)
		}
		if most, ok := strings.CutPrefix(value, "number-or-0 "); ok {
			n, _ := strconv.Atoi(most)
			defs["number-or-0-"+most] = upTo(n)
		}
	}
}

func addSteps(defs schema) {
	built := []string{"reason", "headers", "body", "sdp", "dialog", "reliable"}
	step := []schema{ref("code"), told("forget", "drops the dialog, as after a restart")}
	for _, v := range verbs() {
		s := object(v.keys, v.name)
		switch v.name {
		case "respond":
			s.excluding(map[string][]string{"raw": built, "sdp": {"body"}}).needing("times", "every").needing("every", "times")
			s["allOf"] = []schema{
				only("reliable", words([]string{"true"}), "respond", anyOf(schema{"type": "integer", "maximum": 199}, matching("1.*"))),
				only("raw", schema{}, "respond", schema{"not": words([]string{"none"})}),
			}
		case "expect":
			s.excluding(map[string][]string{"raw": built[:4], "sdp": {"body"}, "do": {"respond"}}).needing("respond", responseKeys.names()...)
		case "request":
			s.excluding(map[string][]string{"sdp": {"body"}}).needing("expect", "within")
			s["allOf"] = sdpOnly()
		case "when", "repeat":
			s["required"] = []string{v.name, "do"}
		}
		defs[v.name+"-step"] = s
		if v.name != "challenge" {
			step = append(step, ref(v.name+"-step"))
		}
	}
	defs["step"] = anyOf(step...)
}

// sdpOnly says which requests can carry which session description.
func sdpOnly() (rules []schema) {
	for _, as := range sdpResponse[:3] {
		rules = append(rules, only("sdp", words([]string{as}), "request", words(slices.DeleteFunc(slices.Clone(requestedWords), func(method string) bool {
			return !slices.Contains(sdpOf(method), as)
		}))))
	}
	return rules
}

func faultSchema() schema {
	var flags []schema
	properties := schema{}
	for _, k := range faultKeys {
		value := words(k.Values)
		if k.value != "" {
			value = ref(strings.ReplaceAll(k.value, " ", "-"))
		}
		properties[k.Name] = schema{"description": k.Text, "allOf": []schema{value}}
		if k.value == "true" {
			flags = append(flags, told(k.Name, k.Text))
		}
	}
	flag := anyOf(flags...)
	return anyOf(schema{"type": "object", "properties": properties, "additionalProperties": false, "minProperties": 1}, flag,
		schema{"type": "array", "items": flag, "minItems": 1})
}
