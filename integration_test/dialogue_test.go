package integration_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// A dialogue is a call as sipp plays it, told by a section of a file of
// testdata/dialogues. Its first line says what is seen in it, the second whom
// sipp dials ("dials 200") or as which scenario sipbin calls it ("is called as
// NAME"). Then there is a line for each message:
//
//	> INVITE | Supported: timer | m=audio
//	< 422 | ^Min-SE: 90
//	> ACK
//	> 200 UPDATE
//
// is sent (>) or has to come (<), a response with the method that it answers
// unless that is INVITE. Behind what is sent stand its own header fields, and
// lines of SDP; behind what comes, patterns of what it holds.
type dialogue struct {
	about, dials, calledAs string
	lines                  []line
}

// A line is one message of a dialogue.
type line struct {
	sent  bool
	code  string // of a response
	about string // the method, of a response that of its request
	parts []string
}

func (l line) String() string {
	rung := "< "
	if l.sent {
		rung = "> "
	}
	if l.code == "" {
		return rung + l.about
	}
	return strings.TrimSuffix(rung+l.code+" "+l.about, " INVITE")
}

func (l line) final() bool { return l.code >= "2" }

func TestDialogues(t *testing.T) {
	t.Parallel()
	needs(t, "sipp")
	scenarios, err := filepath.Abs("testdata/dialogues")
	if err != nil {
		t.Fatal(err)
	}
	// A long T1, as what sipbin would repeat meanwhile says nothing of the order of things.
	s := serve(t, "--t1", "4s", "--scenarios", scenarios, "--http", fmt.Sprintf("127.0.0.1:%d", freePort(t)))
	for _, d := range readDialogues(t) {
		t.Run(d.about, func(t *testing.T) {
			t.Parallel()
			script := filepath.Join(t.TempDir(), "script.xml")
			if err := os.WriteFile(script, []byte(d.script()), 0o600); err != nil {
				t.Fatal(err)
			}
			run := sipp{script: script, dials: d.dials}
			if d.calledAs != "" {
				run.awaits = func(address string) { place(t, s.api(), "sip:sipp@"+address, "scenario", d.calledAs) }
			}
			source, seen := run.call(t, s)
			d.holds(t, seen)
			s.logged(t, `(?m)^\S+ +`+source+` +INVITE `)
			if wrong := regexp.MustCompile(`(?m)^\S+ +` + source + ` .*(verdict|unplayed).*`).FindString(s.said.String()); wrong != "" {
				t.Error(wrong)
			}
		})
	}
}

// readDialogues reads all of testdata/dialogues.
func readDialogues(t *testing.T) (all []dialogue) {
	t.Helper()
	files, err := filepath.Glob("testdata/dialogues/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("%d files of dialogues: %v", len(files), err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for section := range strings.SplitSeq(strings.TrimSpace(string(text)), "\n\n") {
			all = append(all, readDialogue(t, strings.Split(section, "\n")))
		}
	}
	return all
}

func readDialogue(t *testing.T, text []string) (d dialogue) {
	t.Helper()
	d.about = strings.TrimPrefix(text[0], "# ")
	dials, who := strings.CutPrefix(text[1], "dials ")
	if d.dials = dials; !who {
		if d.dials, d.calledAs, who = strings.Cut(text[1], "is called as "); !who {
			t.Fatalf("%s: %q says neither whom sipp dials nor as what it is called", d.about, text[1])
		}
	}
	for _, told := range text[2:] {
		parts := strings.Split(told, " | ")
		words := strings.Fields(parts[0])
		l := line{sent: words[0] == ">", about: words[1], parts: parts[1:]}
		if l.about[0] >= '1' && l.about[0] <= '6' {
			l.code, l.about = words[1], "INVITE"
			if len(words) > 2 {
				l.about = words[2]
			}
		}
		d.lines = append(d.lines, l)
	}
	return d
}

// holds holds what sipp traced to the dialogue.
func (d dialogue) holds(t *testing.T, seen trace) {
	t.Helper()
	messages, rungs := seen.rungs()
	tags := regexp.MustCompile(` \([a-z]\)$`)
	for i, l := range d.lines {
		if i >= len(rungs) || tags.ReplaceAllString(rungs[i], "") != l.String() {
			t.Fatalf("message %d is not %q; sipp saw:\n%s", i+1, l, strings.Join(rungs, "\n"))
		}
		text := strings.ReplaceAll(messages[i].text, "\r\n", "\n")
		for _, pattern := range l.parts {
			if !l.sent && !regexp.MustCompile("(?m)"+pattern).MatchString(text) {
				t.Errorf("message %d: no %q in\n%s", i+1, pattern, text)
			}
		}
	}
	if len(rungs) > len(d.lines) {
		t.Errorf("%d messages more than told; sipp saw:\n%s", len(rungs)-len(d.lines), strings.Join(rungs, "\n"))
	}
}
