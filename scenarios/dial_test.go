package scenarios

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// shown is a scenario's tries for a method, as "step, step | step".
func shown(s *Scenario, method string) string {
	var tries []string
	for _, try := range s.ListFor(method).Tries {
		tries = append(tries, stepsShown(try.Steps))
	}
	return strings.Join(tries, " | ")
}

func stepsShown(steps []Step) string {
	var out []string
	for _, step := range steps {
		out = append(out, step.String())
	}
	return strings.Join(out, ", ")
}

func TestDialCompilesIntoSteps(t *testing.T) {
	for _, tt := range []struct{ name, dial, invite, other string }{
		{"one code", "486", "respond 486", "respond 486"},
		{"ringing, then busy", "180*5*486", "respond 180, wait 5s, respond 486", "respond 180, wait 5s, respond 486"},
		{"a wait before the first code", "5*503", "wait 5s, respond 503", "wait 5s, respond 503"},
		{"two waits in a row", "180*99*99*486", "respond 180, wait 1m39s, wait 1m39s, respond 486", "respond 180, wait 1m39s, wait 1m39s, respond 486"},
		{"a final ends the try", "503*200", "respond 503 | respond 200", "respond 503 | respond 200"},
		{"a challenge, then in", "401*200", "challenge 401 | respond 200", "challenge 401 | respond 200"},
		{"a challenge stays a challenge in the last try", "407", "challenge 407", "challenge 407"},
		{"the length of a call", "200*10", "respond 200, wait 10s, request BYE", "respond 200"},
		{"hanging up at once", "200*0", "respond 200, wait 0s, request BYE", "respond 200"},
		{"a call, then busy", "200*10*486", "respond 200, wait 10s, request BYE | respond 486", "respond 200 | respond 486"},
		{"a wait after a failure delays the next try", "503*5*200", "respond 503 | wait 5s, respond 200", "respond 503 | wait 5s, respond 200"},
		{"a wait after the last failure is dropped", "486*5", "respond 486", "respond 486"},
		{"the lowest failure ends the try too", "300*200", "respond 300 | respond 200", "respond 300 | respond 200"},
		{"ringing without an end", "180*5", "respond 180, wait 5s", "respond 180, wait 5s"},
		{"codes nobody registered", "199*299*699", "respond 199, respond 299 | respond 699", "respond 199, respond 299 | respond 699"},
		{"two answers are two tries", "200*200", "respond 200 | respond 200", "respond 200 | respond 200"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s, err := Dial(tt.dial)
			if err != nil {
				t.Fatal(err)
			}
			if s.Name != tt.dial || !s.Dialled {
				t.Errorf("name %q, dialled %v", s.Name, s.Dialled)
			}
			if got := shown(s, "INVITE"); got != tt.invite {
				t.Errorf("INVITE: %s\n  want: %s", got, tt.invite)
			}
			if got := shown(s, "MESSAGE"); got != tt.other {
				t.Errorf("any:  %s\nwant: %s", got, tt.other)
			}
		})
	}
}

func TestDialRefusesWhatIsNoDialString(t *testing.T) {
	for _, s := range []string{
		"", "*", "*69", "10", "10*5", "180*", "*180", "180**486", "0486", "+486", "099", "700", "999",
		"4864", "180,486", "180 486", "busy", "486#", "x486", "18０", strings.Repeat("180*", 100) + "486",
	} {
		if IsDial(s) {
			t.Errorf("IsDial(%q)", s)
		}
		if _, err := Dial(s); err == nil {
			t.Errorf("Dial(%q) gives no error", s)
		}
	}
}

func TestDialTextTakesOffWhatPhonesAdd(t *testing.T) {
	for _, tt := range []struct{ user, want string }{
		{"486", "486"},
		{"486#", "486"},
		{"486%23", "486"},
		{"486##", "486#"},
		{"486;phone-context=+1", "486"},
		{"486#;phone-context=+1", "486"},
		{"(180)*5*4-8-6", "180*5*486"},
		{"4.86", "486"},
		{"no-answer", "no-answer"},
		{"no-answer#", "no-answer"},
		{"+1-201-555", "+1-201-555"},
		{"201-555", "201-555"},
		{"", ""},
		{";x", ""},
		{"#", ""},
	} {
		if got := DialText(tt.user); got != tt.want {
			t.Errorf("DialText(%q) = %q, want %q", tt.user, got, tt.want)
		}
	}
}

// dialString draws a dial string as its elements.
func dialString(t *rapid.T) []string {
	element := rapid.OneOf(rapid.StringMatching(`[1-6][0-9]{2}`), rapid.StringMatching(`[0-9]{1,2}`))
	before := rapid.SliceOfN(element, 0, 8).Draw(t, "before")
	after := rapid.SliceOfN(element, 0, 8).Draw(t, "after")
	return append(append(before, rapid.StringMatching(`[1-6][0-9]{2}`).Draw(t, "code")), after...)
}

func TestDialSaysBackEveryCodeInOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		elements := dialString(t)
		dial := strings.Join(elements, "*")
		s, err := Dial(DialText(dial + rapid.SampledFrom([]string{"", "#", "%23", ";a=b", "#;a=b"}).Draw(t, "tail")))
		if err != nil {
			t.Fatal(err)
		}
		if s.Name != dial {
			t.Fatalf("name %q, want %q", s.Name, dial)
		}
		for _, method := range []string{"INVITE", "any"} {
			var codes, want []string
			for _, e := range elements {
				if len(e) == 3 {
					want = append(want, e)
				}
			}
			for i, try := range s.On[method].Tries {
				finals := 0
				for _, step := range try.Steps {
					verb, rest, _ := strings.Cut(step.String(), " ")
					if verb == "respond" || verb == "challenge" {
						codes = append(codes, rest)
						if finals > 0 {
							t.Fatalf("%s after a final in try %d of %s", step, i, shown(s, method))
						}
						if rest >= "200" {
							finals++
						}
					}
				}
				if finals == 0 && i < len(s.On[method].Tries)-1 {
					t.Fatalf("try %d of %s has no final", i, shown(s, method))
				}
			}
			if strings.Join(codes, "*") != strings.Join(want, "*") {
				t.Fatalf("%s: codes %v, want %v", method, codes, want)
			}
		}
	})
}

func TestDialStringsSurviveVisualSeparators(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		dial := strings.Join(dialString(t), "*")
		var spread strings.Builder
		for _, c := range dial {
			spread.WriteRune(c)
			spread.WriteString(rapid.SampledFrom([]string{"", "", "", "-", ".", "(", ")"}).Draw(t, "separator"))
		}
		if got := DialText(spread.String()); got != dial {
			t.Fatalf("DialText(%q) = %q, want %q", spread.String(), got, dial)
		}
	})
}

func FuzzDial(f *testing.F) {
	for _, s := range []string{"486", "180*5*486", "200*10", "401*200#", "4-8-6;x", "*69", "no-answer", "%23"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, user string) {
		text := DialText(user)
		s, err := Dial(text)
		if (err == nil) != IsDial(text) {
			t.Fatalf("Dial(%q) says %v, IsDial %v", text, err, IsDial(text))
		}
		if err != nil {
			return
		}
		for _, method := range []string{"INVITE", "any"} {
			for _, try := range s.On[method].Tries {
				if len(try.Steps) == 0 {
					t.Fatalf("%q has an empty try", text)
				}
			}
		}
	})
}
