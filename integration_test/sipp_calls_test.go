package integration_test

import (
	"fmt"
	"strings"
	"syscall"
	"testing"
	"time"
)

func TestSippIsAnsweredAsItDialled(t *testing.T) {
	t.Parallel()
	needs(t, "sipp")
	s := serve(t)
	for _, way := range []struct{ name, transport string }{{"UDP", "u1"}, {"TCP", "t1"}} {
		for _, call := range []struct {
			name    string
			sipp    sipp
			method  string
			outcome string // of the log line, a pattern; empty where there was no call to log
			check   func(*testing.T, trace)
		}{
			{"busy", sipp{scenario: "invite-rejected", dials: "486"}, "INVITE", "486 Busy Here.*ACK ok", func(t *testing.T, seen trace) {
				seen.first(t, 486)
			}},
			{"two seconds of ringing, then declined", sipp{scenario: "invite-rejected", dials: "180*2*603"}, "INVITE", "180 .*603 Decline", func(t *testing.T, seen trace) {
				seen.first(t, 180)
				notBefore(t, seen, seen.first(t, 603), 2*time.Second)
			}},
			{"not found, and a Warning says what can be dialled", sipp{scenario: "invite-rejected", dials: "nobody-here"}, "INVITE", "404 Not Found", func(t *testing.T, seen trace) {
				if warning := seen.first(t, 404).header("Warning"); !strings.HasPrefix(warning, "399 ") {
					t.Errorf("Warning: %q, want one with code 399", warning)
				}
			}},
			{"no hops left is answered like any other", sipp{scenario: "invite-rejected", dials: "486", args: []string{"-key", "hops", "0"}}, "INVITE", "486 Busy Here", func(t *testing.T, seen trace) {
				seen.first(t, 486)
			}},
			{"answered, and sipp hangs up", sipp{scenario: "invite-answered", dials: "100*180*200"}, "INVITE", "200 OK.*BYE by caller", func(t *testing.T, seen trace) {
				seen.first(t, 180)
				if answer := seen.first(t, 200); !strings.Contains(answer.text, "m=audio ") || answer.header("Contact") == "" {
					t.Errorf("200 lacks an SDP answer or a Contact:\n%s", answer.text)
				}
			}},
			{"answered, and sipbin hangs up after three seconds", sipp{scenario: "invite-answered-peer-ends", dials: "200*3"}, "INVITE", `200 OK.*talked \d.*BYE by us`, func(t *testing.T, seen trace) {
				notBefore(t, seen, seen.request(t, "BYE"), 3*time.Second)
			}},
			{"cancelled while it rings", sipp{scenario: "invite-cancelled", dials: "180"}, "INVITE", "487 Request Terminated.*ACK ok.*ended by caller", func(t *testing.T, seen trace) {
				if cseq := seen.first(t, 487).header("CSeq"); cseq != "1 INVITE" {
					t.Errorf("487 answers %q, want the INVITE", cseq)
				}
			}},
			{"challenged, then let in", sipp{scenario: "invite-challenged", dials: "401*200"}, "INVITE", "200 OK.*BYE by caller", func(t *testing.T, seen trace) {
				if challenge := seen.first(t, 401).header("WWW-Authenticate"); !strings.HasPrefix(challenge, "Digest ") {
					t.Errorf("WWW-Authenticate: %q", challenge)
				}
			}},
			{"a repeated INVITE gets the last response again", sipp{scenario: "invite-repeated", dials: "180*3*486", args: []string{"-nr"}}, "INVITE", "486 Busy Here.*ACK ok", func(t *testing.T, seen trace) {
				for code, count := range map[int]int{180: 2, 486: 2} {
					same(t, seen.answers(code), count)
				}
			}},
			{"an extension nobody knows", sipp{scenario: "invite-unknown-extension", dials: "200"}, "INVITE", "420 Bad Extension", func(t *testing.T, seen trace) {
				if unsupported := seen.first(t, 420).header("Unsupported"); unsupported != "nosuch" {
					t.Errorf("Unsupported: %q, want nosuch", unsupported)
				}
			}},
			{"an interval of a minute is too brief", sipp{scenario: "register-refused", dials: "423", args: []string{"-key", "expires", "60"}}, "REGISTER", "423 Interval Too Brief", minExpires("3600")},
			{"an interval of two hours is too brief", sipp{scenario: "register-refused", dials: "423", args: []string{"-key", "expires", "7200"}}, "REGISTER", "423 Interval Too Brief", minExpires("14400")},
			{"OPTIONS", sipp{scenario: "options", dials: "somebody"}, "OPTIONS", "200 OK", func(t *testing.T, seen trace) {
				if allow := seen.first(t, 200).header("Allow"); !strings.Contains(allow, "INVITE") {
					t.Errorf("Allow: %q, want INVITE among them", allow)
				}
			}},
			{"a BYE without a call", sipp{scenario: "bye-without-call", dials: "200"}, "BYE", "", func(t *testing.T, seen trace) {
				seen.first(t, 481)
			}},
		} {
			t.Run(way.name+"/"+call.name, func(t *testing.T) {
				t.Parallel()
				run := call.sipp
				run.transport = way.transport
				if run.scenario == "invite-rejected" && run.args == nil {
					run.args = []string{"-key", "hops", "70"}
				}
				source, seen := run.call(t, s)
				call.check(t, seen)
				if call.outcome != "" {
					s.logs(t, source, call.method, run.dials, call.outcome)
				}
			})
		}
	}
}

func minExpires(want string) func(*testing.T, trace) {
	return func(t *testing.T, seen trace) {
		if got := seen.first(t, 423).header("Min-Expires"); got != want {
			t.Errorf("Min-Expires: %q, want %s", got, want)
		}
	}
}

func TestSippIsAnsweredOverIPv6(t *testing.T) {
	t.Parallel()
	needs(t, "sipp")
	s := serve(t)
	source, seen := sipp{scenario: "invite-answered", dials: "200", host: "::1"}.call(t, s)
	s.logs(t, source, "INVITE", "200", "200 OK")
	answer := seen.first(t, 200)
	for _, want := range []string{fmt.Sprintf("@%s", s.address("::1")), "c=IN IP6 ::1"} {
		if !strings.Contains(answer.text, want) {
			t.Errorf("the answer to an IPv6 caller lacks %s:\n%s", want, answer.text)
		}
	}
}

// Timer G of RFC 3261 17.2.1: over UDP a final goes again after T1, and twice
// as late each time, until the ACK.
func TestAFinalIsRepeatedUntilItsACK(t *testing.T) {
	t.Parallel()
	needs(t, "sipp")
	s := serve(t)
	source, seen := sipp{scenario: "invite-acknowledged-late", dials: "486", args: []string{"-nr"}}.call(t, s)
	copies := seen.answers(486)
	same(t, copies, 4)
	for i, after := range []time.Duration{0, 500 * time.Millisecond, 1500 * time.Millisecond, 3500 * time.Millisecond} {
		notBefore(t, seen, copies[i], after)
	}
	s.logs(t, source, "INVITE", "486", "486 Busy Here.*ACK ok")
}

func TestAFinalGoesOnceOverTCP(t *testing.T) {
	t.Parallel()
	needs(t, "sipp")
	s := serve(t)
	source, seen := sipp{scenario: "invite-unacknowledged", dials: "486", transport: "t1"}.call(t, s)
	if copies := seen.answers(486); len(copies) != 1 {
		t.Errorf("%d copies:\n%v", len(copies), copies)
	}
	s.logs(t, source, "INVITE", "486", "486 Busy Here.*ACK ok")
}

func TestSippPlacesTwoHundredCallsAtAHundredASecond(t *testing.T) {
	t.Parallel()
	needs(t, "sipp")
	s := serve(t)
	source, _ := sipp{scenario: "uac", dials: "200", args: []string{"-r", "100", "-m", "200"}}.call(t, s)
	s.saysTimes(200, fmt.Sprintf(`(?m)^\S+ +%s +INVITE 200 +-> .*200 OK`, source))
}

func TestSIGTERMLetsCallsFinishAndTakesNoNewOnes(t *testing.T) {
	t.Parallel()
	needs(t, "sipp")
	s := serve(t, "--messages")
	t.Run("calls", func(t *testing.T) {
		t.Run("in progress", func(t *testing.T) {
			t.Parallel()
			_, seen := sipp{scenario: "invite-answered-peer-ends", dials: "200*9"}.call(t, s)
			notBefore(t, seen, seen.request(t, "BYE"), 9*time.Second)
		})
		t.Run("new", func(t *testing.T) {
			t.Parallel()
			s.logged(t, `(?m)^ACK sip:200\*9@`)
			_ = s.cmd.Process.Signal(syscall.SIGTERM)
			sentAway(t, callsTo(t, s.address("127.0.0.1"), "early"))
			_, seen := sipp{scenario: "invite-rejected", dials: "486", args: []string{"-key", "hops", "70"}}.call(t, s)
			if seen.first(t, 503).header("Retry-After") == "" {
				t.Error("the 503 has no Retry-After")
			}
		})
	})
	s.ends()
}

// stall is how long sipp may be held up between sending and noting the time.
const stall = 300 * time.Millisecond

// notBefore holds that a message came no earlier than this after the INVITE
// left. How much later is the machine's business: what is due is exact to the
// millisecond where the engine is stepped by hand.
func notBefore(t *testing.T, seen trace, message traced, after time.Duration) {
	t.Helper()
	if passed := message.at.Sub(seen.request(t, "INVITE").at); passed < after-stall {
		t.Errorf("%v after the INVITE, want at least %v:\n%v", passed, after, message)
	}
}

// same holds that there are count messages or more, and that each is the first again, byte by byte.
func same(t *testing.T, copies trace, count int) {
	t.Helper()
	if len(copies) < count {
		t.Fatalf("%d copies, want %d:\n%v", len(copies), count, copies)
	}
	for _, copied := range copies {
		if copied.text != copies[0].text {
			t.Errorf("a copy differs:\n%v%v", copies[0], copied)
		}
	}
}
