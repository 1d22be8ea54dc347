package responder

import (
	"fmt"
	"slices"
	"time"

	"github.com/sipbin/sipbin/scenarios"
)

// expect plays expect: METHOD. It is met by a request that came since the list
// began and that no other expect took; one that answers cannot look back.
func (t *track) expect(s *scenarios.Expect, now time.Time) {
	t.expecting, t.since = s, now
	for _, a := range t.call.arrivals {
		if a.taken || a.at.Before(t.begun) || !slices.Contains(s.Methods, a.in.Method()) {
			continue
		}
		if s.Takes {
			t.missed(fmt.Sprintf("%s came %s too early to be answered here", a.in.Method(), now.Sub(a.at)), now)
			return
		}
		t.meet(a, now)
		return
	}
	if s.Within > 0 {
		t.deadline = t.call.shard.queue.at(now.Add(s.Within), func(now time.Time) {
			t.deadline = nil
			t.missed(fmt.Sprintf("no %s within %s", methodsText(s.Methods), s.Within), now)
			t.play(now)
			t.call.settle(now)
		})
	}
}

// expects reports whether the track waits for this request.
func (t *track) expects(a *arrival) bool {
	return !t.over && t.expecting != nil && slices.Contains(t.expecting.Methods, a.in.Method())
}

// met is called when the request came that the track waits for.
func (t *track) met(a *arrival, now time.Time) {
	t.meet(a, now)
	t.play(now)
}

func (t *track) meet(a *arrival, now time.Time) {
	s := t.expecting
	a.taken = true
	if early := s.After - now.Sub(t.since); early > 0 {
		if s.Takes {
			t.call.byDefault(a.tx, now)
		}
		t.missed(fmt.Sprintf("%s came %s too early", a.in.Method(), early), now)
		return
	}
	t.unwait()
	if s.Takes && a.tx != nil {
		t.call.play(a.tx, s.Do, now)
	}
}

func (t *track) unwait() {
	t.call.shard.queue.stop(t.deadline)
	t.deadline, t.expecting = nil, nil
}

// missed goes to else:, or fails the call.
func (t *track) missed(text string, now time.Time) {
	s := t.expecting
	t.unwait()
	if !s.HasElse {
		t.fail(s.String()+": "+text, now)
		return
	}
	t.call.note(s.String()+": "+text, now)
	t.frames = append(t.frames, frame{steps: s.Else})
}

func methodsText(methods []string) string {
	text := methods[0]
	for _, m := range methods[1:] {
		text += " or " + m
	}
	return text
}
