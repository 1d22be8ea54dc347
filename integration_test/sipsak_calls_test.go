package integration_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"testing"
)

func TestSipsakReportsWhatItDialled(t *testing.T) {
	t.Parallel()
	needs(t, "sipsak")
	s := serve(t)
	for _, shot := range []struct {
		name   string
		args   []string // before -s
		dials  string
		code   int    // 0: 2xx, 1: any other final, 2: not let in
		said   string // a pattern
		method string
		logged string // a pattern
	}{
		{"OK", []string{"-v"}, "200", 0, `SIP/2\.0 200 OK`, "OPTIONS", "200 OK"},
		{"not found", []string{"-vvv"}, "404", 1, `SIP/2\.0 404 Not Found`, "OPTIONS", "404 Not Found"},
		{"busy", []string{"-vvv"}, "486", 1, `SIP/2\.0 486 Busy Here`, "OPTIONS", "486 Busy Here"},
		{"unavailable, and when to come back", []string{"-vvv"}, "503", 1, `SIP/2\.0 503 Service Unavailable(?s:.*)\nRetry-After: 5\n`, "OPTIONS", "503 Service Unavailable"},
		{"declined", []string{"-vvv"}, "603", 1, `SIP/2\.0 603 Decline`, "OPTIONS", "603 Decline"},
		{"a code nobody registered", []string{"-vvv"}, "299", 0, `SIP/2\.0 299 `, "OPTIONS", "299 "},
		{"nobody, for OPTIONS the default is 200", []string{"-v"}, "nobody-here", 0, `SIP/2\.0 200 OK`, "OPTIONS", "200 OK"},
		{"challenged, then let in", []string{"-v", "-u", "sipbin", "-a", "sipbin"}, "401*200", 0, `SIP/2\.0 200 OK`, "OPTIONS", "200 OK"},
		{"challenged with a wrong password", []string{"-vvv", "-u", "sipbin", "-a", "wrong"}, "401*200", 2, `authorization failed`, "OPTIONS", "401 Unauthorized"},
		{"a proxy's challenge, then let in", []string{"-v", "-u", "sipbin", "-a", "sipbin"}, "407*200", 0, `SIP/2\.0 200 OK`, "OPTIONS", "200 OK"},
		{"traced to the hop that answers", []string{"-T"}, "200", 0, `0: .* SIP/2\.0 200 OK`, "OPTIONS", "200 OK"},
		{"registered", []string{"-U", "-i", "-vvv", "-x", "600", "-C", "sip:bob@127.0.0.1:5099"}, "bob", 0, `\nContact:.*sip:bob@127\.0\.0\.1:5099.*expires=600`, "REGISTER", "200 OK"},
		{"a registration too brief", []string{"-U", "-i", "-vvv", "-x", "60", "-C", "sip:bob@127.0.0.1:5099"}, "423", 1, `\nMin-Expires: 3600\n`, "REGISTER", "423 Interval Too Brief"},
		{"a registration challenged, then let in", []string{"-U", "-i", "-vvv", "-u", "sipbin", "-a", "sipbin", "-C", "sip:bob@127.0.0.1:5099"}, "401*200", 0, `completed successful`, "REGISTER", "200 OK"},
	} {
		t.Run(shot.name, func(t *testing.T) {
			t.Parallel()
			code, said := sipsak(t, append(shot.args, "-s", s.uri(shot.dials))...)
			if code != shot.code {
				t.Errorf("sipsak ended with exit code %d, want %d", code, shot.code)
			}
			if !regexp.MustCompile(shot.said).MatchString(said) {
				t.Errorf("sipsak did not say %s", shot.said)
			}
			s.logs(t, `127\.0\.0\.1:\d+`, shot.method, shot.dials, shot.logged)
		})
	}
}

// Its own message mode (-M) ends in a segmentation fault before it sends
// anything (0.9.8.1, github.com/nils-ohlmeier/sipsak/issues/95), so the MESSAGE
// is shot from a file.
func TestSipsakSendsAMessage(t *testing.T) {
	t.Parallel()
	needs(t, "sipsak")
	s := serve(t, "--messages")
	for dialled, want := range map[string]int{"200": 0, "486": 1} {
		file := filepath.Join(t.TempDir(), dialled)
		text := fmt.Sprintf("MESSAGE %s SIP/2.0\nMax-Forwards: 70\nFrom: <sip:sipsak@127.0.0.1>;tag=1\nTo: <%[1]s>\nCall-ID: sipsak-%s\n"+
			"CSeq: 1 MESSAGE\nContent-Type: text/plain\nContent-Length: 7\n\nhello\n", s.uri(dialled), dialled)
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if code, _ := sipsak(t, "-f", file, "-vvv", "-s", s.uri(dialled)); code != want {
			t.Errorf("%s: sipsak ended with exit code %d, want %d", dialled, code, want)
		}
		s.logs(t, `127\.0\.0\.1:\d+`, "MESSAGE", dialled, dialled)
	}
	s.logged(t, `(?m)^hello`)
}

// A flood waits for no answer and names the discard port in its Via; each of its
// requests is answered there, where nobody listens.
func TestSipsakFloods(t *testing.T) {
	t.Parallel()
	needs(t, "sipsak")
	s := serve(t)
	if code, _ := sipsak(t, "-F", "-e", "50", "-s", s.uri("200")); code != 0 {
		t.Errorf("sipsak ended with exit code %d", code)
	}
	s.saysTimes(50, `◀─ 200 OK ─`)
	s.saysTimes(50, `client 127\.0\.0\.1:9 -> UDP`)
	isAnswered(t, s)
}

// The random mode writes more and more odd bytes over a request, until three
// copies of one get no answer.
func TestSipsakSendsWhatIsDamagedAtRandom(t *testing.T) {
	t.Parallel()
	needs(t, "sipsak")
	s := serve(t)
	if code, said := sipsak(t, "-R", "-t", "3", "-s", s.uri("200")); code != 0 && code != 3 {
		t.Errorf("sipsak ended with exit code %d: %s", code, said)
	}
	isAnswered(t, s)
}

// isAnswered holds that sipbin goes on.
func isAnswered(t *testing.T, s *sipbin) {
	t.Helper()
	if code, said := sipsak(t, "-vvv", "-s", s.uri("486")); code != 1 || !regexp.MustCompile(`SIP/2\.0 486 Busy Here`).MatchString(said) {
		t.Errorf("sipsak ended with exit code %d: %s", code, said)
	}
}
