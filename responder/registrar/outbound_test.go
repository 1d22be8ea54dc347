package registrar_test

import (
	"strings"
	"testing"
	"time"

	"github.com/sipbin/sipbin/responder/registrar"
)

func TestPathLeadsBackToTheContact(t *testing.T) {
	r := registrar.New(registrar.Config{})
	const contact, path = "Contact: <sip:a@10.0.0.5>", "Path: <sip:p2@edge;lr>, <sip:p1@edge;lr>"
	for _, step := range []struct{ name, lines, want string }{
		{"a Path that the client does not expect is refused", contact + "\n" + path, "420 Bad Extension [Unsupported: path]"},
		{"one it does is kept in its order and comes back", contact + "\n" + path + "\nSupported: gruu, path",
			"200 OK [Path: <sip:p2@edge;lr>] [Path: <sip:p1@edge;lr>] | <sip:a@10.0.0.5>;expires=3600"},
		{"a Path too long to keep is refused", contact + "\nPath: <sip:" + strings.Repeat("p", 2048) + "@edge>\nSupported: path", "403 Contact too long"},
	} {
		if got := brief(r.Register(from(t, "alice", 1, strings.Split(step.lines, "\n")...), flow, noon)); got != step.want {
			t.Errorf("%s:\n got %s\nwant %s", step.name, got, step.want)
		}
	}
	if b := r.Lookup("alice", noon); len(b) != 1 || strings.Join(b[0].Path, " ") != "<sip:p2@edge;lr> <sip:p1@edge;lr>" {
		t.Errorf("the way is %+v", b)
	}
	r.Register(from(t, "alice", 2, contact), flow, noon)
	if b := r.Lookup("alice", noon); len(b) != 1 || b[0].Path != nil {
		t.Errorf("after it registered without: %+v", b)
	}
}

func TestFlowsOfAnInstance(t *testing.T) {
	const (
		on     = "Supported: path, outbound\n"
		phone  = `;+sip.instance="<urn:uuid:00000000-0000-1000-8000-000A95A0E128>"`
		flow1  = "Contact: <sip:a@10.0.0.5;ob>;reg-id=1" + phone
		flow2  = "Contact: <sip:a@10.0.0.5;ob>;reg-id=2" + phone
		moved1 = "Contact: <sip:a@10.0.0.9:4000;ob>;reg-id=1;+sip.instance=\"<urn:uuid:00000000-0000-1000-8000-000a95a0e128>\""
		edge   = "Via: SIP/2.0/UDP 10.0.0.5;branch=z9hG4bKfirst\n"
	)
	listed := func(contact string) string { return " | " + strings.TrimPrefix(contact, "Contact: ") + ";expires=3600" }
	type step struct{ lines, want string }
	for _, tt := range []struct {
		name  string
		steps []step
	}{
		{"each reg-id is a binding, whatever its URI, and renewed wherever it moves", []step{
			{on + flow1, "200 OK [Require: outbound]" + listed(flow1)},
			{on + flow2, "200 OK [Require: outbound]" + listed(flow1) + listed(flow2)},
			{on + moved1, "200 OK [Require: outbound]" + listed(moved1) + listed(flow2)},
			{on + flow2 + ";expires=0", "200 OK [Require: outbound]" + listed(moved1)},
		}},
		{"without Supported: outbound only URIs count", []step{
			{flow1, "200 OK" + listed(flow1)},
			{flow2, "200 OK" + listed(flow2)},
			{moved1, "200 OK" + listed(flow2) + listed(moved1)},
		}},
		{"a reg-id without an instance counts for nothing", []step{
			{on + "Contact: <sip:a@h>;reg-id=1", "200 OK | <sip:a@h>;reg-id=1;expires=3600"},
			{on + "Contact: <sip:b@h>;reg-id=1", "200 OK | <sip:a@h>;reg-id=1;expires=3600 | <sip:b@h>;reg-id=1;expires=3600"},
		}},
		{"nor does one that is no number from 1 on", []step{
			{on + "Contact: <sip:a@h>;reg-id=0" + phone, "200 OK | <sip:a@h>;reg-id=0" + phone + ";expires=3600"},
			{on + "Contact: <sip:b@h>;reg-id=x" + phone, "200 OK | <sip:a@h>;reg-id=0" + phone + ";expires=3600 | <sip:b@h>;reg-id=x" + phone + ";expires=3600"},
		}},
		{"a flow is registered alone, but removed with others", []step{
			{on + flow1 + "\nContact: <sip:b@h>", "400 Contact with reg-id beside other Contacts"},
			{on + flow1, "200 OK [Require: outbound]" + listed(flow1)},
			{on + flow1 + ";expires=0\nContact: <sip:b@h>", "200 OK [Require: outbound] | <sip:b@h>;expires=3600"},
		}},
		{"behind a first hop that keeps no flows it is refused", []step{
			{on + edge + flow1, "439 First Hop Lacks Outbound Support"},
			{on + edge + "Path: <sip:edge;lr>\n" + flow1, "439 First Hop Lacks Outbound Support"},
			{on + edge + "Path: <sip:core;lr;ob>, <sip:edge;lr>\n" + flow1, "439 First Hop Lacks Outbound Support"},
			{on + edge + "Path: <sip:core;lr>, <sip:edge;lr;ob>\n" + flow1, "200 OK [Path: <sip:core;lr>] [Path: <sip:edge;lr;ob>] [Require: outbound]" + listed(flow1)},
			{on + edge + "Contact: <sip:b@h>", "200 OK" + listed(flow1) + " | <sip:b@h>;expires=3600"},
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := registrar.New(registrar.Config{})
			for i, s := range tt.steps {
				if got := brief(r.Register(from(t, "alice", uint32(i+1), strings.Split(s.lines, "\n")...), flow, noon)); got != s.want {
					t.Errorf("step %d:\n got %s\nwant %s", i, got, s.want)
				}
			}
		})
	}
}

func TestOfSeveralFlowsTheLastOneIsTried(t *testing.T) {
	r := registrar.New(registrar.Config{})
	for i, contact := range []string{
		`<sip:one@h>;reg-id=1;+sip.instance="<urn:x>"`,
		`<sip:two@h>;reg-id=2;+sip.instance="<urn:x>"`,
		`<sip:other@h>;reg-id=1;q=0.5;+sip.instance="<urn:y>"`,
		`<sip:plain@h>;q=0.1`,
	} {
		m := from(t, "alice", uint32(i+1), "Supported: outbound", "Contact: "+contact)
		r.Register(m, flow, noon.Add(time.Duration(i)*time.Second))
	}
	var users []string
	for _, b := range r.Lookup("sip:alice@lab", noon.Add(time.Minute)) {
		users = append(users, b.URI.User)
	}
	if got, want := strings.Join(users, " "), "two other plain"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	if all := r.Bindings("sip:alice@lab", noon.Add(time.Minute)); len(all) != 4 {
		t.Errorf("%d bindings, want 4", len(all))
	}
}
