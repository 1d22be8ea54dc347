package respondertest_test

import (
	"strings"
	"testing"

	"github.com/sipbin/sipbin/responder/respondertest"
)

func TestHabitsAreJoinedToAProfile(t *testing.T) {
	for _, test := range []struct {
		name    string
		correct bool
	}{
		{"phone", true},
		{"ims+patient", true},
		{"Phone+NO-ACK", false},
		{"phone+isup+retries-each-second", false},
	} {
		p, err := respondertest.ProfileNamed(test.name)
		if err != nil || !strings.EqualFold(p.Name, test.name) || p.Correct() != test.correct {
			t.Errorf("%s: %q, correct %t, %v", test.name, p.Name, p.Correct(), err)
		}
	}
	for _, test := range []struct{ name, want string }{
		{"phone+no-akc", "did you mean no-ack?"},
		{"phone+", `no caller has the habit ""`},
		{"phon+no-ack", "did you mean phone?"},
	} {
		if _, err := respondertest.ProfileNamed(test.name); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %v, want %q", test.name, err, test.want)
		}
	}
}

// A profile that was joined with a habit is another one; the first stays as it is.
func TestAHabitIsNobodyElses(t *testing.T) {
	plain, _ := respondertest.ProfileNamed("phone+patient")
	one, _ := plain.With("no-ack")
	other, _ := plain.With("fax")
	if one.Correct() || !other.Correct() || !plain.Correct() || plain.Name != "phone+patient" {
		t.Errorf("%s is correct %t, %s %t, %s %t", plain.Name, plain.Correct(), one.Name, one.Correct(), other.Name, other.Correct())
	}
}

func TestHabitsHaveNamesOfTheirOwnAndSayWhatTheyAre(t *testing.T) {
	seen := make(map[string]bool)
	for _, h := range respondertest.Habits() {
		if seen[h.Name] || strings.ContainsAny(h.Name, "+., ") || len(h.About) < 10 || strings.HasSuffix(h.About, ".") {
			t.Errorf("%q: %q", h.Name, h.About)
		}
		seen[h.Name] = true
	}
}
