package responder

import (
	"fmt"
	"strings"
	"time"

	"github.com/sipbin/sipbin/responder/journal"
	"github.com/sipbin/sipbin/scenarios"
)

// track is one step list being played for one request. It plays until a step
// waits, and is woken by what the step waits for.
type track struct {
	call *call
	// tx is the request it answers; for an event the call's first one.
	tx    *serverTx
	event bool
	// frames are the lists being played, the innermost last: an else: stands
	// on the list it belongs to.
	frames []frame
	begun  time.Time
	digits int // how many keys had been pressed then, or were used up since

	// What it waits for: a moment, a request, or until blocked says no more.
	deadline  *timer
	expecting *scenarios.Expect
	since     time.Time // when the expecting step began
	blocked   func() bool
	over      bool
}

type frame struct {
	steps []scenarios.Step
	next  int
	more  int // how often it is played again: repeat
}

func (t *track) waits() bool {
	return t.deadline != nil || t.expecting != nil || t.blocked != nil
}

// idle reports whether the track waits for a request for as long as the call
// lasts.
func (t *track) idle() bool { return t.expecting != nil && t.deadline == nil }

// play goes on with the next step until one waits or none is left.
func (t *track) play(now time.Time) {
	defer t.survive(now)
	for !t.over && !t.waits() {
		step := t.step()
		if step == nil {
			t.finish(now)
			return
		}
		t.start(step, now)
	}
}

// step is the next step, nil at the end of the list.
func (t *track) step() scenarios.Step {
	for len(t.frames) > 0 {
		f := &t.frames[len(t.frames)-1]
		switch {
		case f.next < len(f.steps):
			f.next++
			return f.steps[f.next-1]
		case f.more > 0:
			f.more--
			f.next = 0
		default:
			t.frames = t.frames[:len(t.frames)-1]
		}
	}
	return nil
}

func (t *track) start(step scenarios.Step, now time.Time) {
	switch s := step.(type) {
	case *scenarios.Respond:
		t.respond(s, now)
	case *scenarios.Challenge:
		t.challenge(s, now)
	case *scenarios.Wait:
		t.wait(s, now)
	case *scenarios.Expect:
		t.expect(s, now)
	case *scenarios.Never:
		t.never(s, now)
	case *scenarios.Request:
		t.request(s, now)
	case *scenarios.Play:
		t.sound(s, now)
	case *scenarios.Close:
		t.close(s, now)
	case *scenarios.Forget:
		t.forget(now)
	case *scenarios.Fail:
		t.failure(s, now)
	case *scenarios.When:
		t.when(s, now)
	case *scenarios.Choose:
		t.choose(s, now)
	case *scenarios.Repeat:
		t.repeat(s)
	default:
		panic(fmt.Sprintf("step %T is not played anywhere", step))
	}
}

// pause makes the track wait, and go on after a time.
func (t *track) pause(d time.Duration, now time.Time) {
	t.deadline = t.call.shard.queue.at(now.Add(d), func(now time.Time) {
		t.deadline = nil
		t.play(now)
		t.call.settle(now)
	})
}

// again takes the last step back, to be started once more when the track is woken.
func (t *track) again(blocked func() bool) {
	t.frames[len(t.frames)-1].next--
	t.blocked = blocked
}

// resume wakes the tracks whose obstacle has gone.
func (c *call) resume(now time.Time) {
	for _, t := range c.tracks {
		if t.blocked != nil && !t.blocked() {
			t.blocked = nil
			t.play(now)
		}
	}
}

// finish ends a list whose last step is done.
func (t *track) finish(now time.Time) {
	t.end()
	t.unanswered(now)
}

// unanswered sees to a request whose last list has ended without a final
// response: none will come.
func (t *track) unanswered(now time.Time) {
	tx := t.tx
	switch {
	case tx == nil || t.event || tx.playing > 0 || tx.Final() || tx.silent || tx.request == nil:
	case tx.Code() == 0:
		tx.silence(now)
	case !tx.INVITE():
		t.call.shard.queue.end(tx, t.call.shard.cfg.Timing.Timeout(), now)
	}
}

// end lets go of the request.
func (t *track) end() {
	t.over = true
	if t.tx != nil && !t.event {
		t.tx.playing--
		t.tx.forget()
	}
}

// stop ends the list before its end.
func (t *track) stop(why string, now time.Time) {
	var left []string
	if waited := t.expecting; waited != nil {
		left = append(left, waited.String())
		if !waited.HasElse {
			t.call.judge(journal.FailedAt(waited.String(), place(waited.At), why), now)
		}
	}
	for i := len(t.frames) - 1; i >= 0; i-- {
		for _, step := range t.frames[i].steps[t.frames[i].next:] {
			left = append(left, step.String())
		}
	}
	t.call.shard.queue.stop(t.deadline)
	t.deadline, t.expecting, t.blocked, t.frames = nil, nil, nil, nil
	t.end()
	t.unanswered(now)
	if len(left) > 0 {
		text := strings.Join(left, ", ")
		t.call.unplayed(text)
		t.call.note(why+"; left unplayed: "+text, now)
	}
}

// fail ends the call because of a step, tidily.
func (t *track) fail(s scenarios.Step, why string, now time.Time) {
	t.stop("failed", now)
	t.call.fail(s, why, now)
}

// survive turns a panic in a step into the end of this one call.
func (t *track) survive(now time.Time) {
	reason := recover()
	if reason == nil {
		return
	}
	t.call.shard.panicked(fmt.Sprintf("panic in a step, the call ends with 500: %v", reason), t.call.id, now)
	t.call.judge(journal.FailedAt("", "", "panic in a step"), now)
	if !t.over {
		t.end()
	}
	t.call.hangUp(500, "", now)
}
