package respondertest

import (
	"cmp"
	"net/netip"
	"slices"
	"time"

	"github.com/sipbin/sipbin/responder"
	"github.com/sipbin/sipbin/responder/journal"
	"github.com/sipbin/sipbin/responder/message"
	"github.com/sipbin/sipbin/responder/wire"
	"github.com/sipbin/sipbin/scenarios"
)

const (
	// longest is how much virtual time a rehearsal takes.
	longest = 15 * time.Minute
	// most is how many messages it takes, of both sides, and mostTurns how many
	// moments at which something is due.
	most      = 10_000
	mostTurns = 100_000
)

// dawn is when every rehearsal begins.
var dawn = time.Date(2026, 1, 1, 12, 0, 0, 0, time.UTC)

// stage is where a caller and an engine meet: what one sends the other has at
// the same moment, and time passes only while both wait.
type stage struct {
	engine *responder.Engine
	caller *Caller
	now    time.Time
	flow   message.Flow
	// toCaller and toEngine are under way.
	toCaller [][]byte
	toEngine []wire.Packet
	messages int
	// pieces are what came of a stream, of which a message may be several.
	pieces message.Framer
}

func newStage(set *scenarios.Set, as Profile, how options) (*stage, error) {
	s := &stage{now: dawn, flow: message.Flow{
		Transport: how.transport,
		Listener:  how.transport.Param() + "://127.0.0.1:5060",
		Local:     netip.MustParseAddrPort("127.0.0.1:5060"),
		Remote:    netip.MustParseAddrPort("127.0.0.2:5080"),
	}}
	if how.transport.Reliable() {
		s.flow.Conn = 1
	}
	toCaller := func(f message.Flow, data []byte) error {
		if as.does(behindNAT) && f.Remote != s.flow.Remote {
			return nil // the NAT lets in what answers
		}
		if !s.flow.Transport.Reliable() {
			s.toCaller = append(s.toCaller, slices.Clone(data))
			return nil
		}
		s.pieces.Write(data)
		for {
			whole, err := s.pieces.Next()
			if whole == nil || err != nil {
				return nil
			}
			s.toCaller = append(s.toCaller, slices.Clone(whole))
		}
	}
	fromElsewhere := toCaller
	if as.does(onePort) {
		fromElsewhere = func(message.Flow, []byte) error { return nil }
	}
	var err error
	s.engine, err = responder.New(responder.Config{
		Scenarios: set, Seed: how.seed, Secret: []byte("rehearsal"),
		Send: toCaller, SendElsewhere: fromElsewhere, CloseConn: s.closeConn,
		Journal: journal.New(journal.Config{Bytes: 16 << 20, Records: 4 * most, Calls: most}),
	})
	if err != nil {
		return nil, err
	}
	s.caller = NewCaller(as, s.flow, func(data []byte) {
		flow := s.flow
		if s.caller.outside {
			flow.Remote = netip.AddrPortFrom(flow.Remote.Addr(), 5092)
		}
		s.toEngine = append(s.toEngine, wire.Packet{Flow: flow, Data: data, At: s.now})
	})
	return s, nil
}

// closeConn ends the connection; the caller's next message opens another.
func (s *stage) closeConn(f message.Flow, _ bool) {
	if f.Conn == s.flow.Conn {
		s.toEngine = append(s.toEngine, wire.Packet{Flow: f, Closed: true, At: s.now})
		s.flow.Conn++
		s.caller.disconnected()
	}
}

// play lets time pass until nothing is due any more. What it returns says why it
// ended before that, "" if it did not.
func (s *stage) play() (cut string) {
	for range mostTurns {
		if !s.deliver() {
			return "cut off after 10,000 messages"
		}
		at, due := earlier(s.engine.Next, s.caller.Next)
		switch {
		case !due && s.engine.Playing() > 0:
			return "not over, but nothing is due any more"
		case !due:
			return ""
		case at.After(dawn.Add(longest)) && s.engine.Playing() == 0:
			return ""
		case at.After(dawn.Add(longest)):
			return "cut off after 15 minutes"
		}
		s.now = at
		s.engine.Advance(at)
		if !s.deliver() {
			return "cut off after 10,000 messages"
		}
		s.caller.Advance(at)
	}
	return "cut off: the responder is busy with nothing"
}

// deliver hands over what is under way, and what is sent in return, in the order
// in which it was sent.
func (s *stage) deliver() (quiet bool) {
	for len(s.toCaller)+len(s.toEngine) > 0 {
		if s.messages++; s.messages > most {
			return false
		}
		if len(s.toEngine) > 0 {
			p := s.toEngine[0]
			s.toEngine = s.toEngine[1:]
			s.engine.Receive(p, s.now)
			continue
		}
		data := s.toCaller[0]
		s.toCaller = s.toCaller[1:]
		s.caller.Receive(data, s.now)
	}
	return true
}

func earlier(a, b func() (time.Time, bool)) (time.Time, bool) {
	first, ok := a()
	second, also := b()
	if also && (!ok || second.Before(first)) {
		return second, true
	}
	return first, ok
}

// rehearsal is what the journal has.
func (s *stage) rehearsal(cut string) Rehearsal {
	r := Rehearsal{Cut: cut}
	j := s.engine.Journal()
	entries, _, _ := j.Read(1, 4*most)
	for _, e := range entries {
		if !slices.ContainsFunc(r.Calls, func(c Call) bool { return c.ID == e.Call }) {
			summary, _ := j.Call(e.Call)
			summary.ID = e.Call
			r.Calls = append(r.Calls, Call{Summary: summary, Begun: e.At.Sub(dawn), Entries: j.Of(e.Call)})
		}
	}
	slices.SortStableFunc(r.Calls, func(a, b Call) int { return cmp.Compare(b.ID, 0) - cmp.Compare(a.ID, 0) })
	for _, c := range r.Calls {
		if r.Verdict.Outcome == journal.OK || c.Verdict.Outcome == journal.Failed && !r.Failed() {
			r.Verdict = c.Verdict
		}
	}
	return r
}
