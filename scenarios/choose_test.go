package scenarios

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// scenario is one that has a list for each method.
func scenario(name, user string, methods ...string) *Scenario {
	s := &Scenario{Name: name, On: map[string]*List{}}
	if user != "" {
		p, err := ParsePattern(user)
		if err != nil {
			panic(err)
		}
		s.Match.User = p
	}
	for _, m := range methods {
		s.On[m] = &List{Tries: []Try{{}}}
	}
	return s
}

func chosen(s *Set, method, user string) string {
	if sc := s.Choose(call(method, user)); sc != nil {
		return sc.Name
	}
	return ""
}

func TestTheMostSpecificScenarioIsChosen(t *testing.T) {
	set := NewSet(
		scenario("all", "*", "any"),
		scenario("twos", "2*", "INVITE", "REGISTER"),
		scenario("twothousand", "2???", "INVITE"),
		scenario("twenty", "20??", "INVITE"),
		scenario("twenty-again", "20??", "INVITE"),
		scenario("regexp", "/^200[0-8]$/", "INVITE"),
		scenario("exact", "2001", "INVITE"),
		scenario("exact-options", "2001", "OPTIONS"),
		scenario("named", "", "INVITE"),
	)
	for _, tt := range []struct{ name, method, user, want string }{
		{"an exact user goes first", "INVITE", "2001", "exact"},
		{"then a regular expression", "INVITE", "2002", "regexp"},
		{"then the glob that spells out most, the first of two", "INVITE", "2009", "twenty"},
		{"then one that spells out less", "INVITE", "2100", "twothousand"},
		{"one without a list for the method is passed over", "REGISTER", "2001", "twos"},
		{"two exact ones share the methods", "OPTIONS", "2001", "exact-options"},
		{"on: any takes what is left", "MESSAGE", "2001", "all"},
		{"a scenario without match is for nobody", "INVITE", "named", "all"},
	} {
		if got := chosen(set, tt.method, tt.user); got != tt.want {
			t.Errorf("%s: %s %s goes to %q, want %q", tt.name, tt.method, tt.user, got, tt.want)
		}
	}
}

func TestNobodyIsChosenFromNothing(t *testing.T) {
	for _, set := range []*Set{nil, {}, NewSet(), NewSet(scenario("named", "", "INVITE"))} {
		if got := chosen(set, "INVITE", "x"); got != "" {
			t.Errorf("got %q", got)
		}
		if set.ByName("x") != nil || len(set.Near(call("INVITE", "x"), 3)) > 0 {
			t.Error("an empty set knows x")
		}
	}
}

func TestNamesAreFoundInAnyCase(t *testing.T) {
	mine, theirs := scenario("busy", "", "INVITE"), scenario("busy", "2*", "INVITE")
	set := Join(NewSet(mine), NewSet(theirs, scenario("dnd", "")), nil)
	if set.ByName("BUSY") != mine || set.ByName("busy") != mine || set.ByName("Dnd") == nil || set.ByName("bus") != nil {
		t.Error("they are not")
	}
	if len(set.All()) != 2 || chosen(set, "INVITE", "2") != "" {
		t.Error("of two scenarios with one name the second is in force too")
	}
	set.All()[0] = nil
	if set.All()[0] == nil {
		t.Error("All hands out the set's own list")
	}
}

func TestChoosingDoesNotDependOnOrderExceptInTies(t *testing.T) {
	patterns := []string{"*", "2*", "2???", "20??", "/^2/", "2001", "[0-9]*", `\*`, "a*"}
	rapid.Check(t, func(t *rapid.T) {
		picked := rapid.SliceOfNDistinct(rapid.SampledFrom(patterns), 0, len(patterns), rapid.ID[string]).Draw(t, "patterns")
		var list []*Scenario
		for i, p := range picked {
			methods := rapid.SampledFrom([][]string{{"INVITE"}, {"any"}, {"OPTIONS"}, {"INVITE", "OPTIONS"}}).Draw(t, "methods")
			list = append(list, scenario(string(rune('a'+i)), p, methods...))
		}
		other := rapid.Permutation(list).Draw(t, "other order")
		one, two := NewSet(list...), NewSet(other...)
		for _, method := range []string{"INVITE", "OPTIONS", "BYE"} {
			for _, user := range []string{"2001", "2111", "2", "*", "a", ""} {
				a, b := one.Choose(call(method, user)), two.Choose(call(method, user))
				if (a == nil) != (b == nil) {
					t.Fatalf("%s %s goes to %v or %v", method, user, a, b)
				}
				if a == nil {
					continue
				}
				if !a.Match.User.Fits(user) || a.ListFor(method) == nil {
					t.Fatalf("%s %s goes to %s, which is not for it", method, user, a.Match.User)
				}
				if a != b && a.Match.compare(&b.Match) != 0 {
					t.Fatalf("%s %s goes to %s or %s, by their order", method, user, a.Match.User, b.Match.User)
				}
				for _, s := range list {
					if s.Match.User.Fits(user) && s.ListFor(method) != nil && s.Match.compare(&a.Match) < 0 {
						t.Fatalf("%s %s goes to %s, but %s is more specific", method, user, a.Match.User, s.Match.User)
					}
				}
			}
		}
	})
}

func TestNearSaysWhyNot(t *testing.T) {
	set := NewSet(
		scenario("voicemail", "2???", "INVITE"),
		scenario("far", "/^[a-z]{9}$/", "INVITE"),
		scenario("options", "3001", "OPTIONS"),
		scenario("dnd", "", "INVITE"),
	)
	want := []string{
		"options: user 3001 fits, but nothing is written on: INVITE",
		"voicemail: user 2??? does not fit 3001",
		"far: user /^[a-z]{9}$/ does not fit 3001",
	}
	if got := set.Near(call("INVITE", "3001"), 5); !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if got := set.Near(call("INVITE", "3001"), 1); !slices.Equal(got, want[:1]) {
		t.Errorf("of one: %q", got)
	}
	if got := set.Near(call("INVITE", "dnf"), 1); !slices.Equal(got, []string{"dnd: its name is near dnf"}) {
		t.Errorf("of a slip: %q", got)
	}
	long := set.Near(call("INVITE", strings.Repeat("9", 60000)), 3)
	if len(long) != 3 || len(long[0]) > 200 {
		t.Errorf("a long user gives %d lines, the first of %d bytes", len(long), len(long[0]))
	}
}

func BenchmarkChoose(b *testing.B) {
	var list []*Scenario
	for _, p := range []string{"2???", "3???", "4???", "5*", "*-fax", "a*", "b*", "c*", "/^9/", "1001"} {
		list = append(list, scenario("s"+string(rune('a'+len(list))), p, "INVITE"))
	}
	set := NewSet(list...)
	for b.Loop() {
		set.Choose(call("INVITE", "8001"))
	}
}
