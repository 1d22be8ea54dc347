package journal_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/sipbin/sipbin/responder/journal"
)

// plays writes calls into a journal, as the engine does.
type plays struct {
	j  *journal.Journal
	id uint64
}

func (p *plays) open(scenario string, played bool) uint64 {
	p.id++
	p.j.Open(journal.Call{ID: p.id, Opened: noon, Method: "INVITE", Scenario: scenario, Played: played})
	return p.id
}

func (p *plays) close(id uint64, end journal.End) {
	end.At = noon.Add(time.Second)
	p.j.Close(id, end)
}

func (p *plays) call(scenario string, end journal.End) { p.close(p.open(scenario, true), end) }

func TestWhatAWatchWaitsFor(t *testing.T) {
	done, cancel := context.WithCancel(t.Context())
	cancel()
	for _, test := range []struct {
		name    string
		want    journal.Wanted
		play    func(p *plays)
		met     bool
		missing int
		missed  []string
		took    string
		others  int
	}{
		{name: "nothing came", play: func(*plays) {}, missing: 1, took: "[]"},
		{name: "one call, whatever is wanted", play: func(p *plays) { p.call("a", journal.End{}) }, met: true, took: "[a]"},
		{name: "one that goes on", play: func(p *plays) { p.call("a", journal.End{}); p.open("a", true) }, took: "[a]"},
		{name: "one by default does not count", play: func(p *plays) { p.close(p.open("", false), journal.End{}) }, missing: 1, took: "[]", others: 1},
		{name: "nor does it hold up the others", play: func(p *plays) { p.open("", false); p.call("a", journal.End{}) }, met: true, took: "[a]"},
		{
			name: "one that was for nobody is told but does not count", missing: 1, took: "[]",
			play: func(p *plays) {
				p.close(p.open("", false), journal.End{Verdict: journal.Verdict{Outcome: journal.Unmatched}})
			},
		},
		{name: "two of three", want: journal.Wanted{Calls: 3, Scenarios: []string{"b"}}, missing: 1, took: "[a a]", play: func(p *plays) {
			p.call("a", journal.End{})
			p.call("a", journal.End{})
		}},
		{name: "a scenario that was not played", want: journal.Wanted{Scenarios: []string{"a", "b"}}, missed: []string{"b"}, took: "[a a]", play: func(p *plays) {
			p.call("a", journal.End{})
			p.call("a", journal.End{})
		}},
		{name: "tries that are left", want: journal.Wanted{Scenarios: []string{"a"}}, missed: []string{"a"}, took: "[a]", play: func(p *plays) {
			p.call("a", journal.End{More: 1})
		}},
		{name: "none that are left, whatever comes later", want: journal.Wanted{Scenarios: []string{"a"}}, met: true, took: "[a a a]", play: func(p *plays) {
			p.call("a", journal.End{More: 1})
			p.call("a", journal.End{})
			p.call("a", journal.End{More: 1})
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			p := &plays{j: journal.New(journal.Config{})}
			test.play(p)
			took := []string{}
			w := p.j.Watch(test.want, func(s journal.Summary) {
				if s.Scenario != "" {
					took = append(took, s.Scenario)
				}
			})
			if err := w.Until(done); (err == nil) != test.met {
				t.Errorf("met: %v", err == nil)
			}
			if w.Missing() != test.missing || !slices.Equal(w.Missed(), test.missed) || fmt.Sprint(took) != test.took || w.Others() != test.others {
				t.Errorf("missing %d, missed %v, took %v, others %d", w.Missing(), w.Missed(), took, w.Others())
			}
		})
	}
}

func TestAWatchWakesWhenTheLastCallIsOver(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &plays{j: journal.New(journal.Config{})}
		w := p.j.Watch(journal.Wanted{Calls: 2}, func(journal.Summary) {})
		first, second := p.open("a", true), p.open("a", true)
		go func() {
			time.Sleep(time.Second)
			p.close(first, journal.End{})
			time.Sleep(time.Second)
			p.close(second, journal.End{})
		}()
		began := time.Now()
		if err := w.Until(t.Context()); err != nil || time.Since(began) != 2*time.Second {
			t.Errorf("%v after %v", err, time.Since(began))
		}
	})
}

func TestAWatchEndsWithItsContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		defer cancel()
		w := journal.New(journal.Config{}).Watch(journal.Wanted{}, func(journal.Summary) {})
		began := time.Now()
		if err := w.Until(ctx); err == nil || time.Since(began) != 5*time.Second {
			t.Errorf("%v after %v", err, time.Since(began))
		}
	})
}
