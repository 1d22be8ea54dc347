package integration_test

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write what was seen to testdata/uas/*.txt")

// What UAS scenarios of other suites do, said in this language. The client each
// was written for is played by sipp; where sipp cannot, by the built-in client of
// "sipbin try". Both leave a ladder that testdata/uas/NAME.txt tells beforehand.
func TestWhatOtherSuitesPlayCanBeSaid(t *testing.T) {
	t.Parallel()
	folder, err := filepath.Abs(filepath.Join("testdata", "uas"))
	if err != nil {
		t.Fatal(err)
	}
	s := serve(t, "--scenarios", folder)
	for _, one := range []struct {
		scenario string
		from     string // the suite that has one like it
		method   string // what sipp begins with
		as       string // the client of sipbin try, in place of sipp
		without  string // why not sipp
	}{
		{scenario: "sipp-uas", from: "SIPp", method: "INVITE"},
		{scenario: "ringing-after-early-media", from: "Asterisk", method: "INVITE"},
		{scenario: "early-media-of-a-wrong-codec", from: "pjsip", method: "INVITE"},
		{scenario: "early-media-without-tag", from: "pjsip", method: "INVITE"},
		{scenario: "session-interval-too-small", from: "pjsip", method: "INVITE"},
		{scenario: "redirected", from: "Asterisk", method: "INVITE"},
		{scenario: "answered-elsewhere", from: "Asterisk", method: "INVITE"},
		{scenario: "forked-200", from: "pjsip", method: "INVITE"},
		{scenario: "fork-with-one-prack", from: "pjsip", method: "INVITE"},
		{scenario: "fork-with-two-rseqs", from: "pjsip", method: "INVITE"},
		{scenario: "overlapping-re-invite", from: "JAIN-SIP", method: "INVITE"},
		{scenario: "re-invite-after-a-failed-one", from: "pjsip", method: "INVITE"},
		{scenario: "re-invite-481-keeps-the-call", from: "pjsip", method: "INVITE"},
		{scenario: "re-invite-of-ours-without-offer", from: "pjsip", method: "INVITE"},
		{scenario: "update-of-ours-without-offer", from: "pjsip", method: "INVITE"},
		{scenario: "early-update", from: "pjsip", method: "INVITE"},
		{scenario: "refer-that-rings-first", from: "Asterisk", method: "INVITE"},
		{scenario: "refresh-unknown", from: "pjsip", method: "SUBSCRIBE"},
		{scenario: "notify-after-the-refresh-failed", from: "pjsip", method: "SUBSCRIBE"},
		{scenario: "message-waiting", from: "pjsip", method: "SUBSCRIBE"},
		{scenario: "two-algorithms", from: "pjsip", as: "phone", without: "it computes no SHA-256"},
		{scenario: "challenged-again-and-again", from: "Asterisk", method: "REGISTER"},
		{scenario: "interval-too-brief", from: "Asterisk", method: "REGISTER"},
		{scenario: "address-changed", from: "pjsip", method: "REGISTER"},
		{scenario: "security-agreement", from: "Asterisk", method: "REGISTER"},
	} {
		t.Run(one.scenario, func(t *testing.T) {
			t.Parallel()
			told := filepath.Join(folder, one.scenario+".txt")
			if one.as != "" {
				ladder, err := exec.Command(program, "try", folder, one.scenario, "--as", one.as, "--golden").Output()
				if err != nil {
					t.Errorf("sipbin try: %v", err)
				}
				drawnAs(t, told, string(ladder))
				return
			}
			needs(t, "sipp")
			source, seen := sipp{scenario: "uas/" + one.scenario, dials: one.scenario}.call(t, s)
			saidAs(t, told, seen)
			s.logs(t, source, one.method, one.scenario, "")
			if wrong := regexp.MustCompile(`(?m)^\S+ +` + source + ` .*(verdict|unplayed).*`).FindString(s.said.String()); wrong != "" {
				t.Error(wrong)
			}
		})
	}
}

// drawnAs holds a ladder to the file that tells it.
func drawnAs(t *testing.T, file, ladder string) {
	t.Helper()
	if told := tells(t, file, ladder); ladder != told {
		t.Errorf("drawn:\n%s\nwant:\n%s", ladder, told)
	}
}

// saidAs holds what sipp traced to a file of rungs. Behind a rung there may be
// patterns of what the message holds, each after " | "; -update keeps them.
func saidAs(t *testing.T, file string, seen trace) {
	t.Helper()
	messages, rungs := seen.rungs()
	drawn := strings.Join(rungs, "\n") + "\n"
	said := slices.Clone(rungs)
	if *update {
		before, _ := os.ReadFile(file) // absent the first time
		for i, line := range strings.Split(string(before), "\n") {
			if rung, _, _ := strings.Cut(line, " | "); i < len(said) && rung == rungs[i] {
				said[i] = line
			}
		}
	}
	told := strings.Split(strings.TrimSpace(tells(t, file, strings.Join(said, "\n")+"\n")), "\n")
	for i, line := range told {
		parts := strings.Split(line, " | ")
		if i >= len(rungs) || rungs[i] != parts[0] {
			t.Fatalf("line %d is not %q; sipp saw:\n%s", i+1, parts[0], drawn)
		}
		for _, pattern := range parts[1:] {
			if !regexp.MustCompile("(?m)" + pattern).MatchString(messages[i].text) {
				t.Errorf("line %d: no %q in\n%s", i+1, pattern, messages[i].text)
			}
		}
	}
	if len(rungs) > len(told) {
		t.Errorf("%d messages more than told; sipp saw:\n%s", len(rungs)-len(told), drawn)
	}
}

// tells reads a file of expectations, after it was written anew with -update.
func tells(t *testing.T, file, anew string) string {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, []byte(anew), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	told, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(told)
}

// rungs says each message of a trace in a line: who sent it (> sipp, < sipbin),
// what it is, and the tag on sipbin's side, lettered in the order of appearance.
// A 100 and the retransmissions say nothing of the order of things.
func (seen trace) rungs() (messages trace, rungs []string) {
	letters, before := map[string]string{}, map[string]bool{}
	for _, m := range seen {
		if before[m.text] || strings.HasPrefix(m.text, "SIP/2.0 100 ") {
			continue
		}
		before[m.text] = true
		rung, what := "> ", strings.Fields(m.text)
		if m.got {
			rung = "< "
		}
		response := what[0] == "SIP/2.0"
		if response {
			rung += what[1]
			if _, method, _ := strings.Cut(m.header("CSeq"), " "); method != "INVITE" {
				rung += " " + method
			}
		} else {
			rung += what[0]
		}
		side := "From"
		if m.got == response {
			side = "To"
		}
		if _, tag, ok := strings.Cut(m.header(side), ";tag="); ok {
			if letters[tag] == "" {
				letters[tag] = string(rune('a' + len(letters)))
			}
			rung += fmt.Sprintf(" (%s)", letters[tag])
		}
		messages, rungs = append(messages, m), append(rungs, rung)
	}
	return messages, rungs
}
