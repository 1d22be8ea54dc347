package control_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/sipbin/sipbin/responder/journal"
	"github.com/sipbin/sipbin/responder/message"
)

func TestMessagesAreListed(t *testing.T) {
	s := newStage(t, "")
	s.call("INVITE", "180*486", "X-Sipbin-Test: mine")
	s.call("OPTIONS", "200")
	s.settled()
	for query, want := range map[string]string{
		"":                         "INVITE 180 486 ACK OPTIONS 200",
		"direction=received":       "INVITE ACK OPTIONS",
		"direction=sent":           "180 486 200",
		"method=INVITE":            "INVITE 180 486",
		"method=OPTIONS":           "OPTIONS 200",
		"code=486":                 "486",
		"user=180*486":             "INVITE 180 486 ACK",
		"from=alice&method=ACK":    "ACK",
		"source=127.0.0.1&limit=2": "INVITE 180",
		"call=2":                   "OPTIONS 200",
		"test=mine":                "INVITE 180 486 ACK",
		"after=6":                  "OPTIONS 200",
	} {
		r := s.do("GET", "/api/messages?"+query, "").is(200)
		var got []string
		for _, m := range r.at("messages").([]any) {
			if code := in(m, "code"); code != nil {
				got = append(got, fmt.Sprint(code))
			} else {
				got = append(got, fmt.Sprint(in(m, "method")))
			}
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%q lists %v, want %s", query, got, want)
		}
	}
	first := s.do("GET", "/api/messages?limit=4", "")
	s.do("GET", fmt.Sprintf("/api/messages?after=%v", first.at("next")), "").says(map[string]string{"messages.0.method": "OPTIONS", "messages.2": "<nil>"})
}

func TestSecretsAreShownOnlyWhenAskedFor(t *testing.T) {
	s := newStage(t, "")
	s.call("INVITE", "486", `Authorization: Digest username="a", realm="b", nonce="c", uri="d", response="SECRET"`, "Proxy-Authorization: Bearer SECRET",
		"Contact: <sip:alice:SECRET@example.com>", "X-Sipbin-Test: mine")
	s.call("INVITE", "user:SECRET")
	s.settled()
	for _, path := range []string{"/api/messages", "/api/calls", "/api/calls/1", "/api/calls/1/messages", "/api/calls/1/ladder", "/api/near-misses"} {
		if r := s.do("GET", path, "").is(200); strings.Contains(string(r.body), "SECRET") {
			t.Errorf("%s shows\n%s", path, r.body)
		}
	}
	for body, status := range map[string]int{`{"method": "INVITE"}`: 200, `{"method": "BYE", "within": "10ms"}`: 408} {
		if r := s.do("POST", "/api/wait", body).is(status); strings.Contains(string(r.body), "SECRET") {
			t.Errorf("wait shows\n%s", r.body)
		}
	}
	s.do("GET", "/api/messages?secrets=show", "").is(200).contains(`response=\"SECRET\"`, "Bearer SECRET")
	s.do("GET", "/api/calls/1/messages?secrets=show", "").is(200).contains("SECRET")
	s.do("POST", "/api/wait", `{"method": "INVITE", "secrets": "show"}`).is(200).contains("SECRET")
	s.do("GET", "/api/messages?secrets=hide", "").is(200).contains(`response=\"***\"`)
}

func TestMessagesThatAreNoTextOrMadeRoom(t *testing.T) {
	s := newStage(t, "")
	j := s.responder.Journal()
	flow := message.Flow{Transport: message.TLS, Local: s.sip, Remote: s.sip}
	const head = "OPTIONS sip:a@b SIP/2.0\r\nVia: SIP/2.0/UDP a;branch=z9hG4bK1\r\nFrom: <sip:a@b>;tag=1\r\nTo: <sip:b@b>\r\nCall-ID: c\r\nCSeq: 1 OPTIONS\r\n\r\n"
	j.Append(journal.Entry{At: time.Now(), Kind: journal.Received, Flow: flow, Data: []byte(head + "\xff\xfe")})
	s.do("GET", "/api/messages", "").is(200).says(map[string]string{"messages.0.text": "<nil>", "messages.0.transport": "tls"}).contains(`"bytes": "T1BUSU9OUy`)
	for range 20 {
		j.Append(journal.Entry{At: time.Now(), Call: 5, Kind: journal.Sent, Flow: flow, Data: bytes.Repeat([]byte("x"), 1<<20)})
	}
	s.do("GET", "/api/messages?method=OPTIONS", "").is(200).says(map[string]string{"messages.0": "<nil>"})
	j.Open(journal.Call{ID: 5, Opened: time.Now(), Flow: flow})
	r := s.do("GET", "/api/calls/5/messages", "").is(200).says(map[string]string{"messages.0.overwritten": "true", "messages.0.text": "<nil>"})
	if n := len(r.at("messages").([]any)); n != 13 || fmt.Sprint(r.at("next")) != "15" {
		t.Errorf("at once it shows %d messages of a megabyte, and would go on at %v", n, r.at("next"))
	}
	s.do("GET", "/api/calls/5/messages?after=20", "").is(200).says(map[string]string{"messages.0.seq": "20", "messages.2": "<nil>", "next": "22"})
}

func TestWhatMadeRoomIsNotVerified(t *testing.T) {
	s := newStage(t, "")
	j := s.responder.Journal()
	for range 1<<17 + 100 {
		j.Append(journal.Entry{At: time.Now(), Kind: journal.Note, Why: "x"})
	}
	s.do("POST", "/api/verify", `{"expect": [{"method": "INVITE", "count": 0}]}`).is(409).contains("made room in the journal")
	s.do("POST", "/api/reset", `{"what": ["journal"]}`).is(200)
	s.do("POST", "/api/verify", `{"expect": [{"method": "INVITE", "count": 0}]}`).is(200)
	s.do("POST", "/api/wait", `{"within": "10ms", "after": 1}`).is(408).says(map[string]string{"found.unread": "<nil>"})
}
