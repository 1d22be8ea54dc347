package respondertest_test

import (
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/sipbin/sipbin/responder"
	"github.com/sipbin/sipbin/responder/journal"
	"github.com/sipbin/sipbin/responder/message"
	"github.com/sipbin/sipbin/responder/respondertest"
	"github.com/sipbin/sipbin/responder/transaction"
)

// ring calls a user, sends the ACK of the final response, and for a 200 the BYE.
// It returns the codes that came.
func ring(conn net.Conn, s *respondertest.Server, method, user string, silent bool) (codes []int, err error) {
	id := fmt.Sprint(conn.LocalAddr(), user, time.Now().UnixNano())
	send := func(method, to, branch string, seq int) {
		fmt.Fprintf(conn, "%s %s SIP/2.0\r\nVia: SIP/2.0/UDP %s;branch=z9hG4bK%s;rport\r\nMax-Forwards: 70\r\nFrom: <sip:me@example.com>;tag=me\r\n"+
			"To: %s\r\nCall-ID: %s\r\nCSeq: %d %s\r\nContact: <sip:me@%s>\r\nContent-Length: 0\r\n\r\n",
			method, s.URI(user), conn.LocalAddr(), branch, to, strings.ReplaceAll(id, " ", "."), seq, method, conn.LocalAddr())
	}
	branch := fmt.Sprint(time.Now().UnixNano())
	send(method, "<"+s.URI(user)+">", branch, 1)
	packet := make([]byte, 64<<10)
	for {
		if err := conn.SetReadDeadline(time.Now().Add(5 * time.Second)); err != nil {
			return codes, err
		}
		n, err := conn.Read(packet)
		if err != nil {
			return codes, err
		}
		m, err := message.Parse(packet[:n])
		if err != nil {
			return codes, err
		}
		codes = append(codes, m.Code())
		if m.Code() < 200 {
			continue
		}
		switch {
		case method != "INVITE" || silent:
		case m.Code() >= 300:
			send("ACK", m.To(), branch, 1)
		default:
			send("ACK", m.To(), branch+"a", 1)
			send("BYE", m.To(), branch+"b", 2)
			_, err = conn.Read(packet)
		}
		return codes, err
	}
}

// bubble plays a test in virtual time, against a server in memory, and returns
// what it said.
func bubble(t *testing.T, scenario string, play func(s *respondertest.Server)) (said string, in *tb) {
	t.Helper()
	in = newTB(t.TempDir())
	synctest.Test(t, func(*testing.T) {
		said = in.run(func() { play(respondertest.Start(in, scenario, respondertest.InMemory())) })
	})
	return said, in
}

func TestAScenarioIsGivenInAnyForm(t *testing.T) {
	file := filepath.Join(t.TempDir(), "mine.yaml")
	if err := os.WriteFile(file, []byte("scenario: mine\non: {INVITE: [181, 603]}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct{ scenario, user, codes string }{
		{"180*486", "anybody", "[180 486]"},
		{"180*486", "503", "[180 486]"},
		{"dnd", "100", "[100 486]"},
		{file, "anybody", "[181 603]"},
		{"scenario: x\non: {INVITE: [480]}\n", "anybody", "[480]"},
		{"scenario: x\nmatch: {user: bob}\non: {INVITE: [480]}\n", "bob", "[480]"},
		{"scenario: x\nmatch: {user: bob}\non: {INVITE: [480]}\n", "alice", "[404]"},
		{"scenario: one\non: {INVITE: [480]}\n---\nscenario: two\non: {INVITE: [603]}\n", "two", "[603]"},
		{"", "486", "[486]"},
		{"", "dnd", "[100 486]"},
	} {
		said, in := bubble(t, test.scenario, func(s *respondertest.Server) {
			codes, err := ring(s.Dial(), s, "INVITE", test.user, false)
			if fmt.Sprint(codes) != test.codes || err != nil {
				t.Errorf("%s of %q got %v, want %s; %v", test.user, test.scenario, codes, test.codes, err)
			}
		})
		if in.failed {
			t.Error(said)
		}
	}
}

func TestABadScenarioFailsTheTestAtOnce(t *testing.T) {
	for scenario, want := range map[string]string{
		"scenario: x\non: {INVITE: [{respond: 421}]}\n": "scenario.yaml:2:25: 421 must carry Require",
		"nowhere.yaml": "nowhere.yaml: no such file or directory",
		"dnt":          `there is no scenario "dnt"; did you mean dnd?`,
	} {
		said, in := bubble(t, scenario, func(*respondertest.Server) { t.Errorf("%q was started", scenario) })
		if !in.failed || !strings.Contains(said, want) {
			t.Errorf("%q: %s", scenario, said)
		}
	}
}

const strict = "scenario: strict\non: {INVITE: [486, {expect: ACK, within: 2s}]}\n"

func TestWhatATestIsTold(t *testing.T) {
	one := func(user string, silent bool, then func(s *respondertest.Server)) func(s *respondertest.Server) {
		return func(s *respondertest.Server) {
			if _, err := ring(s.Dial(), s, "INVITE", user, silent); err != nil {
				t.Error(err)
			}
			then(s)
		}
	}
	type server = respondertest.Server
	for _, test := range []struct {
		name, scenario string
		play           func(s *server)
		says           []string // "": it does not fail
		skips          bool
	}{
		{name: "all is well", scenario: strict, play: one("a", false, func(s *server) { s.Expect(); s.Exactly(1) })},
		{
			name: "a step is not met", scenario: strict, play: one("a", true, func(s *server) { time.Sleep(time.Minute); s.Expect() }),
			says: []string{"INVITE of a failed: expect ACK (scenario.yaml:2:29): no ACK within 2s", "│── INVITE sip:a@", "the messages are in "},
		},
		{name: "no call", scenario: strict, play: func(s *server) { s.NextCall() }, says: []string{"no call was over within 10s", "no request came to 127.0.0.1:5060"}},
		{name: "nothing to wait for", scenario: strict, play: func(s *server) { s.Wait() }, says: []string{"not over within 10s; strict: there was no call"}},
		{name: "nor anything", scenario: "", play: func(s *server) { s.Wait() }, says: []string{"not over within 10s; there was no call"}},
		{
			name: "a call that goes on", scenario: strict, play: one("a", true, func(s *server) { s.NextCall() }),
			says: []string{"no call was over within 10s; still going on: INVITE of a"},
		},
		{name: "a try that is left", scenario: "503*200", play: one("a", false, func(s *server) { s.Wait() }), says: []string{"503*200: tries that are left: 1"}},
		{name: "the last try", scenario: "503*200", play: one("a", false, func(s *server) { one("a", false, (*server).Expect)(s) })},
		{
			name: "too many calls", scenario: "486", play: one("a", false, func(s *server) { s.Exactly(1); one("b", false, func(*server) {})(s) }),
			says: []string{"2 calls came and not 1", "INVITE sip:b@"},
		},
		{name: "too few", scenario: "486", play: one("a", false, func(s *server) { s.Exactly(2) }), says: []string{"1 calls and not 2 were over within 10s"}},
		{
			name: "a call for nobody", scenario: "scenario: x\nmatch: {user: bob}\non: {INVITE: [486]}\n",
			play: one("alice", false, func(s *server) { one("bob", false, (*server).Expect)(s) }), says: []string{"INVITE of alice unmatched"},
		},
		{
			name: "a client that does not bring what is needed", skips: true,
			scenario: "scenario: x\nneeds: {supported: 100rel}\non: {INVITE: [486]}\n", play: one("a", false, (*server).Expect),
			says: []string{"not applicable: supported 100rel does not fit: there is none"},
		},
		{name: "a registration is no call", scenario: "486", play: func(s *server) {
			if codes, err := ring(s.Dial(), s, "REGISTER", "alice", false); err != nil || codes[0] != 200 {
				t.Error(codes, err)
			}
			s.Exactly(0)
			if calls := s.Calls(); len(calls) != 0 {
				t.Errorf("%+v", calls)
			}
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			said, in := bubble(t, test.scenario, test.play)
			if in.failed != (len(test.says) > 0 && !test.skips) || in.skipped != test.skips {
				t.Errorf("failed %v, skipped %v:\n%s", in.failed, in.skipped, said)
			}
			for _, want := range test.says {
				if !strings.Contains(said, want) {
					t.Errorf("it does not say %q but\n%s", want, said)
				}
			}
		})
	}
}

func TestTheMessagesOfATestThatFailedAreKept(t *testing.T) {
	_, in := bubble(t, "486", func(s *respondertest.Server) {
		if _, err := ring(s.Dial(), s, "INVITE", "bob", false); err != nil {
			t.Error(err)
		}
		s.Exactly(3)
	})
	text, err := os.ReadFile(filepath.Join(in.dir, "sipbin-127-0-0-1-5060.txt"))
	if err != nil || !strings.Contains(string(text), "SIP/2.0 486 Busy Here") {
		t.Errorf("%s, %v", text, err)
	}
	if info, err := os.Stat(filepath.Join(in.dir, "sipbin-127-0-0-1-5060.pcap")); err != nil || info.Size() < 500 {
		t.Errorf("%v, %v", info, err)
	}
}

func TestACallTellsWhatWasReceived(t *testing.T) {
	bubble(t, "180*486", func(s *respondertest.Server) {
		if _, err := ring(s.Dial(), s, "INVITE", "bob", false); err != nil {
			t.Error(err)
		}
		c := s.NextCall()
		if c.Dialled != "bob" || c.Verdict.Outcome != journal.OK || len(c.Responses) != 2 || !strings.Contains(c.Ladder(), "486 Busy Here") {
			t.Errorf("%+v", c)
		}
		if invites := c.Received("INVITE"); len(invites) != 1 || invites[0].RequestURI() != s.URI("bob") {
			t.Errorf("%v", invites)
		}
		if all := c.Received(""); len(all) != 2 {
			t.Errorf("%d messages came", len(all))
		}
	})
}

// A 180 comes after exactly the time that was asked for, and nothing sleeps.
func TestTimeInABubbleIsExact(t *testing.T) {
	began := time.Now()
	synctest.Test(t, func(t *testing.T) {
		s := respondertest.Start(t, "180*60*486", respondertest.InMemory(), respondertest.Patience(2*time.Minute))
		go func() { _, _ = ring(s.Dial(), s, "INVITE", "bob", true) }()
		c := s.NextCall() // the client gives up before, and never sends its ACK
		if c.Responses[1].After != time.Minute || c.Acked != "missing" {
			t.Errorf("%+v", c)
		}
	})
	if passed := time.Since(began); passed > 50*time.Second {
		t.Errorf("it took %v", passed)
	}
}

func TestAServerIsMadeAsATestWantsIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		fast := func(c *responder.Config) {
			c.Timing = transaction.Timing{T1: 10 * time.Millisecond, T2: 40 * time.Millisecond, T4: 50 * time.Millisecond}
		}
		s := respondertest.Start(t, "486", respondertest.InMemory(), respondertest.Configure(fast))
		if _, err := ring(s.Dial(), s, "INVITE", "bob", true); err != nil {
			t.Fatal(err)
		}
		if c := s.NextCall(); c.At.Sub(c.Opened) != 640*time.Millisecond {
			t.Errorf("Timer H took %v", c.At.Sub(c.Opened))
		}
	})
}

func TestTwoServersInMemoryDoNotMeet(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a, b := respondertest.Start(t, "486", respondertest.InMemory()), respondertest.Start(t, "603", respondertest.InMemory())
		for s, want := range map[*respondertest.Server]string{a: "[486]", b: "[603]"} {
			if codes, err := ring(s.Dial(), s, "INVITE", "bob", false); err != nil || fmt.Sprint(codes) != want {
				t.Errorf("%v, %v", codes, err)
			}
			s.Exactly(1)
		}
	})
}

func TestUDPAndTCPAreAtOnePort(t *testing.T) {
	s := respondertest.Start(t, "486")
	same, err := net.Dial(s.Network(), s.Addr())
	if err != nil {
		t.Fatal(err)
	}
	defer same.Close()
	conn, err := net.Dial("tcp", s.Addr())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	fmt.Fprintf(conn, "OPTIONS %s SIP/2.0\r\nVia: SIP/2.0/TCP %s;branch=z9hG4bKtcp\r\nMax-Forwards: 70\r\nFrom: <sip:me@a>;tag=1\r\nTo: <%[1]s>\r\nCall-ID: tcp\r\nCSeq: 1 OPTIONS\r\nContent-Length: 0\r\n\r\n",
		s.URI("bob"), conn.LocalAddr())
	answer := make([]byte, 12)
	if _, err := io.ReadFull(conn, answer); err != nil || string(answer) != "SIP/2.0 200 " {
		t.Errorf("%q, %v", answer, err)
	}
	if codes, err := ring(same, s, "INVITE", "bob", false); err != nil || codes[0] != 486 {
		t.Errorf("%v, %v", codes, err)
	}
	s.Exactly(1)
}

// A hundred tests at once, each with a server and a client that calls it five
// times: nobody gets what was meant for another, and nothing is left behind.
func TestParallelTestsDoNotMeet(t *testing.T) {
	for i := range 100 {
		t.Run(fmt.Sprint(i), func(t *testing.T) {
			t.Parallel()
			code := 400 + i
			s := respondertest.Start(t, fmt.Sprint(code))
			var calling sync.WaitGroup
			for range 5 {
				conn := s.Dial()
				calling.Go(func() {
					if codes, err := ring(conn, s, "INVITE", "bob", false); err != nil || codes[len(codes)-1] != code {
						t.Errorf("%v, want %d; %v", codes, code, err)
					}
				})
			}
			calling.Wait()
			s.Expect()
			s.Exactly(5)
		})
	}
}
