package scenarios

import (
	"slices"
	"strings"
	"testing"
)

// The golden files show each rule broken once; these are the edges.
func TestRulesBeginWhereTheRFCsSay(t *testing.T) {
	const (
		late  = "comes after"
		quiet = "a proxy may cancel"
	)
	for _, tt := range []struct {
		name, method, off, steps string
		want                     []string // parts of what is told, in order
	}{
		{"a final response at 64*T1 is in time", "OPTIONS", "", "{wait: 32s}, 200", nil},
		{"a moment later it is not", "OPTIONS", "", "{wait: 32.001s}, 200", []string{late}},
		{"a provisional one does not help a request that is no INVITE", "REFER", "", "100, {wait: 40s}, 200", []string{late}},
		{"the automatic 100 keeps an INVITE", "INVITE", "", "{wait: 40s}, 486", nil},
		{"without it nothing does", "INVITE", "trying", "{wait: 40s}, 486", []string{late}},
		{"a 100 of yours does", "INVITE", "trying", "100, {wait: 40s}, 486", nil},
		{"the time of an expect counts for its else", "OPTIONS", "", "{expect: BYE, within: 40s, else: [200]}, 200", []string{late}},
		{"what an expect waits at least counts", "OPTIONS", "", "{expect: BYE, after: 33s, within: 40s}, 200", []string{late}},
		{"what it waits at most does not", "OPTIONS", "", "{expect: BYE, within: 40s}, 200", nil},
		{"a minute of ringing is fine", "INVITE", "repeat-1xx", "180, {wait: 60s}, 486", nil},
		{"more is not", "INVITE", "repeat-1xx", "180, {wait: 61s}, 486", []string{quiet}},
		{"waits add up", "INVITE", "repeat-1xx", "180, {wait: 40s}, {wait: 21s}, 486", []string{quiet}},
		{"until something is sent", "INVITE", "repeat-1xx", "180, {wait: 40s}, 180, {wait: 40s}, 486", nil},
		{"the response may say so itself", "INVITE", "", "{respond: 180, off: [repeat-1xx]}, {wait: 61s}, 486", []string{quiet}},
		{"after the answer nobody is waiting", "INVITE", "repeat-1xx", "180, 200, {wait: 2m}, {request: BYE}", nil},
		{"an ACK is waited for during 64*T1", "INVITE", "", "486, {expect: ACK, within: 32s}", nil},
		{"each final but the first is told once", "INVITE", "", "486, 603, 404", []string{"603 is a second", "404 is a second"}},
		{"a final in an else does not forbid the one behind it", "INVITE", "", "183, {expect: INFO, within: 5s, else: [480]}, 486", nil},
		{"a watched CANCEL leaves no answer to give", "INVITE", "", "180, {expect: CANCEL}, 603", []string{"never sent"}},
		{"unless the default is off", "INVITE", "cancel", "180, {expect: CANCEL}, 603", nil},
		{"or the CANCEL need not come", "INVITE", "", "180, {expect: CANCEL, within: 5s, else: []}, 603", nil},
		{"or something else may come", "INVITE", "", "180, {expect: [CANCEL, INFO]}, 603", nil},
		{"an ACK of the 487 can come", "INVITE", "", "180, {expect: CANCEL}, {expect: ACK}", nil},
		{"silence sends nothing that could be wrong", "INVITE", "", "486, {respond: none}", nil},
		{"a request that was taken over has answers of its own", "INVITE", "", "200, {expect: INFO, do: [100, 200]}", nil},
		{"and only one final", "INVITE", "", "200, {expect: INFO, do: [200, 200]}", []string{"200 is a second"}},
		{"a fork has a final response each", "INVITE", "", "{respond: 200, dialog: a}, {respond: 180, dialog: b}, {respond: 200, dialog: b}", nil},
		{"a refusal ends all of it", "INVITE", "", "486, {respond: 200, dialog: b}", []string{"200 is a second"}},
		{"two finals on purpose", "INVITE", "", "200, {respond: 486, breaks: [two-finals]}, {respond: 180, breaks: [late-provisional]}", nil},
		{"on purpose without need", "INVITE", "", "{respond: 486, breaks: [two-finals]}", []string{"breaks nothing"}},
		{"on purpose for another list's request", "OPTIONS", "", "200, {respond: 200, answers: INVITE, breaks: [two-finals]}", nil},
		{"copies of a final are one", "INVITE", "", "{respond: 486, times: 3, every: 2s}", nil},
		{"the time of copies counts", "OPTIONS", "", "{respond: none, times: 1, every: 1s}, {wait: 33s}, 200", []string{"sends nothing", late}},
		{"one way of a when is not certain", "INVITE", "", "{when: Call.Number == 1, do: [486]}, 603", nil},
		{"both ways are", "INVITE", "", "{when: Call.Number == 1, do: [486], else: [480]}, 603", []string{"603 is a second"}},
		{"an ACK may come after a when", "INVITE", "", "{when: Call.Number == 1, do: [486]}, {expect: ACK}", nil},
		{"and after a reliable response that nobody acknowledged", "INVITE", "", "{respond: 183, reliable: true, breaks: [100rel]}, {expect: ACK, within: 35s}", nil},
		{"a reliable response needs 100rel", "INVITE", "", "{respond: 183, reliable: true}, 200", []string{"gets 500 in place"}},
		{"unless the scenario asks for it", "INVITE", "", "{when: 'Request.Header(\"Supported\") contains \"100rel\"', do: [{respond: 183, reliable: true}]}, 200", nil},
		{"a repeat comes after itself", "INVITE", "", "{repeat: 2, do: [180, 486]}", []string{"180 is a provisional", "486 is a second"}},
		{"once is not again", "INVITE", "", "{repeat: 1, do: [180, 486]}", nil},
		{"the waits of a repeat add up", "OPTIONS", "", "{repeat: 11, do: [{wait: 3s}]}, 200", []string{late}},
		{"ten of them are in time", "OPTIONS", "", "{repeat: 10, do: [{wait: 3s}]}, 200", nil},
		{"of a range the shorter time is certain", "OPTIONS", "", "{wait: 31s..40s}, 200", nil},
		{"else can be reached when the request may be wrong", "INVITE", "", "200, {expect: ACK, where: {sdp: none}, else: []}", nil},
		{"else can be reached when it may have come early", "INVITE", "", "200, {expect: BYE, respond: 200, else: []}", nil},
		{"a forgotten call may see BYE after BYE", "INVITE", "", "200, {expect: ACK}, forget, {expect: BYE}, {request: BYE}", nil},
		{"in a dialog a BYE needs no 2xx", "re-INVITE", "", "{request: BYE}, 491", nil},
		{"for a retransmission nothing is late", "INVITE again", "", "{wait: 40s}, 100", nil},
		{"each try begins anew", "INVITE", "", "{challenge: 407}, {challenge: 407}, 486", nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			src := "scenario: x\noff: [" + tt.off + "]\non:\n  " + tt.method + ": [" + tt.steps + "]\n"
			_, problems := Parse("x.yaml", []byte(src))
			if len(problems) != len(tt.want) {
				t.Fatalf("told\n%swant %q", said(problems), tt.want)
			}
			for i, p := range problems {
				if !strings.Contains(p.Text, tt.want[i]) {
					t.Errorf("told\n%s\nwant %q", p, tt.want[i])
				}
			}
		})
	}
}

func TestAScenarioIsHiddenByWhatGoesBeforeIt(t *testing.T) {
	for _, tt := range []struct {
		name string
		set  []*Scenario
		want []string
	}{
		{"the second of one pattern", []*Scenario{scenario("a", "2*", "INVITE"), scenario("b", "2*", "INVITE")}, []string{"b"}},
		{"not when it has a method of its own", []*Scenario{scenario("a", "2*", "INVITE"), scenario("b", "2*", "INVITE", "BYE")}, nil},
		{"any has all methods", []*Scenario{scenario("a", "2*", "any"), scenario("b", "2*", "INVITE", "BYE")}, []string{"b"}},
		{"but all methods are not any", []*Scenario{scenario("a", "2*", "INVITE"), scenario("b", "2*", "any")}, nil},
		{"a glob for everybody goes last", []*Scenario{scenario("a", "*", "any"), scenario("b", "2*", "INVITE"), scenario("c", "2", "INVITE")}, nil},
		{"so does a regular expression for everybody", []*Scenario{scenario("a", "/.*/", "any"), scenario("b", "2*", "INVITE"), scenario("c", "*", "INVITE")}, []string{"c"}},
		{"one without match is not looked for by match", []*Scenario{scenario("a", "*", "any"), scenario("b", "", "INVITE")}, nil},
	} {
		l := loading{scenarios: tt.set}
		l.checkTogether()
		var hidden []string
		for _, p := range l.problems {
			name, _, _ := strings.Cut(p.Text, " ")
			hidden = append(hidden, name)
		}
		if !slices.Equal(hidden, tt.want) {
			t.Errorf("%s: hidden are %v, want %v", tt.name, hidden, tt.want)
		}
	}
}

func TestProblemsAreSortedAndToldOnce(t *testing.T) {
	p := func(file string, line int) Problem { return Problem{At: Position{file, line, 1}, Text: "odd"} }
	got := Problems{p("b", 1), p("a", 10), p("a", 9), p("b", 1)}.few()
	if want := (Problems{p("a", 9), p("a", 10), p("b", 1)}); !slices.Equal(got, want) {
		t.Errorf("got %v", got)
	}
}
