package integration_test

import (
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
