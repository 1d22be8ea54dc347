package respondertest_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/sipbin/sipbin/responder/journal"
	"github.com/sipbin/sipbin/responder/ladder"
	"github.com/sipbin/sipbin/responder/message"
	"github.com/sipbin/sipbin/responder/respondertest"
	"github.com/sipbin/sipbin/scenarios"
)

func TestARehearsalIsCutOffAndSaysSo(t *testing.T) {
	for _, test := range []struct{ name, play, cut string }{
		{"a call that lasts too long", "scenario: s\non:\n  INVITE: [200]\n  BYE: [{wait: 1h}, 200]\n", "cut off after 15 minutes"},
		{"a flood", "scenario: s\non:\n  INVITE: [{repeat: 100, do: [{respond: 180, times: 200, every: 1ms}]}, 486]\n", "cut off after 10,000 messages"},
		{"a call that nobody ends", "scenario: s\noff: [give-up]\non:\n  INVITE: [200]\n  BYE: [500]\n", "not over, but nothing is due any more"},
	} {
		t.Run(test.name, func(t *testing.T) {
			set, name := parse(t, test.play)
			r, err := respondertest.Rehearse(set, name, respondertest.Profiles()[0])
			if err != nil {
				t.Fatal(err)
			}
			if r.Cut != test.cut {
				t.Errorf("cut %q, want %q", r.Cut, test.cut)
			}
			if !strings.HasSuffix(r.Ladder(ladder.Options{}), "\n"+test.cut+"\n") {
				t.Error("the ladder does not say so")
			}
		})
	}
}

func TestAScenarioIsPlayedThoughAnothersMatchFitsItsName(t *testing.T) {
	set, problems := scenarios.Parse("two.yaml", []byte("scenario: all\nmatch: {user: \"*\"}\non: {INVITE: [486]}\n---\nscenario: mine\non: {INVITE: [603]}\n"))
	if err := problems.Err(); err != nil {
		t.Fatal(err)
	}
	r, err := respondertest.Rehearse(set, "mine", respondertest.Profiles()[0])
	if err != nil {
		t.Fatal(err)
	}
	if got := r.Calls[0].Scenario; got != "mine" {
		t.Errorf("played %q", got)
	}
}

func TestWhatIsNotKnownIsToldWithTheNearest(t *testing.T) {
	for _, test := range []struct{ name, want string }{
		{"busi", "did you mean busy?"},
		{"xyzxyzxyz", "no dial string"},
	} {
		_, err := respondertest.Rehearse(nil, test.name, respondertest.Profiles()[0])
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %v, want %q", test.name, err, test.want)
		}
	}
	for _, test := range []struct{ name, want string }{
		{"Imz", "did you mean ims?"},
		{"zzzzz", "phone, listener, ims"},
	} {
		_, err := respondertest.ProfileNamed(test.name)
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %v, want %q", test.name, err, test.want)
		}
	}
	if p, err := respondertest.ProfileNamed("IMS"); err != nil || p.Name != "ims" {
		t.Errorf("IMS: %v %v", p, err)
	}
}

func TestAScenarioFindsTheCallerItIsMadeFor(t *testing.T) {
	for name, want := range map[string]string{"busy": "phone", "late-200-after-cancel": "impatient", "voicemail": "listener"} {
		if as, ok := respondertest.Fitting(nil, name); !ok || as.Name != want {
			t.Errorf("%s: %s, want %s", name, as.Name, want)
		}
	}
	set, name := parse(t, "scenario: s\non: {INVITE: [180, {expect: INFO, within: 1s}, 200]}\n")
	if as, ok := respondertest.Fitting(set, name); ok {
		t.Errorf("%s fits what fits nobody", as.Name)
	}
}

// Whatever is dialled by whomever, it comes to an end, twice the same one, and
// every refused INVITE is acknowledged.
func TestAnyDialledRehearsalComesToItsEnd(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		dial := strings.Join(append(
			rapid.SliceOfN(rapid.SampledFrom([]string{"100", "180", "183", "200", "302", "401", "407", "422", "423", "486", "491", "500", "503", "600", "1", "7", "30", "99"}), 0, 5).Draw(t, "dial"),
			rapid.SampledFrom([]string{"200", "486", "603", "401"}).Draw(t, "last"),
		), "*")
		as := rapid.SampledFrom(respondertest.Profiles()).Draw(t, "profile")
		method := rapid.SampledFrom([]string{"INVITE", "INVITE", "REGISTER", "SUBSCRIBE", "MESSAGE", "OPTIONS", "REFER", "PUBLISH"}).Draw(t, "method")
		over := rapid.SampledFrom([]message.Transport{message.UDP, message.TCP}).Draw(t, "transport")
		play := func() respondertest.Rehearsal {
			r, err := respondertest.Rehearse(nil, dial, as, respondertest.Opening(method), respondertest.Over(over))
			if err != nil {
				t.Fatal(err)
			}
			return r
		}
		r := play()
		drawn := r.Ladder(ladder.Options{Golden: true})
		if again := play().Ladder(ladder.Options{Golden: true}); again != drawn {
			t.Fatalf("another time it was\n%s\nnot\n%s", again, drawn)
		}
		if r.Cut != "" || r.Failed() {
			t.Fatalf("%s %s\n%s", r.Cut, r.Verdict, drawn)
		}
		for _, c := range r.Calls {
			if owed := unacknowledged(c.Entries); len(owed) > 0 && !as.Deaf {
				t.Fatalf("no ACK for %v in\n%s", owed, drawn)
			}
		}
	})
}

// unacknowledged are the final responses to INVITE that no ACK came for.
func unacknowledged(entries []journal.Entry) (owed []string) {
	for _, e := range entries {
		m, err := message.Parse(e.Data)
		if !e.Kind.Message() || err != nil {
			continue
		}
		number := fmt.Sprint(m.CSeq().Number)
		switch {
		case m.Code() >= 200 && m.Method() == "INVITE" && e.Kind == journal.Sent && !slices.Contains(owed, number):
			owed = append(owed, number)
		case m.Code() == 0 && m.Method() == "ACK" && e.Kind == journal.Received:
			owed = slices.DeleteFunc(owed, func(n string) bool { return n == number })
		}
	}
	return owed
}
