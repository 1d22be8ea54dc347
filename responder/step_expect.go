package responder

import (
	"fmt"
	"strings"
	"time"

	"github.com/sipbin/sipbin/scenarios"
)

// expect plays expect: METHOD. It is met by a request that came since the list
// began and that no other expect took; one that answers cannot look back.
func (t *track) expect(s *scenarios.Expect, now time.Time) {
	t.expecting, t.since = s, now
	switch {
	case len(s.Codes) > 0:
		t.lookBack(now)
	case s.Digits != nil:
		t.dialled(now)
	}
	for _, a := range t.call.arrivals {
		if a.taken || a.at.Before(t.begun) || !t.call.selects(s, a) {
			continue
		}
		if s.Takes {
			t.missed(fmt.Sprintf("%s came %s too early to be answered here", a.in.Method(), now.Sub(a.at)), now)
			return
		}
		t.meet(a, now)
		return
	}
	if t.expecting == s && s.Within > 0 {
		t.deadline = t.call.shard.queue.at(now.Add(s.Within), func(now time.Time) {
			t.deadline = nil
			t.missed(fmt.Sprintf("no %s within %s", strings.TrimPrefix(s.String(), "expect "), s.Within), now)
			t.play(now)
			t.call.settle(now)
		})
	}
}

// met is called when the request came that the track waits for.
func (t *track) met(a *arrival, now time.Time) {
	t.meet(a, now)
	t.play(now)
}

// meet judges the request: in time, and as where: says.
func (t *track) meet(a *arrival, now time.Time) {
	s := t.expecting
	a.taken = true
	if wrong := t.judge(s, a, now); wrong != "" {
		if s.Takes && a.tx != nil {
			t.call.byDefault(a.tx, now)
		}
		t.missed(wrong, now)
		return
	}
	if err := t.capture(s.Capture, a.in, now); err != nil {
		t.missed(err.Error(), now)
		return
	}
	t.unwait()
	if s.Takes && a.tx != nil {
		t.call.armTrying(a.tx, now)
		t.call.play(a.tx, s.Do, now)
	}
}

// judge says what is wrong with the request, "" for nothing.
func (t *track) judge(s *scenarios.Expect, a *arrival, now time.Time) string {
	if early := s.After - now.Sub(t.since); early > 0 {
		return fmt.Sprintf("%s came %s too early", a.in.Method(), early)
	}
	if s.Where != nil {
		if ok, why := s.Where.Judge(a.in); !ok {
			return why
		}
	}
	return ""
}

// capture keeps values of the request for the templates and conditions to come.
func (t *track) capture(list []scenarios.Capture, in *incoming, now time.Time) error {
	return t.captureFrom(list, t.call.viewOf(in, now))
}

func (t *track) captureFrom(list []scenarios.Capture, view scenarios.View) error {
	for _, what := range list {
		value, err := what.Value.Text(view)
		if err != nil {
			return err
		}
		if t.call.vars == nil {
			t.call.vars = make(map[string]string)
		}
		t.call.vars[what.Name] = value
	}
	return nil
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
		t.fail(s, text, now)
		return
	}
	t.call.note(s.String()+": "+text, now)
	t.frames = append(t.frames, frame{steps: s.Else})
}
