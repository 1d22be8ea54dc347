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
