package control_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/sipbin/sipbin/responder/control"
)

const busy = "scenario: busy-here\nabout: Says so.\nmatch: {user: \"1??\"}\non: {INVITE: [486]}\n"

func TestScenariosArePutListedShownAndDeleted(t *testing.T) {
	s := newStage(t, "scenario: of-a-file\nmatch: {user: \"100\"}\non: {INVITE: [480]}\n")
	s.do("GET", "/api/scenarios?origin=file", "").is(200).says(map[string]string{
		"scenarios.0.name": "of-a-file", "scenarios.0.at": "mine.yaml:1:11", "scenarios.1": "<nil>",
	})
	s.do("GET", "/api/scenarios?word=DND", "").is(200).contains(`"origin": "library"`, `"name": "dnd"`)
	s.do("GET", "/api/scenarios?origin=api", "").is(200).says(map[string]string{"scenarios.0": "<nil>"})

	r := s.do("PUT", "/api/scenarios/busy-here", busy, "Content-Type: application/yaml").is(201)
	if r.header.Get("Location") != "/api/scenarios/busy-here" {
		t.Errorf("it is at %q", r.header.Get("Location"))
	}
	s.do("PUT", "/api/scenarios/busy-here", busy, "Content-Type: text/yaml; charset=utf-8").is(200).says(map[string]string{
		"scenarios.0.name": "busy-here", "scenarios.0.about": "Says so.", "scenarios.0.origin": "api", "scenarios.0.at": "busy-here.yaml:1:11",
	})
	if got := s.call("INVITE", "123"); got != 486 {
		t.Errorf("a call got %d", got)
	}
	if got := s.call("INVITE", "100"); got != 480 {
		t.Errorf("a call for whom a file is more specific got %d", got)
	}
	s.do("GET", "/api/scenarios/busy-here", "").is(200).contains("scenario: busy-here", "INVITE:")
	s.do("GET", "/api/scenarios/180*5*486", "").is(200).contains("INVITE: [180, {wait: 5s}, 486]")

	// In JSON, and in place of one of a file.
	s.do("PUT", "/api/scenarios/of-a-file", `{"scenario": "of-a-file", "match": {"user": "100"}, "on": {"INVITE": [603]}}`).is(201)
	if got := s.call("INVITE", "100"); got != 603 {
		t.Errorf("a call got %d", got)
	}
	s.do("GET", "/api/scenarios?origin=file", "").is(200).says(map[string]string{"scenarios.0": "<nil>"})
	s.do("DELETE", "/api/scenarios/of-a-file", "").is(204)
	if got := s.call("INVITE", "100"); got != 480 {
		t.Errorf("a call got %d", got)
	}
	s.do("DELETE", "/api/scenarios/of-a-file", "").is(409)
	s.do("DELETE", "/api/scenarios/dnd", "").is(409)
	s.do("DELETE", "/api/scenarios/nobody", "").is(404)
	s.do("GET", "/api/scenarios/nobody", "").is(404)

	// Several at once.
	s.do("POST", "/api/scenarios", busy+"---\nscenario: second\non: {INVITE: [410]}\n", "Content-Type: application/yaml").is(200).
		says(map[string]string{"scenarios.1.name": "second", "warnings.0": "<nil>"})
	if got := s.call("INVITE", "second"); got != 410 {
		t.Errorf("a call got %d", got)
	}
}

func TestAScenarioThatDoesNotCheckSaysWhatCheckSays(t *testing.T) {
	s := newStage(t, "")
	s.do("PUT", "/api/scenarios/bad", "scenario: bad\non:\n  INVITE:\n    - respond: 421\n", "Content-Type: application/yaml").is(422).says(map[string]string{
		"errors.0.file": "bad.yaml", "errors.0.line": "4", "errors.0.column": "16", "errors.0.severity": "problem",
		"errors.0.text": "421 must carry Require", "errors.0.rfc": "RFC 3261 21.4.16", "errors.0.excerpt": "    - respond: 421",
		"errors.0.hint": "add  headers: {Require: timer}  or, to send it broken on purpose,  breaks: [Require]",
		"detail":        "1 wrong, first bad.yaml:4:16: 421 must carry Require (RFC 3261 21.4.16); nothing was changed",
	})
	for body, text := range map[string]string{
		"": "there is no scenario in this file", busy: "this path takes one scenario, called bad",
		busy + "---\nscenario: bad\non: {INVITE: [486]}\n": "this path takes one scenario", "{": "this is no YAML",
		busy + "---\n" + busy: "a second scenario is called busy-here",
	} {
		s.do("PUT", "/api/scenarios/bad", body, "Content-Type: application/yaml").is(422).contains(text)
	}
	s.do("POST", "/api/scenarios", "nonsense", "Content-Type: application/yaml").is(422)
	s.do("GET", "/api/scenarios?origin=api", "").is(200).says(map[string]string{"scenarios.0": "<nil>"})
	s.do("POST", "/api/scenarios", "scenario: late\non: {INVITE: [{wait: 40s}, 486]}\noff: [trying]\n", "Content-Type: application/yaml").is(200).
		says(map[string]string{"warnings.0.severity": "warning"})
}

func TestThereIsAnEndOfScenariosThatCanBePut(t *testing.T) {
	s := newStage(t, "")
	var all strings.Builder
	for i := range 1000 {
		fmt.Fprintf(&all, "---\nscenario: s%d\non: {INVITE: [486]}\n", i)
	}
	s.do("POST", "/api/scenarios", all.String(), "Content-Type: application/yaml").is(200)
	s.do("POST", "/api/scenarios", busy, "Content-Type: application/yaml").is(429)
	s.do("PUT", "/api/scenarios/busy-here", busy, "Content-Type: application/yaml").is(429)
	s.do("PUT", "/api/scenarios/s1", "scenario: s1\non: {INVITE: [480]}\n", "Content-Type: application/yaml").is(200)
	s.do("POST", "/api/reset", `{"what": ["scenarios"]}`).is(200)
	s.do("GET", "/api/scenarios?origin=api", "").is(200).says(map[string]string{"scenarios.0": "<nil>"})
}

func TestCallsAreListedAndShown(t *testing.T) {
	s := newStage(t, "scenario: fails\nmatch: {user: fails}\non: {INVITE: [180, {expect: INFO, within: 200ms}]}\n")
	s.call("INVITE", "486", "X-Sipbin-Test: mine")
	s.call("INVITE", "200")
	s.call("OPTIONS", "503")
	s.call("INVITE", "fails")
	s.call("INVITE", "nobody")
	s.settled()
	s.do("GET", "/api/calls", "").is(200).says(map[string]string{
		"calls.0.dialled": "486", "calls.0.method": "INVITE", "calls.0.scenario": "486", "calls.0.test": "mine", "calls.0.from": "sip:alice@example.com",
		"calls.0.transport": "udp", "calls.0.ended": "true", "calls.0.end.acked": "ok", "calls.0.end.responses.0.code": "486",
		"calls.0.end.reason": "Busy Here", "calls.0.end.verdict.outcome": "ok",
		"calls.1.end.by": "caller", "calls.3.end.verdict.outcome": "failed", "calls.3.end.verdict.at": "mine.yaml:3:29",
		"calls.4.end.verdict.outcome": "unmatched", "calls.5": "<nil>", "more": "0", "next": "5",
	})
	for query, want := range map[string]string{
		"method=OPTIONS": "3", "user=200": "2", "from=alice": "1 2 3 4 5", "from=sip:alice@example.com": "1 2 3 4 5", "from=bob": "",
		"source=127.0.0.0/8": "1 2 3 4 5", "source=10.0.0.5": "", "scenario=FAILS": "4", "outcome=unmatched": "5", "outcome=ok&method=INVITE": "1 2",
		"code=486": "1", "ended=false": "", "ended=true&after=4": "5", "test=mine": "1", "test=other": "", "limit=2": "1 2",
	} {
		r := s.do("GET", "/api/calls?"+query, "").is(200)
		var got []string
		for _, c := range r.at("calls").([]any) {
			got = append(got, fmt.Sprint(in(c, "call")))
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s lists %v, want %s", query, got, want)
		}
	}
	s.do("GET", "/api/calls?limit=2", "").says(map[string]string{"more": "3", "next": "2"})
	s.do("GET", "/api/calls/1", "").is(200).says(map[string]string{"call": "1", "dialled": "486"})
	s.do("GET", "/api/calls/1/messages", "").is(200).says(map[string]string{
		"messages.0.method": "INVITE", "messages.0.kind": "received", "messages.0.user": "486", "messages.1.code": "486", "messages.1.kind": "sent",
		"messages.1.why": "respond 486", "messages.2.method": "ACK",
	})
	s.do("GET", "/api/calls/1/ladder", "").is(200).contains("486 Busy Here ──", "ACK of the 486")
	s.do("GET", "/api/calls/1/ladder?characters=ascii", "").is(200).contains("486 Busy Here --")
	for _, path := range []string{"/api/calls/99", "/api/calls/99/messages", "/api/calls/99/ladder", "/api/calls/0", "/api/calls/x"} {
		s.do("GET", path, "").is(404)
	}
}

func TestACallInProgressIsEnded(t *testing.T) {
	s := newStage(t, "")
	p := s.phone()
	p.write("INVITE", "180*99*486", "long", "")
	p.read()
	s.do("GET", "/api/calls?ended=false", "").is(200).says(map[string]string{"calls.0.call": "1", "calls.0.end": "<nil>"})
	s.do("DELETE", "/api/calls/1", "").is(204)
	if answer := p.read(); !strings.HasPrefix(string(answer), "SIP/2.0 480 ") {
		t.Errorf("it ended with\n%s", answer)
	}
	p.write("ACK", "180*99*486", "long", "<sip:x>")
	s.settled()
	s.do("DELETE", "/api/calls/1", "").is(409)
	s.do("DELETE", "/api/calls/7", "").is(404)
}

func TestACallIsPlaced(t *testing.T) {
	s := newStage(t, "scenario: knock\nstart: [{request: OPTIONS, expect: 200}]\n")
	p := s.phone()
	r := s.do("POST", "/api/calls", fmt.Sprintf(`{"scenario": "knock", "target": "sip:bob@%s", "from": "sip:us@example.com", "test": "mine"}`, p.conn.LocalAddr())).is(201)
	request := string(p.read())
	if !strings.HasPrefix(request, "OPTIONS sip:bob@") || !strings.Contains(request, "From: <sip:us@example.com>") {
		t.Errorf("what came is\n%s", request)
	}
	fmt.Fprintf(p.conn, "SIP/2.0 200 OK\r\nVia: %s\r\nFrom: %s\r\nTo: %s;tag=1\r\nCall-ID: %s\r\nCSeq: %s\r\nContent-Length: 0\r\n\r\n",
		header([]byte(request), "Via"), header([]byte(request), "From"), header([]byte(request), "To"), header([]byte(request), "Call-ID"), header([]byte(request), "CSeq"))
	s.settled()
	s.do("GET", r.header.Get("Location"), "").is(200).says(map[string]string{
		"placed": "true", "test": "mine", "ended": "true", "end.verdict.outcome": "ok", "scenario": "knock",
	})
}

func TestACallIsPlacedByCodes(t *testing.T) {
	s := newStage(t, "")
	p := s.phone()
	s.do("POST", "/api/calls", fmt.Sprintf(`{"codes": "486", "target": "sip:bob@%s"}`, p.conn.LocalAddr())).is(201)
	request := p.read()
	fmt.Fprintf(p.conn, "SIP/2.0 486 Busy Here\r\nVia: %s\r\nFrom: %s\r\nTo: %s;tag=1\r\nCall-ID: %s\r\nCSeq: %s\r\nContent-Length: 0\r\n\r\n",
		header(request, "Via"), header(request, "From"), header(request, "To"), header(request, "Call-ID"), header(request, "CSeq"))
	s.do("POST", "/api/wait", `{"direction": "sent", "method": "ACK"}`).is(200)
	s.settled()
	s.do("GET", "/api/calls/1", "").is(200).says(map[string]string{"placed": "true", "end.verdict.outcome": "ok", "end.responses.0.code": "486"})
}

func TestWhatTheNextCallGetsIsAsked(t *testing.T) {
	s := newStage(t, "")
	s.do("POST", "/api/next", `{"play": "180*0*486", "source": "127.0.0.1", "times": 2, "method": "INVITE", "for": "5m"}`).is(201).says(map[string]string{
		"play": "180*0*486", "source": "127.0.0.1/32", "left": "2", "method": "INVITE",
	})
	s.do("POST", "/api/next", `{"play": "dnd", "test": "mine"}`).is(201)
	if got := s.call("INVITE", "603"); got != 486 {
		t.Errorf("the next call got %d", got)
	}
	s.do("GET", "/api/next", "").is(200).says(map[string]string{"next.0.left": "1", "next.1.test": "mine", "next.1.source": ""})
	s.do("GET", "/api/next?test=mine", "").is(200).says(map[string]string{"next.0.play": "dnd", "next.1": "<nil>"})
	s.do("DELETE", "/api/next?test=mine", "").is(200).says(map[string]string{"forgotten": "1"})
	s.do("DELETE", "/api/next", "").is(200).says(map[string]string{"forgotten": "1"})
	if got := s.call("INVITE", "603"); got != 603 {
		t.Errorf("the call after it got %d", got)
	}
	for range 1000 {
		s.send("POST", "/api/next", `{"play": "486"}`).is(201)
	}
	s.do("POST", "/api/next", `{"play": "486"}`).is(429)
}

func TestFaultsComeAndGoAtRunTime(t *testing.T) {
	s := newStage(t, "")
	s.do("PUT", "/api/faults", `{"fault": {"drop": "first 1"}, "lose": {"ACK": "every 1"}}`).is(200).says(map[string]string{
		"faults": "{fault: {drop: first 1}, lose: {ACK: every 1}}", "test": "",
	})
	s.do("PUT", "/api/faults?test=mine", "lose: {BYE: first 1}\n", "Content-Type: application/yaml").is(200)
	s.do("GET", "/api/faults", "").is(200).says(map[string]string{"faults.0.test": "", "faults.1.test": "mine", "faults.1.faults": "{lose: {BYE: first 1}}"})
	p := s.phone()
	p.write("INVITE", "486", "faulty", "")
	s.do("POST", "/api/wait", `{"direction": "sent", "code": 486}`).is(200).says(map[string]string{"messages.0.why": "repeat-final"})
	s.do("GET", "/api/messages?code=486&limit=1", "").is(200).says(map[string]string{"messages.0.kind": "lost", "messages.0.marks": "drop first 1"})
	s.do("DELETE", "/api/faults?test=mine", "").is(204)
	s.do("DELETE", "/api/faults", "").is(204)
	s.do("GET", "/api/faults", "").is(200).says(map[string]string{"faults.0": "<nil>"})
	p.write("ACK", "486", "faulty", header(p.read(), "To"))

	s.do("PUT", "/api/faults", `{"drop": "every 3"}`).is(422).says(map[string]string{"errors.0.file": "body", "errors.0.column": "2"})
	s.do("PUT", "/api/faults", "fault: {drop: 3}\n", "Content-Type: application/yaml").is(422).contains("first 3")
	s.do("GET", "/api/faults", "").is(200).says(map[string]string{"faults.0": "<nil>"})
	for i := range 1000 {
		s.send("PUT", fmt.Sprintf("/api/faults?test=t%d", i), `{"fault": "reorder"}`).is(200)
	}
	s.do("PUT", "/api/faults?test=another", `{"fault": "reorder"}`).is(429)
	s.do("PUT", "/api/faults?test=t7", `{"fault": {"drop": "every 2"}}`).is(200)
}

func TestRegistrationsAreListedAndTakenAway(t *testing.T) {
	s := newStage(t, "")
	s.call("REGISTER", "alice")
	s.call("REGISTER", "bob")
	s.do("GET", "/api/registrations", "").is(200).says(map[string]string{"registrations.1.transport": "udp", "registrations.2": "<nil>"})
	aor := fmt.Sprint(s.do("GET", "/api/registrations", "").at("registrations.0.aor"))
	s.do("GET", "/api/registrations?aor="+aor, "").is(200).says(map[string]string{"registrations.0.aor": aor, "registrations.1": "<nil>"})
	s.do("DELETE", "/api/registrations?aor="+aor, "").is(200).says(map[string]string{"deleted": "1"})
	s.do("DELETE", "/api/registrations?aor="+aor, "").is(200).says(map[string]string{"deleted": "0"})
	s.do("DELETE", "/api/registrations", "").is(200).says(map[string]string{"deleted": "1"})
}

func TestNearMissesSayWhatWouldHaveFitted(t *testing.T) {
	s := newStage(t, "scenario: voicemail-2\nmatch: {user: \"2???\"}\non: {INVITE: [302]}\n")
	s.call("INVITE", "3001")
	s.call("INVITE", "486")
	s.call("INVITE", "nobody", "X-Sipbin-Test: mine")
	s.settled()
	r := s.do("GET", "/api/near-misses", "").is(200).says(map[string]string{
		"near_misses.0.dialled": "3001", "near_misses.1.dialled": "nobody", "near_misses.2": "<nil>",
	})
	if first := fmt.Sprint(r.at("near_misses.0.nearest.0")); first != "voicemail-2: user 2??? does not fit 3001" {
		t.Errorf("nearest to 3001 is %q", first)
	}
	s.do("GET", "/api/near-misses?test=mine", "").is(200).says(map[string]string{"near_misses.0.dialled": "nobody", "near_misses.1": "<nil>"})
	s.do("GET", "/api/near-misses?limit=1", "").is(200).says(map[string]string{"near_misses.0.dialled": "nobody", "near_misses.1": "<nil>"})
}

func TestTestsKeepJobsApart(t *testing.T) {
	s := newStage(t, "")
	made := s.do("POST", "/api/tests", `{}`).is(201)
	id, prefix := fmt.Sprint(made.at("id")), fmt.Sprint(made.at("prefix"))
	s.do("POST", "/api/tests", `{"id": "job-17"}`).is(201).says(map[string]string{"id": "job-17"})
	s.do("POST", "/api/tests", `{"id": "job-17"}`).is(409)
	s.do("GET", "/api/tests", "").is(200).says(map[string]string{"tests.0.id": id, "tests.1.id": "job-17", "tests.2": "<nil>"})

	for i, want := range []int{503, 503, 503, 486, 486} {
		user, headers := "503*486", []string(nil)
		switch i {
		case 1, 3:
			user = prefix + user
		case 2:
			headers = []string{"X-Sipbin-Test: job-17"}
		}
		if got := s.call("INVITE", user, headers...); got != want {
			t.Errorf("call %d got %d, want %d", i, got, want)
		}
	}
	s.settled()
	s.do("GET", "/api/calls?test="+id, "").is(200).says(map[string]string{"calls.0.call": "2", "calls.1.call": "4", "calls.0.dialled": "503*486", "calls.2": "<nil>"})
	s.do("POST", "/api/wait", `{"test": "`+id+`", "user": "503*486", "method": "INVITE", "count": 2}`).is(200).says(map[string]string{"count": "2"})
	s.do("POST", "/api/wait", `{"test": "job-17", "method": "INVITE", "count": 2, "within": "20ms"}`).is(408).says(map[string]string{"found.count": "1"})
	s.do("POST", "/api/verify", `{"test": "job-17", "expect": [{"method": "INVITE", "count": 1}, {"method": "ACK", "count": 1}]}`).is(200)
	s.do("GET", "/api/messages?test=job-17&method=ACK", "").is(200).says(map[string]string{"messages.0.call": "3", "messages.1": "<nil>"})

	// A reset of one is none of the others'.
	s.do("POST", "/api/reset", `{"test": "`+id+`"}`).is(200).says(map[string]string{"reset.0": "journal", "reset.4": "registrations", "reset.5": "<nil>"})
	if got := s.call("INVITE", prefix+"503*486"); got != 503 {
		t.Errorf("after its reset a call got %d", got)
	}
	s.settled()
	s.do("GET", "/api/calls?test="+id, "").is(200).says(map[string]string{"calls.0.call": "6", "calls.1": "<nil>"})
	s.do("GET", "/api/calls?test=job-17", "").is(200).says(map[string]string{"calls.0.call": "3"})

	s.do("DELETE", "/api/tests/"+id, "").is(204)
	s.do("DELETE", "/api/tests/"+id, "").is(404)
	for range 999 {
		s.send("POST", "/api/tests", `{}`).is(201)
	}
	s.do("POST", "/api/tests", `{}`).is(429)
}

func TestAResetPutsEverythingBack(t *testing.T) {
	s := newStage(t, "")
	before := s.state()
	change := func() {
		s.do("PUT", "/api/scenarios/busy-here", busy, "Content-Type: application/yaml").is(201)
		s.do("POST", "/api/next", `{"play": "486", "times": 5, "method": "OPTIONS"}`).is(201)
		s.do("PUT", "/api/faults", `{"lose": {"INFO": "first 1"}}`).is(200)
		s.do("POST", "/api/tests", `{"id": "a"}`).is(201)
		s.call("REGISTER", "alice")
		s.call("INVITE", "503*486")
		s.settled()
	}
	change()
	s.do("POST", "/api/reset", `{}`).is(200)
	if after := s.state(); after != before {
		t.Errorf("after a reset there is\n%s\nbefore there was\n%s", after, before)
	}
	s.do("POST", "/api/wait", `{"within": "10ms"}`).is(408).says(map[string]string{"found.count": "0", "found.others": "<nil>"})
	change()
	s.do("POST", "/api/reset", `{"what": ["attempts", "next"]}`).is(200).says(map[string]string{"reset.1": "next", "reset.2": "<nil>"})
	if got := s.call("INVITE", "503*486"); got != 503 {
		t.Errorf("after its tries were reset a call got %d", got)
	}
	s.do("GET", "/api/next", "").says(map[string]string{"next.0": "<nil>"})
	s.do("GET", "/api/scenarios?origin=api", "").says(map[string]string{"scenarios.0.name": "busy-here"})
}

// state is all that a request could change, as text.
func (s *stage) state() string {
	s.Helper()
	var all strings.Builder
	for _, path := range []string{
		"/api/scenarios?origin=api", "/api/next", "/api/faults", "/api/registrations", "/api/tests", "/api/calls", "/api/near-misses",
	} {
		fmt.Fprintf(&all, "%s\n", s.send("GET", path, "").is(200).body)
	}
	return timeLeft.ReplaceAllString(all.String(), "")
}

var timeLeft = regexp.MustCompile(`"expires": \d+,`)

func TestHealthIsToldWithoutAToken(t *testing.T) {
	amiss := []string{}
	s := newStage(t, "", func(cfg *control.Config) {
		cfg.Token, cfg.Health = "secret", func() []string { return amiss }
	})
	s.do("GET", "/healthz", "").is(200).says(map[string]string{"status": "ok", "why.0": "<nil>"})
	s.do("GET", "/readyz", "").is(200).says(map[string]string{"status": "ready"}).contains("udp 127.0.0.1:")
	amiss = []string{"the disk is full"}
	s.do("GET", "/healthz", "").is(200).says(map[string]string{"status": "degraded", "why.0": "the disk is full"})
	s.responder.Trouble("calls.pcap", "no space left on device")
	s.do("GET", "/healthz", "").is(200).says(map[string]string{"why.0": "calls.pcap: no space left on device"})
	s.responder.Drain()
	s.do("GET", "/readyz", "").is(503)
	s.do("GET", "/healthz", "").is(200).contains("shutting down")
}

func TestTheDescriptionIsServed(t *testing.T) {
	s := newStage(t, "")
	s.do("GET", "/openapi.yaml", "").is(200).contains("openapi: 3.1.0")
	s.do("GET", "/", "").is(404).contains("/openapi.yaml")
}
