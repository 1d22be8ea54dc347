package scenarios

import (
	"fmt"
	"net/netip"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func pattern(src string) Pattern {
	p, err := ParsePattern(src)
	if err != nil {
		panic(err)
	}
	return p
}

func networks(list ...string) (out []netip.Prefix) {
	for _, s := range list {
		out = append(out, netip.MustParsePrefix(s))
	}
	return out
}

func TestEveryFieldOfAMatchIsJudged(t *testing.T) {
	r := call("INVITE", "2001").with("User-Agent", "Zoiper 5").with("Supported", "timer, 100REL").with("X", "one").with("X", "two")
	r.body = "hello"
	for _, tt := range []struct {
		name string
		m    *Match
		why  string // "": it fits
	}{
		{"nothing asked", nil, ""},
		{"user", &Match{User: pattern("2???")}, ""},
		{"another user", &Match{User: pattern("3*")}, "user 3* does not fit 2001"},
		{"domain, in any case", &Match{Domain: pattern("lab.example")}, ""},
		{"another domain", &Match{Domain: pattern("x")}, "domain x does not fit lab.example"},
		{"from", &Match{From: pattern("alice@home.example")}, ""},
		{"to", &Match{To: pattern("*@home.example")}, "to *@home.example does not fit bob@lab.example"},
		{"source", &Match{Source: networks("192.168.0.0/16", "10.0.0.0/8")}, ""},
		{"another source", &Match{Source: networks("10.0.0.4/32")}, "source 10.0.0.4/32 does not fit 10.0.0.5"},
		{"listener", &Match{Listener: []string{"a", "s1"}}, ""},
		{"another listener", &Match{Listener: []string{"a", "c"}}, "at a or c does not fit s1"},
		{"transport", &Match{Transport: []string{"udp"}}, ""},
		{"another transport", &Match{Transport: []string{"tcp", "tls"}}, "transport tcp or tls does not fit udp"},
		{"method", &Match{Method: []string{"BYE"}}, "method BYE does not fit INVITE"},
		{"header", &Match{Headers: []HeaderPattern{{"user-agent", pattern("Zoiper*")}}}, ""},
		{"any line of a header", &Match{Headers: []HeaderPattern{{"X", pattern("two")}}}, ""},
		{"another header", &Match{Headers: []HeaderPattern{{"X", pattern("three")}}}, "header X three does not fit one | two"},
		{"a header that is missing", &Match{Headers: []HeaderPattern{{"Reason", pattern("*")}}}, "header Reason * does not fit: there is none"},
		{"no such header", &Match{Headers: []HeaderPattern{{Name: "Reason"}}}, ""},
		{"a header that must be missing", &Match{Headers: []HeaderPattern{{Name: "User-Agent"}}}, "header User-Agent none does not fit Zoiper 5"},
		{"body", &Match{Body: pattern("*ell*")}, ""},
		{"supported", &Match{Supported: []string{"100rel", "timer"}}, ""},
		{"not supported", &Match{Supported: []string{"100rel", "path"}}, "supported 100rel and path does not fit timer and 100rel"},
		{"sdp", &Match{SDP: SDPOffer}, "sdp offer does not fit none"},
		{"all that is wrong is told", &Match{User: pattern("3"), Transport: []string{"tcp"}, SDP: SDPNone}, "user 3 does not fit 2001, transport tcp does not fit udp"},
	} {
		ok, why := tt.m.Judge(r)
		if ok != (tt.why == "") || why != tt.why {
			t.Errorf("%s: %v, %q; want %q", tt.name, ok, why, tt.why)
		}
	}
}

func TestWhatASourceSaysOverIPv6CountsForIPv4(t *testing.T) {
	r := call("INVITE", "x")
	r.source = "::ffff:10.1.2.3"
	if ok, why := (&Match{Source: networks("10.0.0.0/8")}).Judge(r); !ok {
		t.Error(why)
	}
}

// Each of these is more specific than all that come after it.
func TestWhatIsMoreSpecificGoesFirst(t *testing.T) {
	order := []Match{
		{User: pattern("2001"), SDP: SDPOffer},
		{User: pattern("2001")},
		{User: pattern("/^2/"), Domain: pattern("a")},
		{User: pattern("/^2/")},
		{User: pattern("20??")},
		{User: pattern("2???"), Source: networks("10.0.0.0/8")},
		{User: pattern("2???")},
		{User: pattern("2*")},
		{Domain: pattern("lab.example")},
		{From: pattern("alice@*")},
		{To: pattern("bob@*")},
		{Source: networks("10.0.0.5/32")},
		{Source: networks("10.0.0.0/24")},
		{Source: networks("10.0.0.0/8"), Headers: []HeaderPattern{{"X", pattern("*")}}},
		{Source: networks("10.0.0.0/8")},
		{Source: networks("10.0.0.5/32", "0.0.0.0/0")},
		{Headers: []HeaderPattern{{"X", pattern("*")}, {"Y", pattern("*")}}},
		{Headers: []HeaderPattern{{"X", pattern("1")}}},
		{Headers: []HeaderPattern{{"X", pattern("*")}}},
		{Body: pattern("hello")},
		{Method: []string{"INVITE"}},
		{Method: []string{"INVITE", "BYE"}},
		{Transport: []string{"udp"}},
		{Listener: []string{"s1"}},
		{Supported: []string{"timer", "100rel"}},
		{Supported: []string{"timer"}},
		{SDP: SDPNone},
		{User: pattern("*")},
	}
	for i := range order {
		for j := range order {
			want := 0
			switch {
			case i < j:
				want = -1
			case i > j:
				want = 1
			}
			if got := order[i].compare(&order[j]); got != want {
				t.Errorf("%s against %s is %d, want %d", &order[i], &order[j], got, want)
			}
		}
	}
}

func matches() *rapid.Generator[Match] {
	return rapid.Custom(func(t *rapid.T) Match {
		var m Match
		maybe := func(to *Pattern, patterns ...string) {
			if src := rapid.SampledFrom(append(patterns, "", "")).Draw(t, "pattern"); src != "" {
				*to = pattern(src)
			}
		}
		maybe(&m.User, "2001", "2*", "*", "/^2/")
		maybe(&m.From, "alice@home.example", "*@home.example")
		if rapid.Bool().Draw(t, "source") {
			m.Source = networks(rapid.SampledFrom([]string{"10.0.0.0/8", "10.0.0.5/32", "192.168.0.0/16"}).Draw(t, "network"))
		}
		if rapid.Bool().Draw(t, "headers") {
			m.Headers = []HeaderPattern{{"X", pattern(rapid.SampledFrom([]string{"*", "1", "2"}).Draw(t, "value"))}}
		}
		if rapid.Bool().Draw(t, "transport") {
			m.Transport = rapid.SampledFrom([][]string{{"udp"}, {"tcp"}, {"udp", "tcp"}}).Draw(t, "transports")
		}
		return m
	})
}

// Of all that fit none is more specific than the one that is chosen, whatever
// their order, and Explain and Judge say the same.
func TestChoosingByAllFieldsAtOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var list []*Scenario
		for i, m := range rapid.SliceOfN(matches(), 0, 8).Draw(t, "matches") {
			s := scenario(fmt.Sprintf("s%d", i), "", rapid.SampledFrom([]string{"INVITE", "any", "BYE"}).Draw(t, "on"))
			s.Match = m
			list = append(list, s)
		}
		r := call("INVITE", rapid.SampledFrom([]string{"2001", "3001", "s1"}).Draw(t, "user")).with("X", rapid.SampledFrom([]string{"1", "3"}).Draw(t, "x"))
		set := NewSet(list...)
		got := set.Choose(r)
		for _, s := range list {
			fits, why := s.Match.Judge(r)
			fits = fits && !s.Match.Zero() && s.ListFor("INVITE") != nil
			switch {
			case fits && got == nil:
				t.Fatalf("%s fits and none is chosen", &s.Match)
			case fits && s.Match.compare(&got.Match) < 0:
				t.Fatalf("%s is chosen, but %s is more specific", &got.Match, &s.Match)
			case s == got && !fits:
				t.Fatalf("%s is chosen: %s", &s.Match, why)
			}
		}
		candidates := set.Explain(r)
		if len(candidates) != len(list) {
			t.Fatalf("%d of %d are explained", len(candidates), len(list))
		}
		for i, c := range candidates {
			if c.Chosen != got || got != nil && (c.Scenario == got) != (i == 0) {
				t.Fatalf("candidate %d is %s", i, c)
			}
			if i > 0 && candidates[i-1].Scenario != got && c.Distance < candidates[i-1].Distance {
				t.Fatalf("candidate %d is nearer than the one before", i)
			}
		}
	})
}

func TestExplainSaysFieldByField(t *testing.T) {
	one, two, three := scenario("fits", "2*", "INVITE"), scenario("header", "2001", "INVITE"), scenario("named", "", "INVITE")
	two.Match.Headers = []HeaderPattern{{"X", pattern("1")}}
	four := scenario("wide", "*", "INVITE")
	set := NewSet(three, four, two, one)
	var got []string
	for _, c := range set.Explain(call("INVITE", "2001")) {
		got = append(got, c.String())
	}
	want := "fits: is chosen: user 2* fits\nwide: user * fits, but fits goes before it\nheader: header X 1 does not fit: there is none\nnamed: it is reached by its name only"
	if text := strings.Join(got, "\n"); text != want {
		t.Errorf("got\n%s\nwant\n%s", text, want)
	}
}

func BenchmarkChooseAmongThousandUsers(b *testing.B) {
	var list []*Scenario
	for i := range 1000 {
		list = append(list, scenario(fmt.Sprintf("s%d", i), fmt.Sprint(1000+i), "INVITE"))
	}
	set, r := NewSet(list...), call("INVITE", "1999")
	for b.Loop() {
		if set.Choose(r) == nil {
			b.Fatal("nobody")
		}
	}
}

func BenchmarkNearAmongThousandUsers(b *testing.B) {
	var list []*Scenario
	for i := range 1000 {
		list = append(list, scenario(fmt.Sprintf("s%d", i), fmt.Sprint(1000+i), "INVITE"))
	}
	set, r := NewSet(list...), call("INVITE", "2999")
	for b.Loop() {
		if len(set.Near(r, 3)) != 3 {
			b.Fatal("nobody")
		}
	}
}

func BenchmarkChooseAmongThousandGlobs(b *testing.B) {
	var list []*Scenario
	for i := range 1000 {
		list = append(list, scenario(fmt.Sprintf("s%d", i), fmt.Sprintf("%d*", 1000+i), "INVITE"))
	}
	set, r := NewSet(list...), call("INVITE", "1999")
	for b.Loop() {
		if set.Choose(r) == nil {
			b.Fatal("nobody")
		}
	}
}
