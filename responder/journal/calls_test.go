package journal_test

import (
	"fmt"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/sipbin/sipbin/responder/journal"
	"github.com/sipbin/sipbin/responder/message"
)

var ends = rapid.Custom(func(t *rapid.T) journal.End {
	word := rapid.SampledFrom([]string{"", "ok", "missing", "caller", "wait 5s (a.yaml:3)"})
	end := journal.End{
		At:     noon.Add(time.Duration(rapid.IntRange(0, 1e9).Draw(t, "at"))),
		Reason: word.Draw(t, "reason"), Acked: word.Draw(t, "acked"),
		Talk:    time.Duration(rapid.IntRange(0, 1e9).Draw(t, "talk")),
		EndedBy: word.Draw(t, "ended by"), More: rapid.IntRange(0, 3).Draw(t, "more"),
		Verdict: journal.Verdict{
			Outcome: rapid.SampledFrom([]journal.Outcome{journal.OK, journal.Failed, journal.Unmatched}).Draw(t, "outcome"),
			Step:    word.Draw(t, "step"), At: word.Draw(t, "place"), Why: word.Draw(t, "why"),
			After: time.Duration(rapid.IntRange(0, 1e9).Draw(t, "judged after")),
		},
		Unplayed: word.Draw(t, "unplayed"), Marks: word.Draw(t, "marks"),
	}
	for range rapid.IntRange(0, 4).Draw(t, "responses") {
		end.Responses = append(end.Responses, journal.Response{
			Code:  rapid.IntRange(100, 699).Draw(t, "code"),
			After: time.Duration(rapid.Int64Range(0, 1e12).Draw(t, "after")),
		})
	}
	return end
})

// Summaries against two plain lists: those that go on and those that ended.
func TestACallThatEndedMakesRoomBeforeOneThatGoesOn(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		most := rapid.IntRange(1, 6).Draw(t, "most")
		j := journal.New(journal.Config{Calls: most, Records: 8, Bytes: 8})
		var open, ended []journal.Summary // what ought to be kept
		var id, gone, from, read uint64

		t.Repeat(map[string]func(*rapid.T){
			"open": func(t *rapid.T) {
				id++
				s := journal.Summary{Call: journal.Call{
					ID: id, Opened: noon.Add(time.Duration(id)), Flow: flows.Draw(t, "flow"), Method: "INVITE",
					Dialled: fmt.Sprint(id), CallID: rapid.String().Draw(t, "call id"), From: "<sip:a@b>", TestID: "t",
					Placed: id%2 == 0, Played: id%3 == 0,
				}}
				j.Open(s.Call)
				s.Scenario = "known a little later"
				j.Open(s.Call)
				if len(open)+len(ended) == most {
					if len(ended) > 0 {
						ended, gone = ended[1:], gone+1
					} else {
						open = open[1:]
					}
				}
				open = append(open, s)
			},
			"close": func(t *rapid.T) {
				if id == 0 {
					t.Skip("nothing was opened")
				}
				target, end := rapid.Uint64Range(1, id).Draw(t, "id"), ends.Draw(t, "end")
				j.Close(target, end)
				for i, s := range open {
					if s.ID == target {
						open = append(open[:i:i], open[i+1:]...)
						s.End, s.Ended = end, true
						ended = append(ended, s)
						break
					}
				}
			},
			"read the ended on": func(t *rapid.T) {
				got, next, lost := j.Ended(from, rapid.IntRange(0, 3).Draw(t, "most"))
				if wantLost := max(gone, read) - read; lost != wantLost {
					t.Fatalf("%d lost, want %d", lost, wantLost)
				}
				read += lost
				for _, s := range got {
					if diff := cmp.Diff(ended[read-gone], s, same); diff != "" {
						t.Fatalf("the %d. call that ended:\n%s", read+1, diff)
					}
					read++
				}
				if from = next; next != read+1 {
					t.Fatalf("next is %d after %d", next, read)
				}
			},
			"": func(t *rapid.T) {
				got := j.Calls(nil)
				for i, s := range append(append([]journal.Summary{}, open...), ended...) {
					one, ok := j.Call(s.ID)
					if diff := cmp.Diff(s, one, same); !ok || diff != "" {
						t.Fatalf("call %d, kept %v:\n%s", s.ID, ok, diff)
					}
					if i > 0 && i < len(got) && got[i-1].ID >= got[i].ID {
						t.Fatalf("Calls are not in order: %d before %d", got[i-1].ID, got[i].ID)
					}
				}
				if len(got) != len(open)+len(ended) {
					t.Fatalf("%d summaries, want %d", len(got), len(open)+len(ended))
				}
				going := j.Calls(func(s *journal.Summary) bool { return !s.Ended })
				if len(going) != len(open) {
					t.Fatalf("the filter passed %d, want %d", len(going), len(open))
				}
			},
		})
	})
}

func TestTheEndOfACallIsAnEntryOfIt(t *testing.T) {
	j := journal.New(journal.Config{})
	over := flow(message.TCP, "127.0.0.1:5060", "127.0.0.1:4")
	j.Open(journal.Call{ID: 3, Opened: noon, Flow: over, Method: "INVITE"})
	j.Close(3, journal.End{At: noon, EndedBy: "caller", Unplayed: "200 (a.yaml:4)", Verdict: journal.Verdict{Outcome: journal.Failed}, Marks: "drop"})
	want := []journal.Entry{{
		Seq: 1, At: noon, Call: 3, Kind: journal.Closed, Flow: over, Marks: "drop",
		Why: "ended by caller, left unplayed: 200 (a.yaml:4), verdict: failed",
	}}
	if diff := cmp.Diff(want, j.Of(3), same); diff != "" {
		t.Error(diff)
	}
}

func TestLongStringsOfAClientAreCut(t *testing.T) {
	j := journal.New(journal.Config{})
	j.Open(journal.Call{ID: 1, Opened: noon, CallID: strings.Repeat("c", 60_000), TestID: "t"})
	if s, _ := j.Call(1); len(s.CallID) != 512 || s.TestID != "t" {
		t.Errorf("kept %d bytes of Call-ID, test %q", len(s.CallID), s.TestID)
	}
}

func BenchmarkOpenAndClose(b *testing.B) {
	j := journal.New(journal.Config{})
	c := journal.Call{
		Opened: noon, Method: "INVITE", Dialled: "180*5*486", CallID: "f81d4fae-7dec-11d0-a765-00a0c91e6bf6@10.0.0.5",
		From: "<sip:alice@10.0.0.5>", Flow: message.Flow{Transport: message.UDP, Local: netip.MustParseAddrPort("127.0.0.1:5060")},
	}
	end := journal.End{At: noon, Reason: "Busy Here", Acked: "ok", Responses: []journal.Response{{Code: 180}, {Code: 486, After: 5e9}}}
	b.ReportAllocs()
	for b.Loop() {
		c.ID++
		j.Open(c)
		j.Close(c.ID, end)
	}
}
