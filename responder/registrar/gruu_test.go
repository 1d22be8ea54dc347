package registrar_test

import (
	"strings"
	"testing"

	"github.com/sipbin/sipbin/responder/message"
	"github.com/sipbin/sipbin/responder/registrar"
)

const instance = `+sip.instance="<urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6>"`

// gruus are the GRUUs in the only Contact of an answer.
func gruus(t *testing.T, result registrar.Result) (public, temporary string) {
	t.Helper()
	if len(result.Contacts) != 1 {
		t.Fatalf("%s", brief(result))
	}
	public, _ = message.Param(result.Contacts[0], "pub-gruu")
	temporary, _ = message.Param(result.Contacts[0], "temp-gruu")
	return public, temporary
}

func TestGRUUsAreHandedOutToWhoAsks(t *testing.T) {
	for _, tt := range []struct{ name, to, lines, public, host string }{
		{"an instance that supports gruu", "<sip:callee@Example.com>", "Supported: gruu\nContact: <sip:a@h>;" + instance,
			"sip:callee@example.com;gr=urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6", "@example.com;gr"},
		{"a user and a host that have to be written with care", "<sips:a%40b@[2001:DB8::1]>", "Supported: gruu\nContact: <sips:a@h>;+sip.instance=\"<urn:x:a;b\\\"c>\"",
			"sips:a%40b@[2001:db8::1];gr=urn:x:a%3Bb%22c", "@[2001:db8::1];gr"},
		{"a port by which the registrar is known", "<sip:callee@Example.com:5070;x=y>", "Supported: gruu\nContact: <sip:a@h>;" + instance,
			"sip:callee@example.com:5070;gr=urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6", "@example.com:5070;gr"},
		{"a port by which the registrar was reached", "<sip:callee@Registrar.lab>", "Supported: gruu\nContact: <sip:a@h>;" + instance,
			"sip:callee@registrar.lab:5070;gr=urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6", "@registrar.lab:5070;gr"},
		{"what a client says of GRUUs is not heard", "<sip:callee@example.com>", "Supported: gruu\nContact: <sip:a@h>;pub-gruu=\"sip:evil\";temp-gruu=x;" + instance,
			"sip:callee@example.com;gr=urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6", "@example.com;gr"},
		{"nobody who has no instance", "<sip:callee@example.com>", "Supported: gruu\nContact: <sip:a@h>", "", ""},
		{"nobody who does not support it", "<sip:callee@example.com>", "Contact: <sip:a@h>;" + instance, "", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := registrar.New(registrar.Config{})
			public, temporary := gruus(t, r.Register(dialled(t, tt.to, "one", 1, strings.Split(tt.lines, "\n")...), flow, noon))
			if public != tt.public || !strings.HasSuffix(temporary, tt.host) || (temporary == "") != (tt.public == "") {
				t.Errorf("pub-gruu %q, temp-gruu %q", public, temporary)
			}
			for _, gruu := range []string{public, temporary} {
				if gruu == "" {
					continue
				}
				if b := r.Lookup(gruu, noon); len(b) != 1 || b[0].URI.User != "a" {
					t.Errorf("%s leads to %v", gruu, b)
				}
			}
		})
	}
}

func TestATemporaryGRUULastsAsLongAsItsCallID(t *testing.T) {
	r := registrar.New(registrar.Config{Secret: []byte("secret")})
	register := func(callID string, cseq uint32, more string) registrar.Result {
		return r.Register(dialled(t, "<sip:alice@lab>", callID, cseq, "Supported: gruu", "Contact: <sip:a@h>;"+instance+more), flow, noon)
	}
	_, first := gruus(t, register("one", 1, ""))
	_, second := gruus(t, register("one", 2, ""))
	if first == second {
		t.Errorf("both are %s", first)
	}
	for _, gruu := range []string{first, second} {
		if b := r.Lookup(gruu, noon); len(b) != 1 {
			t.Errorf("%s leads to %v", gruu, b)
		}
	}
	_, third := gruus(t, register("two", 1, ""))
	if b := r.Lookup(third, noon); len(b) != 1 {
		t.Errorf("the new one leads to %v", b)
	}
	register("two", 2, ";expires=0")
	for _, gruu := range []string{
		first, second, third, "sip:alice@lab;gr=urn:uuid:other", "sip:bob@lab;gr", "sip:tgruu.@lab;gr",
		"sip:tgruu.aaaaaaaaaaaaaaaaaaaaaaaaaa@lab;gr", "sip:tgruu.!@lab;gr", ":", "sip:",
	} {
		if b := r.Lookup(gruu, noon); b != nil {
			t.Errorf("%s leads to %v", gruu, b)
		}
	}
}

func TestAGRUUIsNoContact(t *testing.T) {
	r := registrar.New(registrar.Config{})
	_, temporary := gruus(t, r.Register(from(t, "alice", 1, "Supported: gruu", "Contact: <sip:a@h>;"+instance), flow, noon))
	for _, uri := range []string{"sip:alice@lab;gr=urn:x", temporary} {
		if got := r.Register(from(t, "alice", 2, "Contact: <"+uri+">"), flow, noon); got.Code != 403 {
			t.Errorf("%s: %s", uri, brief(got))
		}
	}
	if got := r.Register(from(t, "alice", 2, "Contact: <sip:elsewhere@lab;gr=urn:x>"), flow, noon); got.Code != 200 {
		t.Errorf("of somebody else: %s", brief(got))
	}
}
