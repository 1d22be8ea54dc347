package scenarios

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// samples are what people may write behind a key, right and wrong.
var samples = map[string][]any{
	"name": {"busy", "busy-2", "Busy", 486}, "text": {"a", 1, true, nil, "", "{{.Local}}", "{{.Vars.x}}", "{{.Nothing}}", "a\nb", []any{"a"}},
	"acts": {"trying", []any{"answer", "cancel"}, "nothing", 5}, "duration": {"2s", "1.5s", 2, "0s", "25h", "1s..2s", "x"}, "span": {"2s", "1s..4s", "4s..1s", 1, "1..2s"},
	"count": {"first 2", "every 3", "first 1 and every 2", 2, "last 1"}, "pattern": {"2001", "2???", "/^2/", "[", "", 2001, "a@b"},
	"networks": {"10.0.0.0/8", []any{"10.0.0.1", "::1"}, "x", []any{}, "10.0.0.5/8"}, "words": {"a", []any{"a", "b"}, []any{}, "a b"}, "word": {"s1", "a b", ""},
	"transports": {"udp", []any{"tcp", "tls"}, "UDP"}, "methods": {"INVITE", []any{"BYE", "FOO"}, "invite", []any{}}, "method": {"INVITE", "foo", "NEW"}, "answered": {"INVITE", "ACK", "x"},
	"header-patterns": {map[string]any{"X": "*"}, map[string]any{"X": ""}, map[string]any{}, map[string]any{"a b": "1"}}, "sdp-carried": {"offer", "none", "hold"},
	"by": {"caller", "all", "nobody"}, "number 1000": {1, 3, 0, 1001, "2", "x"}, "number 1000000": {1, 0, "x"}, "flag": {true, false, "true", 1},
	"code-or-none": {180, 200, 486, "none", "486", 99, "x"}, "dialog": {"a", "b", "a b", 1}, "headers": {map[string]any{"X": "a"}, map[string]any{"Contact": ""}, map[string]any{"X": []any{"a", "b"}}, map[string]any{"X": []any{}}, "X"},
	"sdp-response": {"answer", "hold", "x", map[string]any{"codec": "PCMA"}}, "sdp-request": {"offer", "answer"}, "breaks": {"Contact", []any{"two-finals"}, []any{}},
	"raw": {"SIP/2.0 486 x\r\n\r\n", "", []any{"a"}}, "expected": {"ACK", []any{"BYE", "re-INVITE"}, []any{}, "INVITE again", nil, "DTMF", 180, []any{180, 183}, []any{200, "BYE"}, []any{"DTMF", "BYE"}}, "watched": {"INVITE again", []any{"BYE"}, "FOO again"},
	"capture": {map[string]any{"x": "Request.CallID"}, map[string]any{"x-y": "Local"}, map[string]any{}, map[string]any{"x": "Nothing"}}, "expression": {"Call.Number == 1", "Vars.x == \"a\"", "Local", "", true},
	"requested": {"BYE", "re-INVITE", "INVITE", "INFO", "CANCEL", "ACK", "PRACK", "REGISTER", "OPTIONS"}, "codes": {200, []any{200, 488}, 180, []any{}, 99}, "challenged": {401, "407", 403}, "algorithms": {"MD5", []any{"SHA-256"}, "SHA"}, "qops": {"auth", []any{"auth", "auth-int"}, []any{"none"}, []any{"none", "auth"}},
	"play": {"ringback", "tone", "dtmf", "stop", "testdata/valid/beep.wav", "nothing.wav", "file", "x"}, "country": {"de", "eu", "xx"}, "frequencies": {425, []any{350, 440.5}, 5, []any{}, "1e3"}, "pressed": {"1234#", 12, "a", "1,2"},
	"line": {"why", "{{.Local}}", "", 1, true, "{{.X}}"}, "must": {map[string]any{"ACK": 1, "INVITE again": "0..1"}, map[string]any{"BYE": "1.."}, map[string]any{"any": 1}, map[string]any{"ACK": "2..1"}, map[string]any{}, map[string]any{"no-ACK": 0}},
	"percent": {"10%", "0.5%", 10, "101%"}, "ssrc": {"changed", "x"}, "other-port": {"other", "same"},
	"sdp-as": {"answer", "offer", "none"}, "address": {"10.0.0.99", "::1", 10, "a b"}, "encodings": {"PCMU", []any{"G729", 1016}, "a b", []any{}}, "payloads": {map[string]any{"PCMU": 97}, map[string]any{}, map[string]any{"PCMU": 128}},
	"number-or-0 65535": {0, 40000, 65536, "0"}, "direction": {"inactive", "x"}, "same": {"same", "other"},
	"rfcs": {"RFC 3261", "RFC 3261 9.1", []any{"RFC 3261 16.7 step 5", "RFC 5626 A"}, "3261", []any{}}, "texts": {"a b", []any{"a", 1}, "", []any{}}, "clients": {map[string]any{"a 1.0": "b"}, map[string]any{}, "a"},
	"users": {map[string]any{"a": "b"}, map[string]any{}}, "realm": {"lab", "", `a"b`}, "closed": {"fin", "reset", "x"}, "blank": {nil, "", "x"},
	"fault": {map[string]any{"drop": "first 2"}, map[string]any{"tag": "changed", "compact": true}, "fold", []any{"compact", "reorder"}, map[string]any{"copies": 0}, map[string]any{}, "drop", map[string]any{"missing": "a b"}},
}

type random struct {
	*rapid.T
	depth int
}

func (r *random) pick(list []any) any { return rapid.SampledFrom(list).Draw(r.T, "value") }

// value is something for a kind of the tables.
func (r *random) value(kind string) any {
	switch kind {
	case "match":
		return r.object(matchKeys)
	case "page":
		return r.object(pageKeys)
	case "sdp-response", "sdp-request":
		if rapid.Bool().Draw(r.T, "bent") {
			return r.object(sdpKeys)
		}
	case "steps", "outer-steps":
		return r.steps()
	case "on":
		on := map[string]any{}
		for range rapid.IntRange(0, 3).Draw(r.T, "lists") {
			on[r.pick([]any{"INVITE", "any", "re-INVITE", "INVITE again", "no-ACK", "BYE", "FOO", "foo", "INVTE"}).(string)] = r.list()
		}
		return on
	case "branches":
		var branches []any
		for range rapid.IntRange(1, 3).Draw(r.T, "branches") {
			branches = append(branches, r.object(branchKeys))
		}
		return branches
	case "lose":
		return map[string]any{"INVITE": r.value("count")}
	case "tries":
		var tries []any
		for range rapid.IntRange(0, 3).Draw(r.T, "tries") {
			if rapid.Bool().Draw(r.T, "map") {
				tries = append(tries, r.object(tryKeys))
			} else {
				tries = append(tries, r.steps())
			}
		}
		return tries
	}
	list, ok := samples[kind]
	if !ok {
		r.Fatalf("there are no samples of %q", kind)
	}
	return r.pick(list)
}

func (r *random) list() any {
	if rapid.IntRange(0, 3).Draw(r.T, "attempts") == 0 {
		return r.object(listKeys)
	}
	return r.steps()
}

// object has some keys of a table, most often the first.
func (r *random) object(table keys) map[string]any {
	out := map[string]any{}
	for i, k := range table {
		if i == 0 && rapid.IntRange(0, 9).Draw(r.T, "first") > 0 || rapid.IntRange(0, 4).Draw(r.T, k.name) == 0 {
			out[k.name] = r.value(k.value)
		}
	}
	return out
}

func (r *random) steps() any {
	steps := []any{}
	if r.depth++; r.depth > 3 {
		r.depth--
		return steps
	}
	for range rapid.IntRange(0, 3).Draw(r.T, "steps") {
		if rapid.Bool().Draw(r.T, "bare") {
			steps = append(steps, r.pick([]any{180, 200, 486, "forget", "none", 99}))
			continue
		}
		all := verbs()
		steps = append(steps, r.object(all[rapid.IntRange(0, len(all)-1).Draw(r.T, "verb")].keys))
	}
	r.depth--
	return steps
}

// source is a file of one scenario.
func (r *random) source() []byte {
	src, err := json.Marshal(map[string]any{"scenario": "x", "on": r.value("on")})
	if rapid.Bool().Draw(r.T, "whole") {
		src, err = json.Marshal(r.object(scenarioKeys))
	}
	if err != nil {
		r.Fatal(err)
	}
	return src
}

// Whatever is written, it is read without a panic, and the schema refuses
// nothing that check lets pass: an editor never complains of a good file.
func TestTheSchemaIsNeverStricterThanCheck(t *testing.T) {
	schema := resolved(t)
	rapid.Check(t, func(t *rapid.T) {
		src := (&random{T: t}).source()
		set, problems := Parse("random.yaml", src)
		for _, s := range set.All() {
			s.each(func(step Step) {
				if step.String() == "" || step.Position().Line == 0 {
					t.Fatalf("a step without name or place: %#v", step)
				}
			})
		}
		if refused, ok := refusal(schema, src); ok && refused != nil && problems.Err() == nil {
			t.Fatalf("the schema refuses what check lets pass:\n%s\n%.500s", src, refused)
		}
	})
}

func TestEverySampleIsOfAKindThatATableHas(t *testing.T) {
	var kinds []string
	for _, v := range verbs() {
		for _, k := range slices.Concat(v.keys, scenarioKeys, pageKeys, sdpKeys, branchKeys, matchKeys, listKeys, tryKeys) {
			kinds = append(kinds, k.value)
		}
	}
	for kind := range samples {
		if !slices.Contains(kinds, kind) && kind != "count" && kind != "method" {
			t.Errorf("no key takes a %s", kind)
		}
	}
}

func FuzzExpression(f *testing.F) {
	for _, s := range []string{"Request.Source != Binding.Source", `Vars.agent startsWith "Z"`, `Request.Header("X")`, "Call.Number > 2 ? 1 : 0", "Local[0]", "1 +", "let x = 1; x", "Requst.X"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, src string) {
		for _, parse := range []func(string) (Expression, error){ParseCondition, ParseValue} {
			e, err := parse(src)
			if err != nil {
				if err.Error() == "" || strings.Contains(err.Error(), "\n") {
					t.Fatalf("%q: %q", src, err)
				}
				continue
			}
			if _, err := e.Text(seen); err != nil && strings.Contains(err.Error(), "\n\n") {
				t.Fatalf("%q: %q", src, err)
			}
			e.vars()
		}
	})
}
