package control_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus/testutil"

	"github.com/sipbin/sipbin/responder/journal"
	"github.com/sipbin/sipbin/responder/message"
)

// metric is the value of a metric with its labels, "" when there is none.
func (r *reply) metric(name string) string {
	m := regexp.MustCompile(`(?m)^` + regexp.QuoteMeta(name) + ` (\S+)$`).FindSubmatch(r.body)
	if m == nil {
		return ""
	}
	return string(m[1])
}

func TestMetricsCountWhatIsInTheJournal(t *testing.T) {
	s := newStage(t, "scenario: mine\nmatch: {user: mine}\non: {INVITE: [{respond: 480, fault: {drop: first 1, tag: changed}}]}\n")
	s.call("INVITE", "486")
	s.call("INVITE", "180*0*480")
	s.call("INVITE", "mine")
	s.call("OPTIONS", "nobody")
	s.call("NONSENSE", "599")
	s.settled()
	r := s.do("GET", "/metrics", "").is(200)
	for name, want := range map[string]string{
		`sipbin_calls_total{code="486",scenario="dialled",verdict="ok"}`:                             "1",
		`sipbin_calls_total{code="480",scenario="dialled",verdict="ok"}`:                             "1",
		`sipbin_calls_total{code="480",scenario="mine",verdict="ok"}`:                                "1",
		`sipbin_calls_total{code="200",scenario="default",verdict="ok"}`:                             "1",
		`sipbin_messages_total{direction="received",kind="request",method="INVITE",transport="udp"}`: "3",
		`sipbin_messages_total{direction="received",kind="request",method="other",transport="udp"}`:  "1",
		`sipbin_messages_total{direction="sent",kind="response",method="INVITE",transport="udp"}`:    "5",
		`sipbin_messages_total{direction="sent",kind="response",method="other",transport="udp"}`:     "1",
		`sipbin_retransmissions_total{direction="sent"}`:                                             "1",
		`sipbin_retransmissions_total{direction="received"}`:                                         "0",
		`sipbin_faults_total{fault="drop"}`:                                                          "1",
		`sipbin_faults_total{fault="tag"}`:                                                           "2",
		`sipbin_calls_in_progress`:                                                                   "0",
		`sipbin_limits_total{limit="allow"}`:                                                         "0",
		`sipbin_limits_total{limit="origin"}`:                                                        "0",
		`sipbin_first_answer_seconds_count`:                                                          "5",
		`sipbin_journal_unread_total`:                                                                "0",
		`sipbin_degraded`:                                                                            "0",
	} {
		if got := r.metric(name); got != want {
			t.Errorf("%s is %q, want %s", name, got, want)
		}
	}
	r.contains("go_goroutines ", "process_cpu_seconds_total ", `code="other"`)
	if t.Failed() {
		t.Logf("%s", r.body)
	}
	s.call("INVITE", "486")
	s.settled()
	if got := s.do("GET", "/metrics", "").metric(`sipbin_calls_total{code="486",scenario="dialled",verdict="ok"}`); got != "2" {
		t.Errorf("a second call makes it %s", got)
	}
	if problems, err := testutil.GatherAndLint(s.control.Registry()); err != nil || len(problems) > 0 {
		t.Errorf("%v %v", problems, err)
	}
}

// Whatever clients choose freely, metrics do not grow with it.
func TestClientsCannotMakeMetricsGrow(t *testing.T) {
	s := newStage(t, "")
	j := s.responder.Journal()
	flow := message.Flow{Transport: message.UDP, Local: s.sip, Remote: s.sip}
	s.do("GET", "/metrics", "").is(200)
	for i := range 5000 {
		id := uint64(1000 + i)
		scenario := fmt.Sprintf("s%d", i)
		if i%2 == 0 {
			scenario = fmt.Sprintf("%d*%d", 100+i%600, i%100)
		}
		j.Open(journal.Call{ID: id, Opened: time.Now(), Flow: flow, Method: fmt.Sprintf("M%d", i), Scenario: scenario, Dialled: fmt.Sprint(i)})
		j.Append(journal.Entry{At: time.Now(), Call: id, Kind: journal.Received, Flow: flow, Marks: fmt.Sprintf("mark%d", i),
			Data: fmt.Appendf(nil, "M%d sip:a@b SIP/2.0\r\nCSeq: 1 M%d\r\n\r\n", i, i)})
		j.Append(journal.Entry{At: time.Now(), Call: id, Kind: journal.Sent, Flow: flow, Data: fmt.Appendf(nil, "SIP/2.0 %d X\r\nCSeq: 1 M%d\r\n\r\n", i%700, i)})
		j.Close(id, journal.End{At: time.Now(), Responses: []journal.Response{{Code: 100 + i%600}}})
	}
	r := s.do("GET", "/metrics", "").is(200)
	series := 0
	for line := range strings.Lines(string(r.body)) {
		if strings.HasPrefix(line, "sipbin_") {
			series++
		}
	}
	if series > 700 || series < 100 {
		t.Errorf("there are %d series", series)
	}
	if r.metric(`sipbin_messages_total{direction="received",kind="request",method="other",transport="udp"}`) != "5000" {
		t.Errorf("not all were counted:\n%s", r.body)
	}
}

func TestWhatWasNotReadInTimeIsCountedAsThat(t *testing.T) {
	s := newStage(t, "")
	s.do("GET", "/metrics", "").is(200)
	for range 1<<17 + 100 {
		s.responder.Journal().Append(journal.Entry{At: time.Now(), Kind: journal.Note, Why: "x"})
	}
	if got := s.do("GET", "/metrics", "").metric("sipbin_journal_unread_total"); got == "0" || got == "" {
		t.Errorf("%s entries are said to be unread", got)
	}
}
