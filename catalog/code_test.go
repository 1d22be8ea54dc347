package catalog

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"testing"
)

func TestThereAre75RegisteredCodesAndThreeOthers(t *testing.T) {
	registered, others := 0, []int{}
	for _, c := range Codes() {
		if c.Status == NotRegistered {
			others = append(others, c.Number)
		} else {
			registered++
		}
	}
	if registered != 75 || !slices.Equal(others, []int{409, 411, 556}) {
		t.Errorf("%d registered, %v not", registered, others)
	}
	if !slices.IsSortedFunc(Codes(), func(a, b *Code) int { return a.Number - b.Number }) {
		t.Error("not ascending")
	}
}

func TestEntriesAreWhole(t *testing.T) {
	for _, c := range Codes() {
		if c.Reason == "" || c.Body == "" || c.Dialog == "" || c.Retry == "" || c.Client == "" || len(c.Methods.Names()) == 0 {
			t.Errorf("%d is incomplete: %+v", c.Number, c)
		}
		for _, list := range [][]HeaderRule{c.Required, c.Recommended, c.Optional, c.Forbidden} {
			for _, h := range list {
				if field, ok := LookupHeader(h.Name); !ok || field.Name != h.Name {
					t.Errorf("%d: no header is called %s", c.Number, h.Name)
				}
				if h.RFC == 0 {
					t.Errorf("%d: %s stands in no RFC", c.Number, h.Name)
				}
			}
		}
		for _, h := range slices.Concat(c.Required, c.Recommended) {
			if h.Fill == "" || h.Section == "" {
				t.Errorf("%d: who fills %s, and where does it stand?", c.Number, h.Name)
			}
		}
	}
}

func TestWhatIsRightForAHeaderStandsWhereTheTablesHaveIt(t *testing.T) {
	for _, c := range Codes() {
		for _, h := range slices.Concat(c.Required, c.Recommended) {
			field, _ := LookupHeader(h.Name)
			stands := false
			for _, method := range c.Methods.Names() {
				if h.Condition.methods == 0 || h.Condition.methods&methodBit(method) != 0 {
					stands = stands || field.StandsIn(c.Number, method)
				}
			}
			if !stands && c.Number != 202 {
				t.Errorf("%d asks for %s, which does not stand there", c.Number, h.Name)
			}
		}
	}
}

func TestUnknownCodesAreUnderstoodAsTheirClass(t *testing.T) {
	for code, want := range map[int]string{150: "Session Progress", 299: "OK", 399: "Multiple Choices", 444: "Bad Request", 599: "Server Internal Error", 610: "Busy Everywhere", 99: "Unknown", 700: "Unknown"} {
		if got := Reason(code); got != want {
			t.Errorf("%d: %s, want %s", code, got, want)
		}
		if _, ok := Lookup(code); ok {
			t.Errorf("%d is in the catalog", code)
		}
	}
}

func TestCodesForAMethod(t *testing.T) {
	numbers := func(method string) (all []int) {
		for _, c := range CodesFor(method) {
			all = append(all, c.Number)
		}
		return all
	}
	if got := numbers("ACK"); got != nil {
		t.Errorf("ACK is answered with %v", got)
	}
	for method, want := range map[string][]int{"REGISTER": {423, 439, 555}, "INVITE": {180, 199, 408, 422, 487, 580}, "SUBSCRIBE": {204, 423, 489}, "FOO": {200, 501}} {
		for _, code := range want {
			if !slices.Contains(numbers(method), code) {
				t.Errorf("%s is not answered with %d", method, code)
			}
		}
	}
	for method, not := range map[string][]int{"REGISTER": {180, 408, 600}, "CANCEL": {401, 487, 603}, "FOO": {180, 423}} {
		for _, code := range not {
			if slices.Contains(numbers(method), code) {
				t.Errorf("%s is answered with %d", method, code)
			}
		}
	}
}

func TestCodesWithAHeader(t *testing.T) {
	for header, want := range map[string]string{"Min-Expires": "423 /", "accept-language": "415 / 200", "m": "180 181 182 183 200 202 204 300 301 302 305 / 300 301 302 485", "Route": "/"} {
		required, recommended := CodesWith(header)
		var words []string
		for _, c := range required {
			words = append(words, strconv.Itoa(c.Number))
		}
		words = append(words, "/")
		for _, c := range recommended {
			words = append(words, strconv.Itoa(c.Number))
		}
		if got := strings.Join(words, " "); got != want {
			t.Errorf("%s: %s, want %s", header, got, want)
		}
	}
}

func TestTheTableAsJSON(t *testing.T) {
	c, _ := Lookup(421)
	data, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	var object map[string]any
	if err := json.Unmarshal(data, &object); err != nil {
		t.Fatal(err)
	}
	for _, key := range strings.Fields("code reason class status rfc section methods required recommended optional forbidden body dialog client") {
		if object[key] == nil {
			t.Errorf("%s is missing or null", key)
		}
	}
	if object["code"] != 421.0 || object["class"] != "4xx" {
		t.Errorf("code %v, class %v", object["code"], object["class"])
	}
	if methods := object["methods"].([]any); !slices.Contains(methods, any("INVITE")) || slices.Contains(methods, any("ACK")) {
		t.Errorf("methods %v", methods)
	}
	second := object["required"].([]any)[1].(map[string]any)
	want := map[string]any{"name": "Security-Server", "condition": "when Require lists sec-agree", "rfc": 3329.0, "section": "2.3.2", "fill": "author"}
	for key, value := range want {
		if second[key] != value {
			t.Errorf("%s: %v, want %v", key, second[key], value)
		}
	}
}

func TestPlaces(t *testing.T) {
	for _, c := range []struct {
		header string
		code   int
		method string
		want   bool
	}{
		{"Retry-After", 503, "INVITE", true}, {"retry-after", 502, "INVITE", false},
		{"m", 200, "INVITE", true}, {"Contact", 200, "BYE", false},
		{"RSeq", 100, "INVITE", false}, {"RSeq", 101, "INVITE", true},
		{"P-Early-Media", 189, "INVITE", true}, {"P-Early-Media", 199, "INVITE", false},
		{"Route", 200, "INVITE", false}, {"Via", 100, "FOO", true},
	} {
		field, ok := LookupHeader(c.header)
		if !ok || field.StandsIn(c.code, c.method) != c.want {
			t.Errorf("%s in a %d to %s: want %t", c.header, c.code, c.method, c.want)
		}
	}
}

func TestWhatAFailureWithinADialogEnds(t *testing.T) {
	want := map[int]Effect{}
	for _, code := range []int{405, 408, 480, 481, 489, 501} {
		want[code] = Usage
	}
	for _, code := range []int{300, 301, 302, 305, 380, 404, 410, 416, 482, 483, 484, 485, 502, 604} {
		want[code] = DestroysAll
	}
	for _, code := range []int{412, 439, 555} { // their methods are never in a dialog
		want[code] = NoEffect
	}
	for _, c := range Codes() {
		if c.Number < 300 {
			continue
		}
		effect, listed := want[c.Number]
		if !listed {
			effect = Transaction
		}
		if c.Dialog != effect {
			t.Errorf("%d: %s, want %s (RFC 5057 5.1)", c.Number, c.Dialog, effect)
		}
	}
}
