package registrar_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/sipbin/sipbin/responder/message"
	"github.com/sipbin/sipbin/responder/registrar"
)

// Each story is told from an empty registrar, one request a step.
func TestRegister(t *testing.T) {
	type step struct {
		after  time.Duration // since noon
		callID string        // "one" if left out
		cseq   uint32
		lines  string // separated by \n
		want   string
	}
	const (
		a, b  = "Contact: <sip:a@10.0.0.5>", "Contact: <sip:b@10.0.0.6>"
		first = "200 OK | <sip:a@10.0.0.5>;expires=3600"
		both  = first + " | <sip:b@10.0.0.6>;expires=3600"
		a60   = a + ";expires=60"
		query = "Subject: what is there?"
		none  = "200 OK"
		star  = "Contact: *\nExpires: 0"
	)
	limits := registrar.Config{MaxContacts: 2}
	slow := registrar.Config{MinExpires: 90*time.Second + 1, MaxExpires: 10 * time.Minute, DefaultExpires: 5 * time.Minute}
	for _, tt := range []struct {
		name   string
		config registrar.Config
		steps  []step
	}{
		{"a query of nothing lists nothing", registrar.Config{}, []step{{0, "", 1, query, none}}},
		{"a binding is listed with the hour it gets by default", registrar.Config{}, []step{{0, "", 1, a, first}}},
		{"bindings are listed in the order they were made, also when one is renewed", registrar.Config{}, []step{
			{0, "", 1, a, first}, {0, "", 2, b, both}, {0, "", 3, a, both}, {0, "", 3, query, both},
		}},
		{"two contacts in one line, one in compact form", registrar.Config{}, []step{
			{0, "", 1, "m: <sip:a@10.0.0.5>, <sip:b@10.0.0.6>", both},
		}},
		{"the remaining seconds are rounded down, but not to 0", registrar.Config{}, []step{
			{0, "", 1, a60, "200 OK | <sip:a@10.0.0.5>;expires=60"},
			{500 * time.Millisecond, "", 2, query, "200 OK | <sip:a@10.0.0.5>;expires=59"},
			{time.Minute - time.Millisecond, "", 3, query, "200 OK | <sip:a@10.0.0.5>;expires=1"},
			{time.Minute, "", 4, query, none},
		}},
		{"Expires counts for all, a contact's own expires wins", registrar.Config{}, []step{
			{0, "", 1, a60 + "\n" + b + "\nExpires: 30", "200 OK | <sip:a@10.0.0.5>;expires=60 | <sip:b@10.0.0.6>;expires=30"},
			{0, "", 2, b + ";expires=0\nExpires: 30", "200 OK | <sip:a@10.0.0.5>;expires=60"},
			{0, "", 3, a + "\nExpires: 0", none},
		}},
		{"to remove what is not there is no error", registrar.Config{}, []step{{0, "", 1, a + ";expires=0", none}}},
		{"who asks for too long gets the most there is", slow, []step{
			{0, "", 1, a + ";expires=86400", "200 OK | <sip:a@10.0.0.5>;expires=600"},
		}},
		{"what is no number of seconds is taken for the default", slow, []step{
			{0, "", 1, a + ";expires=4294967296", "200 OK | <sip:a@10.0.0.5>;expires=300"},
			{0, "", 2, a + ";expires=-1", "200 OK | <sip:a@10.0.0.5>;expires=300"},
			{0, "", 3, a + ";expires", "200 OK | <sip:a@10.0.0.5>;expires=300"},
			{0, "", 4, a + "\nExpires: Mon, 01 Mar 2026 13:00:00 GMT", "200 OK | <sip:a@10.0.0.5>;expires=300"},
			{0, "", 5, a + ";expires=4294967295", "200 OK | <sip:a@10.0.0.5>;expires=600"},
		}},
		{"too short an interval is refused for all contacts, 0 is not", slow, []step{
			{0, "", 1, a60, "423 Interval Too Brief min 91"},
			{0, "", 2, a + ";expires=91", "200 OK | <sip:a@10.0.0.5>;expires=91"},
			{0, "", 3, a + ";expires=0, <sip:b@10.0.0.6>;expires=1", "423 Interval Too Brief min 91"},
			{0, "", 4, query, "200 OK | <sip:a@10.0.0.5>;expires=91"},
			{0, "", 5, a + ";expires=0", none},
		}},
		{"an hour is never too short", registrar.Config{MinExpires: 2 * time.Hour}, []step{
			{0, "", 1, a + ";expires=3599", "423 Interval Too Brief min 3600"},
			{0, "", 2, a + ";expires=3600", first},
		}},
		{"* with Expires 0 removes all", registrar.Config{}, []step{
			{0, "", 1, a + "\n" + b, both}, {0, "", 2, star, none}, {0, "", 3, query, none},
		}},
		{"* must be alone, bare and with Expires 0", registrar.Config{}, []step{
			{0, "", 1, a, first},
			{0, "", 2, "Contact: *", "400 Contact * without Expires 0"},
			{0, "", 2, "Contact: *\nExpires: 60", "400 Contact * without Expires 0"},
			{0, "", 2, "Contact: *\nExpires: never", "400 Contact * without Expires 0"},
			{0, "", 2, "Contact: *;expires=0\nExpires: 0", "400 Contact * with parameters"},
			{0, "", 2, star + "\n" + b, "400 Contact * beside other Contacts"},
			{0, "", 2, b + "\n" + star, "400 Contact * beside other Contacts"},
			{0, "", 2, "Contact: *, *\nExpires: 0", "400 Contact * beside other Contacts"},
			{0, "", 2, query, first},
		}},
		{"an old or repeated CSeq of the same Call-ID fails entirely", registrar.Config{}, []step{
			{0, "", 5, a, first},
			{0, "", 5, b + "\n" + a60, "500 CSeq not higher than before"},
			{0, "", 4, a + ";expires=0", "500 CSeq not higher than before"},
			{0, "", 5, star, "500 CSeq not higher than before"},
			{0, "", 4, query, first},
			{0, "", 4, b, both},
			{0, "", 5, star, "500 CSeq not higher than before"},
			{0, "", 6, star, none},
			{0, "", 1, a, first},
		}},
		{"another Call-ID may have any CSeq", registrar.Config{}, []step{
			{0, "", 5, a, first}, {0, "two", 1, a60, "200 OK | <sip:a@10.0.0.5>;expires=60"},
			{0, "", 2, a, first}, {0, "two", 1, star, none},
		}},
		{"a CSeq is forgotten with its binding", registrar.Config{}, []step{
			{0, "", 5, a60, "200 OK | <sip:a@10.0.0.5>;expires=60"}, {time.Minute, "", 1, a, first},
		}},
		{"a contact given twice in one request counts as given last", registrar.Config{}, []step{
			{0, "", 1, a60 + "\n" + a, first},
			{0, "", 2, a + "\n" + a + ";expires=0", none},
			{0, "", 3, a + ";expires=0\n" + a, first},
		}},
		{"a contact is kept as spelt, but for expires", registrar.Config{}, []step{
			{0, "", 1, `Contact: "A; B" <sip:a@10.0.0.5;transport=tcp;ob> ; Q=0.7;EXPIRES=60 ;+sip.instance="<urn:uuid:1;expires=2>";reg-id=1;`,
				`200 OK | "A; B" <sip:a@10.0.0.5;transport=tcp;ob> ; Q=0.7;+sip.instance="<urn:uuid:1;expires=2>";reg-id=1;expires=60`},
			{0, "", 2, `Contact: sip:a@10.0.0.5;transport=tcp`,
				`200 OK | "A; B" <sip:a@10.0.0.5;transport=tcp;ob> ; Q=0.7;+sip.instance="<urn:uuid:1;expires=2>";reg-id=1;expires=60` +
					` | sip:a@10.0.0.5;transport=tcp;expires=3600`},
		}},
		{"a URI with a question mark stands in brackets (RFC 4475 regbadct, regescrt)", registrar.Config{}, []step{
			{0, "", 1, "Contact: sip:user@example.com?Route=%3Csip:sip.example.com%3E", "400 Contact that cannot be read"},
			{0, "", 2, "Contact: <sip:user@example.com?Route=%3Csip:sip.example.com%3E>", "200 OK | <sip:user@example.com?Route=%3Csip:sip.example.com%3E>;expires=3600"},
		}},
		{"a contact that cannot be read refuses all", registrar.Config{}, []step{
			{0, "", 1, a + "\nContact: <sip:>", "400 Contact that cannot be read"},
			{0, "", 1, a + ", <sip:b@10.0.0.6", "400 Contact that cannot be read"},
			{0, "", 1, a + "\nContact: nowhere", "400 Contact that cannot be read"},
			{0, "", 1, "Contact: tel: ;q=1", "400 Contact that cannot be read"},
			{0, "", 1, "Contact: <sip:a@10.0.0.5;x=\x00>", "400 Contact that cannot be read"},
			{0, "", 1, a + "<", "400 Contact that cannot be read"},
			{0, "", 1, a + " x;q=1", "400 Contact that cannot be read"},
			{0, "", 1, a + ";x=<y>", "400 Contact that cannot be read"},
			{0, "", 1, a + ";x=\"y", "400 Contact that cannot be read"},
			{0, "", 1, "Contact: <sip:a@10.0.0.5>, <<sip:b@h>", "400 Contact that cannot be read"},
			{0, "", 1, query, none},
		}},
		{"other schemes can be bound", registrar.Config{}, []step{
			{0, "", 1, "Contact: <tel:+493012345>, <mailto:a@example.org>", "200 OK | <tel:+493012345>;expires=3600 | <mailto:a@example.org>;expires=3600"},
			{0, "", 2, "Contact: <tel:+493012345>;expires=0", "200 OK | <mailto:a@example.org>;expires=3600"},
		}},
		{"an address-of-record has so many bindings and no more", limits, []step{
			{0, "", 1, a + "\n" + b, both},
			{0, "", 2, "Contact: <sip:c@10.0.0.7>", "403 Too many bindings"},
			{0, "", 2, a + "\n" + b + "\nContact: <sip:c@10.0.0.7>", "403 Too many Contacts"},
			{0, "", 2, "Contact: <sip:c@10.0.0.7>, <sip:b@10.0.0.6>;expires=0", first + " | <sip:c@10.0.0.7>;expires=3600"},
		}},
		{"what is stored of one binding is bounded", registrar.Config{}, []step{
			{0, "", 1, "Contact: <sip:a@10.0.0.5;x=" + strings.Repeat("y", 2048) + ">", "403 Contact too long"},
			{0, strings.Repeat("y", 2048), 1, a, "403 Contact too long"},
			{0, "", 1, query, none},
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := registrar.New(tt.config)
			for i, s := range tt.steps {
				if s.callID == "" {
					s.callID = "one"
				}
				m := dialled(t, "<sip:alice@lab>", s.callID, s.cseq, strings.Split(s.lines, "\n")...)
				preview := brief(r.Preview(m, noon.Add(s.after)))
				got := brief(r.Register(m, flow, noon.Add(s.after)))
				if got != s.want {
					t.Errorf("step %d:\n got %s\nwant %s", i, got, s.want)
				}
				if preview != got {
					t.Errorf("step %d: the preview was %s", i, preview)
				}
			}
		})
	}
}

func TestTheAddressOfRecordIsThatOfTo(t *testing.T) {
	for _, tt := range []struct {
		name, to, aor, user string
		code                int
	}{
		{"without port and parameters, the host in lower case", "Alice <sip:alice@LAB:5070;user=phone>;x=y", "sip:alice@lab", "alice", 200},
		{"the user's escapes undone, its case kept", "<sip:Al%69ce@lab>", "sip:Alice@lab", "Alice", 200},
		{"an escaped @ belongs to the user", "<sip:a%40b@lab>", "sip:a@b@lab", "a@b", 200},
		{"a number", "<tel:+49-30-1>", "tel:+49-30-1@", "+49-30-1", 200},
		{"a host alone", "sip:lab", "sip:@lab", "", 200},
		{"of no scheme that has users", "<mailto:alice@lab>", "", "", 400},
		{"no URI", "alice", "", "", 400},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := registrar.New(registrar.Config{})
			m := dialled(t, tt.to, "one", 1, "Contact: <sip:a@10.0.0.5>")
			if got := r.Register(m, flow, noon); got.Code != tt.code {
				t.Fatalf("%s, want %d", brief(got), tt.code)
			}
			if tt.code != 200 {
				return
			}
			if got := r.Bindings(tt.aor, noon); len(got) != 1 || got[0].AOR != tt.aor {
				t.Errorf("under %q: %v", tt.aor, got)
			}
			if got := r.Lookup(tt.user, noon); len(got) != 1 || got[0].AOR != tt.aor {
				t.Errorf("of user %q: %v", tt.user, got)
			}
		})
	}
}

func TestABindingTellsHowToReachIt(t *testing.T) {
	r := registrar.New(registrar.Config{})
	r.Register(from(t, "alice", 3, "Contact: <sip:a@10.0.0.5:5070>;q=0.25;expires=60;+sip.instance=\"<urn:x>\""), flow, noon)
	b := r.Bindings("sip:alice@lab", noon.Add(time.Second))[0]
	instance, _ := b.Param("+sip.instance")
	got := fmt.Sprint(b.AOR, " ", b.URI.HostPort(), " ", b.Q, " ", b.CallID, " ", b.CSeq, " ", instance,
		" ", b.Flow == flow, " ", b.Registered.Equal(noon), " ", b.Remaining(noon.Add(time.Second)), " ", b.Remaining(noon.Add(time.Hour)))
	if want := "sip:alice@lab 10.0.0.5:5070 0.25 one 3 <urn:x> true true 59s 0s"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestTheOneToTryFirstComesFirst(t *testing.T) {
	r := registrar.New(registrar.Config{})
	for i, step := range []struct{ to, contact string }{
		{"<sip:alice@lab>", "<sip:old@h>"},
		{"<sip:alice@lab>", "<sip:late@h>"},
		{"<sip:alice@lab>", "<sip:low@h>;q=0.1"},
		{"<sip:alice@lab>", "<sip:zero@h>;q=0"},
		{"<sip:alice@lab>", "<sip:nonsense@h>;q=high"},
		{"<sip:alice@office>", "<sip:elsewhere@h>;q=0.5"},
		{"<sip:bob@lab>", "<sip:bob@h>"},
	} {
		r.Register(dialled(t, step.to, "one", uint32(i+1), "Contact: "+step.contact), flow, noon.Add(time.Duration(i)*time.Second))
	}
	users := func(bindings []registrar.Binding) string {
		var s []string
		for _, b := range bindings {
			s = append(s, b.URI.User)
		}
		return strings.Join(s, " ")
	}
	now := noon.Add(time.Minute)
	if got, want := users(r.Bindings("sip:alice@lab", now)), "nonsense late old low zero"; got != want {
		t.Errorf("of the address-of-record: %s, want %s", got, want)
	}
	if got, want := users(r.Lookup("alice", now)), "nonsense late old elsewhere low zero"; got != want {
		t.Errorf("of the user: %s, want %s", got, want)
	}
	if got := r.Lookup("Alice", now); got != nil {
		t.Errorf("of another user: %v", got)
	}
	if got := r.Bindings("nonsense", now); got != nil {
		t.Errorf("of no address-of-record: %v", got)
	}
}

func TestTheBindingsInAllAreBounded(t *testing.T) {
	r := registrar.New(registrar.Config{MaxBindings: 2})
	ask := func(user string, cseq uint32, line string, after time.Duration) string {
		return brief(r.Register(from(t, user, cseq, line), flow, noon.Add(after)))
	}
	const contact, full = "Contact: <sip:a@h>;expires=60", "503 Registrar is full [Retry-After: 60]"
	for _, step := range []struct {
		name, user, line string
		after            time.Duration
		want             string
	}{
		{"the first", "alice", contact, 0, "200 OK | <sip:a@h>;expires=60"},
		{"the second", "bob", contact, 30 * time.Second, "200 OK | <sip:a@h>;expires=60"},
		{"one too many", "carol", contact, 59 * time.Second, full},
		{"a query needs no room", "carol", "Subject: ?", 59 * time.Second, "200 OK"},
		{"who is in may have no more", "bob", "Contact: <sip:b@h>;expires=60", 59 * time.Second, full},
		{"but renew what there is", "bob", contact, 59 * time.Second, "200 OK | <sip:a@h>;expires=60"},
		{"the first has ended", "carol", contact, 60 * time.Second, "200 OK | <sip:a@h>;expires=60"},
		{"and is one too many now", "alice", contact, 60 * time.Second, full},
		{"who goes makes room", "carol", "Contact: *\nExpires: 0", 61 * time.Second, "200 OK"},
		{"so it can come back", "alice", contact, 61 * time.Second, "200 OK | <sip:a@h>;expires=60"},
	} {
		if got := ask(step.user, uint32(step.after/time.Second)+1, strings.ReplaceAll(step.line, "\n", "\r\n"), step.after); got != step.want {
			t.Errorf("%s:\n got %s\nwant %s", step.name, got, step.want)
		}
	}
	if all := r.All(noon.Add(62 * time.Second)); len(all) != 2 || all[0].AOR != "sip:alice@lab" || all[1].AOR != "sip:bob@lab" {
		t.Errorf("all are %v", all)
	}
}

func TestALimitBelowNothingIsNone(t *testing.T) {
	r := registrar.New(registrar.Config{MaxContacts: -1, MaxBindings: -1})
	var lines []string
	for i := range 1000 {
		lines = append(lines, fmt.Sprintf("Contact: <sip:a%d@10.0.0.5>", i))
	}
	if got := r.Register(from(t, "alice", 1, lines...), flow, noon); got.Code != 200 || len(got.Contacts) != 1000 {
		t.Errorf("%d contacts after %d %s", len(got.Contacts), got.Code, got.Text)
	}
}

func TestWhatIsRemovedIsGoneForEveryQuestion(t *testing.T) {
	r := registrar.New(registrar.Config{MaxBindings: 1})
	r.Register(from(t, "alice", 1, "Contact: <sip:a@h>"), flow, noon)
	if gone := r.Remove("sip:alice@lab", noon); len(gone) != 1 || gone[0].Contact != "<sip:a@h>" {
		t.Errorf("removed %v", gone)
	}
	if again := r.Remove("sip:alice@lab", noon); again != nil {
		t.Errorf("removed twice: %v", again)
	}
	if left := r.Lookup("alice", noon); left != nil {
		t.Errorf("left %v", left)
	}
	if got := r.Register(from(t, "bob", 1, "Contact: <sip:b@h>"), flow, noon); got.Code != 200 {
		t.Errorf("no room was made: %s", brief(got))
	}
}

func TestAThousandContactsAreRefusedWithinLimits(t *testing.T) {
	r := registrar.New(registrar.Config{})
	var lines []string
	for i := range 1000 {
		lines = append(lines, fmt.Sprintf("Contact: <sip:a%d@10.0.0.5>", i))
	}
	if got := r.Register(from(t, "alice", 1, lines...), flow, noon); got.Code != 403 {
		t.Errorf("all at once: %s", brief(got))
	}
	for i, line := range lines {
		want := 200
		if i >= 10 {
			want = 403
		}
		if got := r.Register(from(t, "alice", uint32(i+1), line), flow, noon); got.Code != want {
			t.Errorf("number %d: %s, want %d", i, brief(got), want)
		}
	}
	if got := r.Bindings("sip:alice@lab", noon); len(got) != 10 {
		t.Errorf("%d bindings", len(got))
	}
}

func TestWhatIsReturnedIsACopy(t *testing.T) {
	r := registrar.New(registrar.Config{})
	r.Register(from(t, "alice", 1, "Contact: <sip:a@h>"), message.Flow{}, noon)
	r.Bindings("sip:alice@lab", noon)[0].Contact = "spoilt"
	r.Lookup("alice", noon)[0].Expires = noon
	if got := r.Bindings("sip:alice@lab", noon); len(got) != 1 || got[0].Contact != "<sip:a@h>" {
		t.Errorf("%v", got)
	}
}

func TestManyAtOnceGetWhatOneAfterAnotherWould(t *testing.T) {
	r := registrar.New(registrar.Config{MaxBindings: 4})
	results := make([]registrar.Result, 8)
	var wg sync.WaitGroup
	for i := range results {
		m := from(t, fmt.Sprintf("user%d", i), 1, "Contact: <sip:a@h>")
		wg.Go(func() {
			results[i] = r.Register(m, flow, noon)
			r.Lookup("user0", noon)
			r.Expire(noon)
		})
	}
	wg.Wait()
	in := 0
	for i, result := range results {
		bound := len(r.Lookup(fmt.Sprintf("user%d", i), noon)) == 1
		if bound != (result.Code == 200) {
			t.Errorf("user%d: %s", i, brief(result))
		}
		if bound {
			in++
		}
	}
	if in != 4 {
		t.Errorf("%d addresses-of-record, want 4", in)
	}
}
