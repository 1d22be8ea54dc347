package control_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/sipbin/sipbin/responder/control"
)

// Every field of every request, wrong in each way it can be: told with its name,
// and nothing is changed.
func TestEveryFieldThatIsWrongIsToldAndNothingChanges(t *testing.T) {
	s := newStage(t, "scenario: knock\nstart: [{request: OPTIONS}]\n---\nscenario: options-only\non: {OPTIONS: [200]}\n")
	s.do("POST", "/api/next", `{"play": "486", "method": "PUBLISH"}`).is(201)
	s.do("PUT", "/api/faults", `{"lose": {"PUBLISH": "first 1"}}`).is(200)
	s.do("POST", "/api/tests", `{"id": "a"}`).is(201)
	s.do("PUT", "/api/scenarios/busy-here", busy, "Content-Type: application/yaml").is(201)
	s.call("REGISTER", "alice")
	s.settled()
	before := s.state()

	text := []string{`null`, `1`, `true`, `{}`, `[]`, `""`, `"` + strings.Repeat("x", 2000) + `"`}
	count := []string{`null`, `"2"`, `-1`, `1.5`, `1e9`, `true`, `{}`, `[]`, `99999999999999999999`}
	time := []string{`null`, `5`, `"5"`, `""`, `"-1s"`, `"0s"`, `"999h"`, `"soon"`, `[]`}
	method := append([]string{`"INVIT"`, `"invite"`, `"two words"`, `"\u0000"`, `"re-BYE"`}, text[:5]...)
	code := append([]string{`99`, `700`}, count...)
	source := append([]string{`"nobody"`, `"10.0.0.0/99"`, `"10.0.0.5:5060"`, `"fe80::1%lo"`}, text...)
	test := append([]string{`"two words"`, `"` + strings.Repeat("x", 65) + `"`, `"*"`}, text...)
	flag := []string{`null`, `1`, `"true"`, `[]`}
	word := append([]string{`"both of them"`}, text...)
	filter := map[string][]string{
		"direction": word, "method": method, "code": code, "user": text, "from": text, "source": source, "call": append([]string{`0`}, count...),
	}
	with := func(more map[string][]string) map[string][]string {
		for name, values := range filter {
			more[name] = values
		}
		return more
	}
	for _, of := range []struct {
		path   string
		good   string // the fields that it cannot be without
		fields map[string][]string
		within string // of the field's name in the answer
		wrap   string // of the body
	}{
		{"/api/calls", `"scenario": "knock", "target": "sip:a@127.0.0.1:9"`, map[string][]string{"from": append(text, `"bob"`, `"sip:a@b\r\nX: y"`), "user": text, "password": append(text, `"a"`), "test": test}, "", ""},
		{"/api/calls", `"scenario": "knock"`, map[string][]string{"target": append(text, `"bob"`, `"sip:"`, `"sip:a@127.0.0.1;x=\r\nY: z"`, `"mailto:a@b"`, `"sip:a@192.0.2.1"`)}, "", ""},
		{"/api/calls", `"target": "sip:a@127.0.0.1:9"`, map[string][]string{"scenario": append(text, `"nobody"`, `"486"`, `"options-only"`), "codes": append(text, `"nobody"`, `"5"`)}, "", ""},
		{"/api/calls", `"target": "sip:a@127.0.0.1:9", "codes": "200"`, map[string][]string{"scenario": {`"knock"`}}, "", ""},
		{"/api/wait", ``, with(map[string][]string{"test": test, "count": append([]string{`0`}, count...), "within": time, "after": count, "retransmissions": flag, "secrets": word}), "", ""},
		{"/api/verify", `"expect": [{}]`, map[string][]string{"test": test, "after": count, "order": flag, "retransmissions": flag}, "", ""},
		{"/api/verify", ``, map[string][]string{"expect": {`null`, `{}`, `[]`, `"INVITE"`, `[1]`, `[null]`, `[[]]`}}, "", ""},
		{"/api/verify", ``, with(map[string][]string{"count": count, "at_least": count, "at_most": count}), "expect[0].", `{"expect": [%s]}`},
		{"/api/verify", `"at_least": 3`, map[string][]string{"at_most": {`2`}, "count": {`1`}}, "expect[0].", `{"expect": [%s]}`},
		{"/api/verify", `"method": "re-INVITE"`, map[string][]string{"code": {`200`}}, "expect[0].", `{"expect": [%s]}`},
		{"/api/next", ``, map[string][]string{"play": append(text, `"nobody"`, `"4866"`, `"options-only"`)}, "", ""},
		{"/api/next", `"play": "486"`, map[string][]string{"source": source, "method": method, "test": test, "times": append([]string{`0`, `1001`}, count...), "for": time}, "", ""},
		{"/api/tests", ``, map[string][]string{"id": test}, "", ""},
		{"/api/reset", ``, map[string][]string{"what": {`null`, `{}`, `[]`, `"journal"`, `["all"]`, `[1]`, `[null]`}, "test": test}, "", ""},
		{"/api/reset", `"test": "a"`, map[string][]string{"what": {`["scenarios"]`, `["tests"]`}}, "", ""},
	} {
		for field, values := range of.fields {
			for _, value := range values {
				object := strings.Trim(of.good+", ", ", ")
				if object != "" {
					object += ", "
				}
				object = fmt.Sprintf("{%s%q: %s}", object, field, value)
				if of.wrap != "" {
					object = fmt.Sprintf(of.wrap, object)
				}
				r := s.do("POST", of.path, object)
				name, _ := r.at("errors.0.field").(string)
				if r.status != 400 || !strings.HasPrefix(name, of.within+field) {
					t.Errorf("%s %s answers %d for %q:\n%s", of.path, object, r.status, name, r.body)
				}
			}
		}
		for _, object := range []string{`{"nonsense": 1}`, ``, `{`, `[]`, `1`, `{} {}`, `{"a": 1, "a": 2}`, strings.Repeat(`{"a":`, 20), "\xff", `{"a": [1,}`} {
			if r := s.do("POST", of.path, object, "Content-Type: application/json"); r.status != 400 {
				t.Errorf("%s %q answers %d:\n%s", of.path, object, r.status, r.body)
			}
		}
		s.do("POST", of.path+"?test=a", `{}`).is(400)
	}
	if after := s.state(); after != before {
		t.Errorf("there is\n%s\nand before there was\n%s", after, before)
	}
}

func TestEveryQueryThatIsWrongIsToldAndNothingChanges(t *testing.T) {
	s := newStage(t, "")
	s.call("OPTIONS", "200")
	s.settled()
	s.do("PUT", "/api/faults", `{"lose": {"PUBLISH": "first 1"}}`).is(200)
	before := s.state()
	numbers := []string{"", "x", "-1", "1.5", "99999999999999999999"}
	tests := []string{"", "two+words", "*"}
	for path, fields := range map[string]map[string][]string{
		"GET /api/scenarios": {"word": {""}, "origin": {"", "mine"}},
		"GET /api/calls": {
			"method": {"", "INVIT"}, "user": {""}, "from": {""}, "source": {"", "x"}, "scenario": {""}, "outcome": {"", "good"}, "code": append(numbers, "99"),
			"ended": {"", "yes"}, "test": tests, "after": numbers, "limit": append(numbers, "0", "10001"),
		},
		"GET /api/messages": {
			"direction": {"", "up"}, "method": {"", "invite"}, "code": numbers, "user": {""}, "from": {""}, "source": {"x"}, "call": append(numbers, "0"),
			"test": tests, "after": numbers, "limit": append(numbers, "0"), "secrets": {"", "yes"},
		},
		"GET /api/calls/1/messages": {"secrets": {"", "yes"}},
		"GET /api/calls/1/ladder":   {"characters": {"", "ebcdic"}},
		"GET /api/near-misses":      {"test": tests, "limit": append(numbers, "0", "101")},
		"GET /api/next":             {"test": tests},
		"DELETE /api/next":          {"test": tests},
		"PUT /api/faults":           {"test": tests},
		"DELETE /api/faults":        {"test": tests},
		"GET /api/registrations":    {"aor": {""}},
		"DELETE /api/registrations": {"aor": {""}},
	} {
		method, path, _ := strings.Cut(path, " ")
		body := ""
		if method == "PUT" {
			body = `{"fault": "reorder"}`
		}
		for field, values := range fields {
			for _, value := range values {
				s.do(method, path+"?"+field+"="+value, body).is(400).says(map[string]string{"errors.0.field": field})
			}
			s.do(method, path+"?"+field+"=1&"+field+"=2", body).is(400)
		}
	}
	for _, route := range control.Routes() {
		method, path, _ := strings.Cut(route, " ")
		path = strings.NewReplacer("{call}", "1", "{name}", "dnd", "{id}", "x").Replace(path)
		body := ""
		if method == "POST" || method == "PUT" {
			body = `{}`
		}
		s.do(method, path+"?nonsense=1", body).is(400)
		s.do(method, path+"?%zz", body).is(400)
		s.do(method, path+"?a;b", body).is(400)
	}
	if after := s.state(); after != before {
		t.Errorf("there is\n%s\nand before there was\n%s", after, before)
	}
}

func TestBodiesHaveAKindAndAnEnd(t *testing.T) {
	s := newStage(t, "")
	before := s.state()
	for _, route := range control.Routes() {
		method, path, _ := strings.Cut(route, " ")
		if method != "POST" && method != "PUT" {
			continue
		}
		path = strings.Replace(path, "{name}", "busy-here", 1)
		for _, kind := range []string{"", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "nonsense/", "application/json, text/plain"} {
			s.do(method, path, `{}`, "Content-Type: "+kind).is(415).contains("Content-Type: application/")
		}
		s.do(method, path, `{"id": "`+strings.Repeat("x", 1<<20)+`"}`).is(413)
	}
	if after := s.state(); after != before {
		t.Errorf("there is\n%s\nand before there was\n%s", after, before)
	}
}

func TestWhatIsNotThereIsSaidToBeNotThere(t *testing.T) {
	s := newStage(t, "")
	for path, want := range map[string]int{
		"GET /nowhere": 404, "GET /api": 404, "GET /api/": 404, "GET //api/calls": 404, "GET /api/../metrics": 404, "GET /api/calls/": 404,
		"GET /api/calls/1/2/3": 404, "PATCH /api/calls": 405, "POST /api/messages": 405, "GET /api/wait": 405, "TRACE /api/calls": 405,
		"OPTIONS /api/calls": 405, "DELETE /metrics": 405,
	} {
		method, path, _ := strings.Cut(path, " ")
		r := s.do(method, path, "").is(want)
		if want == 405 && r.header.Get("Allow") == "" {
			t.Errorf("%s %s does not say what it takes", method, path)
		}
	}
	if r := s.send("HEAD", "/api/calls", "").is(200); len(r.body) > 0 {
		t.Errorf("HEAD has a body")
	}
	if allow := s.do("PUT", "/api/next", `{}`).is(405).header.Get("Allow"); allow != "GET, POST, DELETE" {
		t.Errorf("it takes %q", allow)
	}
}

func TestAnswersAreNotKeptNorGuessed(t *testing.T) {
	s := newStage(t, "")
	for _, path := range []string{"/api/calls", "/nowhere", "/openapi.yaml"} {
		r := s.do("GET", path, "")
		if r.header.Get("Cache-Control") != "no-store" || r.header.Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%s has %v", path, r.header)
		}
	}
}
