package integration_test

import (
	"context"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// sipp plays one of the scenarios in testdata, or one it ships with.
type sipp struct {
	scenario  string // a file of testdata without .xml; "uac" is sipp's own
	dials     string
	transport string        // "u1" (UDP, the default) or "t1" (TCP)
	host      string        // 127.0.0.1, the default, or ::1
	script    string        // a file, in place of a scenario
	args      []string      // more arguments, "-key", "expires", "60" for one
	within    time.Duration // all calls are over; patience, the default, is enough for a few

	// awaits has sipp be called, at the address it is told.
	awaits func(address string)
}

// call runs sipp until its calls are over and fails the test when sipp says
// that one of them went another way than its scenario. It returns the
// address sipp called from and every message it sent and got.
func (run sipp) call(t *testing.T, s *sipbin) (source string, seen trace) {
	t.Helper()
	if run.host == "" {
		run.host = "127.0.0.1"
	}
	if run.transport == "" {
		run.transport = "u1"
	}
	if run.within == 0 {
		run.within = patience
	}
	port := freePort(t)
	messages := filepath.Join(t.TempDir(), "messages")
	complaints := filepath.Join(t.TempDir(), "complaints")
	args := []string{"-s", run.dials, "-t", run.transport,
		"-i", bracketed(run.host), "-p", fmt.Sprint(port), "-mi", run.host, "-ci", "127.0.0.1", "-cp", fmt.Sprint(port + 1),
		"-nostdin", "-m", "1", "-timeout", fmt.Sprintf("%.0fs", run.within.Seconds()), "-timeout_error",
		"-trace_msg", "-message_file", messages, "-trace_err", "-error_file", complaints,
		"-key", "caller", fmt.Sprintf("sipp%d", port)}
	if run.awaits == nil {
		args = append([]string{s.address(run.host)}, args...)
	}
	switch {
	case run.script != "":
		args = append(args, "-sf", run.script)
	case run.scenario == "uac":
		args = append(args, "-sn", "uac")
	default:
		file, err := filepath.Abs(filepath.Join("testdata", run.scenario+".xml"))
		if err != nil {
			t.Fatal(err)
		}
		args = append(args, "-sf", file)
	}
	var traced []byte
	p := start(t, "sipp", []string{"TERM=dumb"}, append(args, run.args...)...)
	t.Cleanup(func() {
		if t.Failed() {
			complained, _ := os.ReadFile(complaints) // absent when sipp has none
			t.Logf("sipp complained and traced:\n%s\n%s", complained, traced)
		}
	})
	if run.awaits != nil {
		p.awaitPort(port)
		run.awaits(net.JoinHostPort(run.host, fmt.Sprint(port)))
	}
	code := p.endsWithin(run.within + patience) // sipp gives up first, and says why
	traced, _ = os.ReadFile(messages)           // absent when sipp did not get that far
	if code != 0 {
		t.Fatalf("sipp ended with exit code %d", code)
	}
	return fmt.Sprintf(`%s:%d`, regexp.QuoteMeta(bracketed(run.host)), port), readTrace(t, string(traced))
}

// awaitPort waits until the process, or another, has a UDP port of 127.0.0.1.
func (p *process) awaitPort(port int) {
	p.t.Helper()
	within, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	look := time.NewTicker(5 * time.Millisecond)
	defer look.Stop()
	for {
		sockets, err := os.ReadFile("/proc/net/udp")
		if err != nil {
			isAbsent(p.t, "/proc/net/udp", fmt.Sprintf("NOT RUN: nothing says whether %s is there: %v", p.name, err))
		}
		if strings.Contains(string(sockets), fmt.Sprintf(" 0100007F:%04X ", port)) {
			return
		}
		select {
		case <-look.C:
		case <-p.ended:
			p.t.Fatalf("%s ended before it had port %d", p.name, port)
		case <-within.Done():
			p.t.Fatalf("%s has no port %d after %v", p.name, port, patience)
		}
	}
}

func bracketed(host string) string {
	if strings.Contains(host, ":") {
		return "[" + host + "]"
	}
	return host
}

// A trace is what sipp's message file tells of a run.
type trace []traced

// traced is one message, sent by sipp or got by it.
type traced struct {
	at   time.Time
	got  bool
	text string
}

// heading is what sipp writes before each message.
var heading = regexp.MustCompile(`(?m)^-{40,} (\S+ \S+)\n\w+ message (sent|received) [(\[]\d+[)\]]? ?(?:bytes\)?)? ?:?\n`)

func readTrace(t *testing.T, file string) (seen trace) {
	t.Helper()
	places := heading.FindAllStringSubmatchIndex(file, -1)
	for i, place := range places {
		end := len(file)
		if i+1 < len(places) {
			end = places[i+1][0]
		}
		at, err := time.Parse("2006-01-02 15:04:05.000000", file[place[2]:place[3]])
		if err != nil {
			t.Fatal(err)
		}
		seen = append(seen, traced{at: at, got: file[place[4]:place[5]] == "received", text: strings.TrimSpace(file[place[1]:end])})
	}
	if len(seen) == 0 {
		t.Fatal("sipp traced no message")
	}
	return seen
}

// answers returns the responses with this status code that sipp got.
func (seen trace) answers(code int) (found trace) {
	for _, message := range seen {
		if message.got && strings.HasPrefix(message.text, fmt.Sprintf("SIP/2.0 %d ", code)) {
			found = append(found, message)
		}
	}
	return found
}

// request returns the first request of this method, sent or got.
func (seen trace) request(t *testing.T, method string) traced {
	t.Helper()
	for _, message := range seen {
		if strings.HasPrefix(message.text, method+" ") {
			return message
		}
	}
	t.Fatalf("no %s among %d messages", method, len(seen))
	return traced{}
}

// first returns the first response with this code: on a busy machine it may
// have been sent again before sipp got to its ACK.
func (seen trace) first(t *testing.T, code int) traced {
	t.Helper()
	found := seen.answers(code)
	if len(found) == 0 {
		t.Fatalf("sipp got no %d, but:\n%v", code, seen)
	}
	return found[0]
}

// header returns a header field's value, empty when it is not there.
func (m traced) header(name string) string {
	for line := range strings.Lines(m.text) {
		if field, value, ok := strings.Cut(line, ":"); ok && strings.EqualFold(strings.TrimSpace(field), name) {
			return strings.TrimSpace(value)
		}
	}
	return ""
}

func (m traced) String() string {
	way := "sent"
	if m.got {
		way = "got"
	}
	return fmt.Sprintf("%s %s\n%s\n\n", m.at.Format("15:04:05.000"), way, m.text)
}
