package registrar_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/sipbin/sipbin/responder/message"
	"github.com/sipbin/sipbin/responder/registrar"
)

// Whatever is asked for in whatever order: no binding outlives its time, no
// limit is exceeded, a refused REGISTER changes nothing, a preview nothing
// either, and a 200 lists what is there.
func TestBindingsKeepTheirPromises(t *testing.T) {
	users := []string{"alice", "bob", "carol"}
	rapid.Check(t, func(t *rapid.T) {
		config := registrar.Config{MinExpires: 5 * time.Second, MaxExpires: 40 * time.Second, DefaultExpires: 20 * time.Second, MaxContacts: 3, MaxBindings: 5}
		r := registrar.New(config)
		now := noon
		all := func() (all []registrar.Binding) {
			for _, user := range users {
				all = append(all, r.Lookup(user, now)...)
			}
			return all
		}
		// The end of a binding when it was last granted, by user and contact.
		promised := map[string]time.Time{}
		expires := rapid.OneOf(rapid.Just(-1), rapid.Just(0), rapid.IntRange(1, 60))

		t.Repeat(map[string]func(*rapid.T){
			"register": func(t *rapid.T) {
				user := rapid.SampledFrom(users).Draw(t, "user")
				contacts := rapid.SliceOfN(rapid.SampledFrom([]string{"<sip:a@h>", "<sip:b@h>", "<sip:c@h>", "<sip:d@h>", "<sip:", "*"}), 0, 4).Draw(t, "contacts")
				var lines []string
				for _, c := range contacts {
					line := "Contact: " + c
					if e := expires.Draw(t, "contact expires"); e >= 0 && c != "*" {
						line += fmt.Sprintf(";expires=%d", e)
					}
					lines = append(lines, line)
				}
				if e := expires.Draw(t, "Expires"); e >= 0 {
					lines = append(lines, fmt.Sprintf("Expires: %d", e))
				}
				callID := rapid.SampledFrom([]string{"one", "two"}).Draw(t, "Call-ID")
				m := dialled(t, "<sip:"+user+"@lab>", callID, uint32(rapid.IntRange(1, 9).Draw(t, "CSeq")), lines...)

				before := all()
				preview := brief(r.Preview(m, now))
				if !equalBindings(all(), before) {
					t.Fatal("a preview changed something")
				}
				result := r.Register(m, flow, now)
				if brief(result) != preview {
					t.Fatalf("%s, but the preview was %s", brief(result), preview)
				}
				if result.Code != 200 {
					if len(result.Contacts) > 0 || !equalBindings(all(), before) {
						t.Fatalf("%s changed something", brief(result))
					}
					return
				}
				left := r.Bindings("sip:"+user+"@lab", now)
				if len(left) != len(result.Contacts) {
					t.Fatalf("%s, and %d bindings", brief(result), len(left))
				}
				for _, b := range left {
					seconds, _ := message.Param(listed(result.Contacts, b.URI.Text), "expires")
					if want := fmt.Sprint(int(b.Remaining(now) / time.Second)); seconds != want && want != "0" {
						t.Fatalf("%s: %s has %s s left", brief(result), b.Contact, want)
					}
					if b.Registered.Equal(now) {
						promised[user+b.URI.Text] = b.Expires
					}
				}
			},
			"time goes by": func(t *rapid.T) {
				now = now.Add(time.Duration(rapid.IntRange(1, 20_000).Draw(t, "ms")) * time.Millisecond)
			},
			"expire": func(t *rapid.T) {
				before := all()
				r.Expire(now)
				if !equalBindings(all(), before) {
					t.Fatal("what had not ended was taken away")
				}
			},
			"": func(t *rapid.T) {
				aors := map[string]int{}
				for _, b := range all() {
					aors[b.AOR]++
					if !b.Expires.After(now) || b.Expires.After(now.Add(config.MaxExpires)) || aors[b.AOR] > config.MaxContacts {
						t.Fatalf("%+v at %v", b, now)
					}
					if end := promised[strings.TrimSuffix(strings.TrimPrefix(b.AOR, "sip:"), "@lab")+b.URI.Text]; !b.Expires.Equal(end) {
						t.Fatalf("%+v was to end %v", b, end)
					}
				}
				if len(all()) > config.MaxBindings {
					t.Fatalf("%d bindings", len(all()))
				}
			},
		})
	})
}

// listed is the Contact value that has the URI.
func listed(contacts []string, uri string) string {
	i := slices.IndexFunc(contacts, func(c string) bool { return message.AddrSpec(c) == uri })
	if i < 0 {
		return ""
	}
	return contacts[i]
}

func equalBindings(a, b []registrar.Binding) bool {
	return slices.EqualFunc(a, b, func(a, b registrar.Binding) bool {
		return a.Contact == b.Contact && a.AOR == b.AOR && a.Expires.Equal(b.Expires) && a.CSeq == b.CSeq && a.CallID == b.CallID
	})
}
