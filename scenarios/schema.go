package scenarios

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
)

// SchemaVersion is the version of the language's JSON Schema. It goes up when a
// file that was valid would no longer be.
const SchemaVersion = 1

// Schema is the JSON Schema of one scenario, draft 7, from which an editor's
// YAML server completes and explains. It is made of the tables that the reader
// uses; what takes more than structure to tell, such as two final responses, is
// left to Load.
func Schema() []byte {
	root := object(scenarioKeys, "scenario")
	root["anyOf"] = []schema{{"required": []string{"on"}}, {"required": []string{"start"}}}
	root["$schema"] = "http://json-schema.org/draft-07/schema#"
	root["$id"] = fmt.Sprintf("https://github.com/sipbin/sipbin/schema/v%d/sipbin.schema.json", SchemaVersion)
	root["title"] = "A scenario of sipbin"
	root["description"] = "How a SIP request, and the call that follows from it, is answered. Several in a file are separated by ---."
	root["definitions"] = definitions()
	var b bytes.Buffer
	out := json.NewEncoder(&b)
	out.SetEscapeHTML(false)
	out.SetIndent("", " ")
	if err := out.Encode(root); err != nil {
		panic(err) // strings, numbers, maps and lists of them
	}
	return b.Bytes()
}

// schema is a part of a JSON Schema.
type schema map[string]any

func ref(name string) schema { return schema{"$ref": "#/definitions/" + name} }

func anyOf(list ...schema) schema { return schema{"anyOf": list} }

// object is a map with the keys of a table.
func object(table keys, required ...string) schema {
	properties := schema{}
	for _, k := range table {
		properties[k.name] = schema{"description": k.text, "allOf": []schema{ref(strings.ReplaceAll(k.value, " ", "-"))}}
	}
	out := schema{"type": "object", "properties": properties, "additionalProperties": false}
	if len(required) > 0 {
		out["required"] = required
	}
	return out
}

// excluding says which keys cannot stand beside others.
func (s schema) excluding(apart map[string][]string) schema {
	dependencies := schema{}
	for name, others := range apart {
		var not []schema
		for _, other := range others {
			not = append(not, schema{"required": []string{other}})
		}
		dependencies[name] = schema{"not": anyOf(not...)}
	}
	s["dependencies"] = dependencies
	return s
}

// needing says which keys mean nothing without another.
func (s schema) needing(name string, dependents ...string) schema {
	dependencies, ok := s["dependencies"].(schema)
	if !ok {
		dependencies = schema{}
		s["dependencies"] = dependencies
	}
	for _, d := range dependents {
		part := schema{"required": []string{name}}
		if old, ok := dependencies[d].(schema); ok {
			part = schema{"allOf": []schema{old, part}}
		}
		dependencies[d] = part
	}
	return s
}

// only says what a key must be where another is something.
func only(where string, is schema, name string, must schema) schema {
	return schema{"if": schema{"required": []string{where}, "properties": schema{where: is}}, "then": schema{"properties": schema{name: must}}}
}

// some is one of a kind, or a list of at least one.
func some(one schema) schema {
	return anyOf(one, schema{"type": "array", "items": one, "minItems": 1})
}

// mapOf is a map of an author's own names.
func mapOf(names string, value schema) schema {
	return schema{"type": "object", "minProperties": 1, "propertyNames": schema{"pattern": names}, "additionalProperties": value}
}

// words is one of a few, as YAML reads them.
func words(list []string) schema {
	var all []any
	for _, word := range list {
		all = append(all, word)
		var typed any
		if json.Unmarshal([]byte(word), &typed) == nil { // 401, true
			all = append(all, typed)
		}
	}
	return schema{"enum": all}
}

// told is a word with its hover text.
func told(value any, text string) schema {
	return schema{"const": value, "description": text}
}

func matching(pattern string) schema {
	return schema{"type": "string", "pattern": "^(" + pattern + ")$"}
}

// upTo is a whole number from 0.
func upTo(most int) schema {
	return anyOf(schema{"type": "integer", "minimum": 0, "maximum": most}, matching("0|[1-9][0-9]*"))
}

// number is a whole number from 1, written with or without quotes.
func number(most int) schema {
	return anyOf(schema{"type": "integer", "minimum": 1, "maximum": most}, matching("[1-9][0-9]*"))
}
