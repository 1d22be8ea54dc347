package responder

import (
	"time"

	"github.com/sipbin/sipbin/responder/journal"
	"github.com/sipbin/sipbin/responder/message"
	"github.com/sipbin/sipbin/responder/wire"
	"github.com/sipbin/sipbin/scenarios"
)

// Match is who would answer a request, and why.
type Match struct {
	// Scenario is its name or dial string, "" for the method's default.
	Scenario string
	// Why names the rule that decided: "X-Sipbin", "match of NAME",
	// "extension", "dialled", "default".
	Why string
	// Candidates are the author's scenarios, nearest first, each with what
	// fits and what does not.
	Candidates []scenarios.Candidate
}

// Match says who would answer a request without answering it. The error is
// message.ErrNotSIP or a *message.Defect.
func (e *Engine) Match(p wire.Packet, now time.Time) (Match, error) {
	m, err := message.Parse(p.Data)
	if err != nil {
		return Match{}, err
	}
	if defect := m.Defect(); defect != nil {
		return Match{}, defect
	}
	in := &incoming{Message: m, flow: p.Flow}
	s := e.shards[0]
	s.mu.Lock()
	defer s.mu.Unlock()
	chosen := s.choose(in, now)
	s.nexts.giveBack(chosen.asked, in)
	return Match{Scenario: chosen.name(), Why: chosen.why, Candidates: e.yours.Load().Explain(in)}, nil
}

// Nearest says in words which scenarios came nearest to the request of a journal
// entry, the nearest first, at most n.
func (e *Engine) Nearest(entry journal.Entry, n int) []string {
	m, err := message.Parse(entry.Data)
	if err != nil || m.Defect() != nil || !m.IsRequest() {
		return nil
	}
	in := &incoming{Message: m, flow: entry.Flow}
	in.user = dialledUser(in)
	e.shards[0].readTest(in, entry.At)
	return scenarios.Join(e.yours.Load(), e.cfg.Library).Near(in, n)
}
