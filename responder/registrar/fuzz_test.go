package registrar_test

import (
	"strings"
	"testing"
	"time"

	"github.com/sipbin/sipbin/responder/message"
	"github.com/sipbin/sipbin/responder/registrar"
)

// FuzzRegister feeds the registrar To, Contact and Expires values. What it lists
// has to mean the same when a client reads it back, and registering that again
// has to renew the same bindings.
func FuzzRegister(f *testing.F) {
	f.Add("<sip:alice@lab>", "<sip:a@10.0.0.5>;expires=60, sip:b@10.0.0.6", "3600")
	f.Fuzz(func(t *testing.T, to, contact, expires string) {
		if strings.ContainsAny(to+contact+expires, "\r\n") {
			t.Skip("more than one header line")
		}
		r := registrar.New(registrar.Config{})
		register := func(cseq uint32, contact, expires string, now time.Time) registrar.Result {
			m := dialled(t, to, "one", cseq, "Contact: "+contact, "Expires: "+expires)
			preview, result := r.Preview(m, now), r.Register(m, flow, now)
			if brief(preview) != brief(result) {
				t.Fatalf("%s, but the preview was %s", brief(result), brief(preview))
			}
			return result
		}
		first := register(1, contact, expires, noon)
		if first.Code != 200 {
			if first.Text == "" || len(first.Contacts) > 0 {
				t.Fatal(brief(first))
			}
			return
		}
		for _, value := range first.Contacts {
			if seconds, _ := message.Param(value, "expires"); seconds == "" || len(message.SplitList(value)) != 1 {
				t.Fatalf("%q is listed", value)
			}
		}
		second := register(2, strings.Join(first.Contacts, ", "), "0", noon)
		if brief(second) != brief(first) {
			t.Fatalf("%s\nafter registering what was listed:\n%s", brief(second), brief(first))
		}
		r.Expire(noon.Add(2 * time.Hour))
		if third := register(1, "", "", noon.Add(2*time.Hour)); len(third.Contacts) > 0 {
			t.Fatal(brief(third))
		}
	})
}

// FuzzInstances registers instances and flows of any spelling. Each GRUU that is
// handed out is one URI in one Contact and leads to its binding.
func FuzzInstances(f *testing.F) {
	f.Add("<sip:alice@lab>", "<sip:a@h>;reg-id=1;+sip.instance=\"<urn:uuid:1>\"", "<sip:edge;lr;ob>")
	f.Add("<sips:a%40b@[::1]:5061>", "sip:a@h;+sip.instance=\"<a;b\\\"c>\";pub-gruu=x", "")
	f.Fuzz(func(t *testing.T, to, contact, path string) {
		if strings.ContainsAny(to+contact+path, "\r\n") {
			t.Skip("more than one header line")
		}
		r := registrar.New(registrar.Config{})
		m := dialled(t, to, "one", 1, "Supported: gruu, outbound, path", "Contact: "+contact, "Path: "+path)
		result := r.Register(m, flow, noon)
		for _, value := range result.Contacts {
			if len(message.SplitList(value)) != 1 {
				t.Fatalf("%q is listed", value)
			}
			for _, name := range []string{"pub-gruu", "temp-gruu"} {
				gruu, ok := message.Param(value, name)
				if !ok {
					continue
				}
				if found := r.Lookup(gruu, noon); len(found) == 0 {
					t.Errorf("%s leads nowhere, of %q to %q", gruu, value, to)
				}
			}
		}
		for _, b := range r.All(noon) {
			if r.Remove(b.AOR, noon) == nil && len(r.Bindings(b.AOR, noon)) > 0 {
				t.Errorf("%q cannot be taken away", b.AOR)
			}
		}
	})
}
