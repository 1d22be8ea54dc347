package journal_test

import (
	"net/netip"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/sipbin/sipbin/responder/journal"
	"github.com/sipbin/sipbin/responder/message"
)

func call(method, dialled string, end journal.End, after ...any) journal.Summary {
	s := journal.Summary{Call: journal.Call{Method: method, Dialled: dialled}, End: end, Ended: true}
	s.Flow = message.Flow{Remote: netip.MustParseAddrPort("10.0.0.5:52114")}
	s.At = time.Date(2026, 3, 14, 12, 4, 31, 207e6, time.UTC)
	for i := 0; i < len(after); i += 2 {
		s.Responses = append(s.Responses, journal.Response{Code: after[i].(int), After: after[i+1].(time.Duration)})
	}
	return s
}

func TestALineSaysWhatHappenedInACall(t *testing.T) {
	const ms, s = time.Millisecond, time.Second
	scenario := call("INVITE", "2001", journal.End{Reason: "Busy Here", Acked: "ok"}, 486, 1*ms)
	scenario.Scenario = "always-busy"
	byName := call("INVITE", "DND", journal.End{Reason: "Temporarily Unavailable", Acked: "ok"}, 480, 1*ms)
	byName.Scenario = "dnd"
	v6 := call("OPTIONS", "", journal.End{Reason: "OK"}, 200, 0*ms)
	v6.Flow.Remote = netip.MustParseAddrPort("[::1]:5070")

	for name, c := range map[string]struct {
		call journal.Summary
		want string
	}{
		"a call that rang and was refused": {
			call("INVITE", "180*5*486", journal.End{Reason: "Busy Here", Acked: "ok"}, 180, 0*ms, 486, 5*s),
			"10.0.0.5:52114  INVITE 180*5*486  ->  180 .. 486 Busy Here  5.0s  ACK ok",
		},
		"an answered call": {
			call("INVITE", "100*180*200", journal.End{Reason: "OK", Acked: "ok", Talk: 3210 * ms, EndedBy: "caller"},
				100, 0*ms, 180, 1*ms, 200, 2*ms),
			"10.0.0.5:52114  INVITE 100*180*200  ->  100 180 200 OK  talked 3.2s  BYE by caller",
		},
		"an answered call without ACK": {
			call("INVITE", "200", journal.End{Reason: "OK", Acked: "missing", Talk: 32 * s, EndedBy: "us"}, 200, 1*ms),
			"10.0.0.5:52114  INVITE 200  ->  200 OK  ACK missing  talked 32.0s  BYE by us",
		},
		"a cancelled call": {
			call("INVITE", "180*99*486", journal.End{Reason: "Request Terminated", Acked: "ok", EndedBy: "caller",
				Unplayed: "wait 99s, 486"}, 180, 1*ms, 487, 2500*ms),
			"10.0.0.5:52114  INVITE 180*99*486  ->  180 .. 487 Request Terminated  2.5s  ACK ok  ended by caller  [unplayed: wait 99s, 486]",
		},
		"a REGISTER": {
			call("REGISTER", "423", journal.End{Reason: "Interval Too Brief"}, 423, 0*ms),
			"10.0.0.5:52114  REGISTER 423  ->  423 Interval Too Brief",
		},
		"what was done on purpose": {
			call("OPTIONS", "180", journal.End{Reason: "Ringing", Marks: "180 to OPTIONS", Verdict: journal.FailedAt("expect ACK", "a.yaml:3:5", "no ACK within 2s")}, 180, 0*ms),
			"10.0.0.5:52114  OPTIONS 180  ->  180 Ringing  [180 to OPTIONS; verdict: failed: expect ACK (a.yaml:3:5): no ACK within 2s]",
		},
		"exactly 100 ms is no pause": {
			call("INVITE", "180*486", journal.End{Acked: "ok"}, 180, 0*ms, 486, 100*ms),
			"10.0.0.5:52114  INVITE 180*486  ->  180 486  ACK ok",
		},
		"silence":                       {call("INVITE", "silent", journal.End{}), "10.0.0.5:52114  INVITE silent  ->  no response"},
		"a scenario found by its match": {scenario, "10.0.0.5:52114  INVITE 2001 as always-busy  ->  486 Busy Here  ACK ok"},
		"a scenario dialled by name":    {byName, "10.0.0.5:52114  INVITE DND  ->  480 Temporarily Unavailable  ACK ok"},
		"IPv6 and nothing dialled":      {v6, "[::1]:5070  OPTIONS  ->  200 OK"},
		"a client that attacks the terminal": {
			call("INVITE", "\x1b[2J\u202e"+strings.Repeat("x", 100), journal.End{Reason: "Not\r\nFound"}, 404, 0*ms),
			`10.0.0.5:52114  INVITE \x1b[2J\u202e` + strings.Repeat("x", 57) + `...  ->  404 Not\r\nFound`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			if got, want := journal.Line(c.call), "12:04:31.207  "+c.want; got != want {
				t.Errorf("\n got %s\nwant %s", got, want)
			}
		})
	}
}

func TestALineIsOneLineWhateverTheClientSent(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.OneOf(rapid.String(), rapid.Map(rapid.SliceOf(rapid.Byte()), func(b []byte) string { return string(b) }))
		s := call(text.Draw(t, "method"), text.Draw(t, "dialled"), journal.End{
			Reason: text.Draw(t, "reason"), Marks: text.Draw(t, "marks"), Unplayed: text.Draw(t, "unplayed"),
		})
		s.Scenario = text.Draw(t, "scenario")
		for _, r := range journal.Line(s) {
			if r < ' ' || r == 0x7f || r == '\u0085' || r == '\u2028' {
				t.Fatalf("%U in %q", r, journal.Line(s))
			}
		}
	})
}
