package respondertest

import (
	"context"
	"fmt"
	"strings"

	"github.com/sipbin/sipbin/responder/journal"
	"github.com/sipbin/sipbin/responder/ladder"
	"github.com/sipbin/sipbin/responder/message"
)

// What counts as a call here is what a scenario or dial string answered, or what
// was for nobody (404); a REGISTER that the registrar answered is none.

// NextCall waits until the next call is over and returns it, each once in the
// order in which they ended. If none is in time it fails the test.
func (s *Server) NextCall() Call {
	s.t.Helper()
	if !s.wait(func() bool { return len(s.over) > s.handed }) {
		s.t.Fatalf("no call was over within %v%s", s.patience, s.goingOn())
	}
	s.handed++
	return s.call(s.over[s.handed-1])
}

// Wait waits until the scenario was played, each if there are several, to the
// last of its tries, and no call goes on. If that is not so in time it fails the
// test.
func (s *Server) Wait() {
	s.t.Helper()
	if s.wait(func() bool { return s.watch.Missing() == 0 && len(s.watch.Missed()) == 0 && len(s.watch.Open()) == 0 }) {
		return
	}
	why := s.goingOn()
	for _, name := range s.watch.Missed() {
		what := "there was no call"
		if left, came := s.watch.Left(name); came {
			what = fmt.Sprintf("tries that are left: %d", left)
		}
		why += fmt.Sprintf("; %s: %s", name, what)
	}
	if s.watch.Missing() > 0 {
		why += "; there was no call"
	}
	s.t.Fatalf("not over within %v%s", s.patience, why)
}

// Expect is Wait, and fails the test unless every call is ok: what the scenario
// expects came, and nothing that must never come. If the client did not bring
// what the scenario needs, and nothing else was wrong, the test is skipped.
func (s *Server) Expect() {
	s.t.Helper()
	s.Wait()
	skip := ""
	for _, c := range s.Calls() {
		switch c.Verdict.Outcome {
		case journal.OK:
		case journal.NotApplicable:
			skip = c.Verdict.String()
		default:
			s.t.Errorf("%s of %s %s", c.Method, c.Dialled, c.Verdict)
		}
	}
	if skip != "" && !s.t.Failed() {
		s.t.Skip(skip)
	}
}

// Exactly waits until n calls have come and are over, and fails the test if more
// come, until it ends.
func (s *Server) Exactly(n int) {
	s.t.Helper()
	s.exactly = n
	if !s.wait(func() bool { return len(s.over) >= n && len(s.watch.Open()) == 0 }) {
		s.t.Fatalf("%d calls and not %d were over within %v%s", len(s.over), n, s.patience, s.goingOn())
	}
	s.tooMany()
}

// tooMany says so once.
func (s *Server) tooMany() {
	s.t.Helper()
	if came := len(s.over) + len(s.watch.Open()); s.exactly >= 0 && came > s.exactly {
		s.t.Errorf("%d calls came and not %d", came, s.exactly)
		s.exactly = -1
	}
}

// Calls are those that have come, in the order in which they began. One that is
// not Ended goes on.
func (s *Server) Calls() []Call {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.watch.Take()
	told := map[uint64]bool{}
	for _, c := range s.over {
		told[c.ID] = true
	}
	var all []Call
	for _, c := range s.journal.Calls(func(c *journal.Summary) bool { return c.Played || told[c.ID] }) {
		all = append(all, s.call(c))
	}
	return all
}

// wait is true when done is, in time.
func (s *Server) wait(done func() bool) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	ctx, cancel := context.WithTimeout(context.Background(), s.patience)
	defer cancel()
	return s.watch.Look(ctx, done) == nil
}

func (s *Server) call(c journal.Summary) Call {
	return Call{Summary: c, Begun: c.Opened.Sub(s.began), Entries: s.journal.Of(c.ID)}
}

// goingOn names the calls that go on.
func (s *Server) goingOn() string {
	open := s.watch.Open()
	var names []string
	for _, c := range open {
		names = append(names, c.Method+" of "+c.Dialled)
	}
	if len(names) == 0 {
		return ""
	}
	return "; still going on: " + strings.Join(names, ", ")
}

// Ladder draws the call.
func (c Call) Ladder() string { return ladder.Text(c.Entries, ladder.Options{}) }

// Received are the messages that came in the call, in order: the requests of a
// method, or for "" all of them. What cannot be read as SIP is left out.
func (c Call) Received(method string) []*message.Message {
	var all []*message.Message
	for _, e := range c.Entries {
		if e.Kind != journal.Received {
			continue
		}
		m, err := message.Parse(e.Data)
		if err == nil && (method == "" || m.IsRequest() && m.Method() == method) {
			all = append(all, m)
		}
	}
	return all
}
