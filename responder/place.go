package responder

import (
	"crypto/rand"
	"errors"
	"hash/maphash"
	"net/netip"
	"slices"
	"strings"
	"time"

	"github.com/sipbin/sipbin/responder/journal"
	"github.com/sipbin/sipbin/responder/message"
	"github.com/sipbin/sipbin/scenarios"
)

// Placement is a call of ours: who is called, and what is played.
type Placement struct {
	// Scenario has the list to be played, its Start.
	Scenario *scenarios.Scenario
	// Target is the Request-URI of what begins something. It has no header fields
	// (RFC 3261 section 19.1.5); those are the scenario's to say.
	Target string
	// Flow is where that goes.
	Flow message.Flow
	// Routes are the Route values it carries, like the Path of a binding.
	Routes []string
	// From is the URI we call as. Default: sip:sipbin at the flow's face.
	From string
	// Test is the ID of the test it belongs to, "" for none.
	Test string
	// User and Password answer challenges. Default: none is answered.
	User, Password string

	// host is the address that the host of Target was found to have.
	host netip.Addr
	// headers are more of an INVITE's; heard is told the responses to it, the
	// last one final, 408 where none came.
	headers []message.Header
	heard   func(code int, reason string, now time.Time)
}

// Errors of [Engine.Place].
var (
	ErrNoStart = errors.New("the scenario has no start: list, so it cannot place a call")
	ErrTarget  = errors.New("the target is no sip: or sips: URI")
	ErrHeaders = errors.New("the target asks for header fields by a question mark: those are for the start: list of a scenario to say")
	ErrFrom    = errors.New("what we call as is no sip:, sips: or tel: URI")
)

// Place begins a call of ours and returns its number. The error is [ErrNoStart],
// [ErrTarget], [ErrHeaders] or [ErrFrom]; what becomes of the call stands in the journal.
func (e *Engine) Place(p Placement, now time.Time) (uint64, error) {
	if err := p.check(); err != nil {
		return 0, err
	}
	id := rand.Text()
	s := e.shardOf(id)
	s.mu.Lock()
	defer s.mu.Unlock()
	defer s.survive(now)
	return s.place(p, id, now), nil
}

func (p Placement) check() error {
	if p.Scenario == nil || len(p.Scenario.Start) == 0 {
		return ErrNoStart
	}
	if !isURI(p.Target, "sip", "sips") {
		return ErrTarget
	}
	if p.Target != message.WithoutHeaders(p.Target) {
		return ErrHeaders
	}
	if p.From != "" && !isURI(p.From, "sip", "sips", "tel") {
		return ErrFrom
	}
	return nil
}

// isURI reports whether a text is a URI of one of the schemes, and nothing that
// would end the header field it is put into.
func isURI(text string, schemes ...string) bool {
	u, err := message.ParseURI(text)
	return err == nil && slices.Contains(schemes, u.Scheme) &&
		!strings.ContainsFunc(text, func(r rune) bool { return r <= ' ' || r >= 0x7f || strings.ContainsRune(`<>"`, r) })
}

// shardOf is the shard that the calls of a Call-ID belong to.
func (e *Engine) shardOf(callID string) *shard {
	if len(e.shards) == 1 {
		return e.shards[0]
	}
	return e.shards[maphash.String(e.spread, callID)%uint64(len(e.shards))]
}

// callIDHere is a new Call-ID that belongs to this shard, for what is placed
// under its lock.
func (s *shard) callIDHere() string {
	for {
		if id := rand.Text(); s.shardOf(id) == s {
			return id
		}
	}
}

// place begins a call of ours in this shard.
func (s *shard) place(p Placement, callID string, now time.Time) uint64 {
	s.playing.Add(1)
	c := &call{shard: s, id: s.calls.Add(1), flow: p.Flow, scenario: p.Scenario, off: p.Scenario.Off, test: p.Test, begun: now}
	c.placed = newPlaced(c, p, callID)
	s.cfg.Journal.Open(journal.Call{
		ID: c.id, Opened: now, Flow: p.Flow, Placed: true, Method: firstMethod(p.Scenario.Start), Dialled: p.Target,
		Scenario: p.Scenario.Name, CallID: callID, From: message.AddrSpec(c.placed.from), TestID: p.Test,
	})
	c.followConn()
	t := &track{call: c, frames: []frame{{steps: p.Scenario.Start}}, begun: now}
	c.tracks = append(c.tracks, t)
	t.play(now)
	c.settle(now)
	return c.id
}

// firstMethod is what a start: list begins with.
func firstMethod(steps []scenarios.Step) string {
	for _, step := range steps {
		if r, ok := step.(*scenarios.Request); ok {
			return r.Method
		}
	}
	return ""
}

// End ends a call in progress tidily, by CANCEL, BYE or 480, and reports whether
// there was one of that number.
func (e *Engine) End(id uint64, now time.Time) bool {
	return slices.ContainsFunc(e.shards, func(s *shard) bool { return s.endCall(id, now) })
}

func (s *shard) endCall(id uint64, now time.Time) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	defer s.survive(now)
	for c := range s.inProgress {
		if c.id == id {
			c.note("ended on request", now)
			c.hangUp(480, "", now)
			c.settle(now)
			return true
		}
	}
	return false
}

// inProgress is a sequence of the calls in progress, some of them more than once.
func (s *shard) inProgress(yield func(*call) bool) {
	for _, tx := range s.servers {
		if !tx.call.over && !yield(tx.call) {
			return
		}
	}
	for _, d := range s.dialogs {
		if !d.call.over && !yield(d.call) {
			return
		}
	}
	for _, tx := range s.clients {
		if !tx.call.over && !yield(tx.call) {
			return
		}
	}
}
