package transaction_test

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/sipbin/sipbin/responder/transaction"
)

const (
	trying     = transaction.Trying
	calling    = transaction.Calling
	proceeding = transaction.Proceeding
	completed  = transaction.Completed
	accepted   = transaction.Accepted
	confirmed  = transaction.Confirmed
	terminated = transaction.Terminated
)

// arrow is one arrow of a figure: from the state that a path of events leads to,
// by one event more.
type arrow struct {
	name  string
	path  string // events, blank-separated
	event string
	does  string
	state transaction.State
	plan  transaction.Plan
}

// machine is a client or a server transaction told of events by name: a status
// code, a method, "repeat" for Timer A, E or G, "end" for the others.
type machine interface {
	do(event string) (does string, plan transaction.Plan)
	State() transaction.State
}

type server struct{ transaction.Server }

func (s *server) do(event string) (string, transaction.Plan) {
	if code, err := strconv.Atoi(event); err == nil {
		return "", s.Sent(code)
	}
	switch event {
	case "repeat":
		due, plan := s.Repeat()
		return doing("sends again", due), plan
	case "end":
		return doing("unacknowledged", s.End()), transaction.Plan{}
	}
	verdict, plan := s.Received(event)
	return [...]string{"Repeated", "Absorbed", "Acknowledged", "Passed"}[verdict], plan
}

type client struct{ transaction.Client }

func (c *client) do(event string) (string, transaction.Plan) {
	switch event {
	case "repeat":
		due, plan := c.Repeat()
		return doing("sends again", due), plan
	case "end":
		return doing("unanswered", c.End()), transaction.Plan{}
	}
	code, err := strconv.Atoi(event)
	if err != nil {
		panic(err)
	}
	news, plan := c.Received(code)
	return [...]string{"Stray", "Provisional", "Final", "FinalAgain"}[news], plan
}

func doing(what string, does bool) string {
	if does {
		return what
	}
	return ""
}

var defaults = transaction.Timing{}.WithDefaults()

func newServer(invite, reliable bool) func() machine {
	return func() machine {
		return &server{transaction.NewServer(invite, reliable, defaults)}
	}
}

func newClient(invite, reliable bool) func() machine {
	return func() machine {
		c, _ := transaction.NewClient(invite, reliable, defaults)
		return &client{c}
	}
}

// follow holds a machine to the arrows of its figure, and the arrows to being
// all there are: each event in each of the states.
func follow(t *testing.T, begin func() machine, states []transaction.State, events string, arrows []arrow) {
	t.Helper()
	seen := map[string]int{}
	for _, a := range arrows {
		t.Run(a.name, func(t *testing.T) {
			m := begin()
			for _, event := range strings.Fields(a.path) {
				m.do(event)
			}
			seen[m.State().String()+" "+class(a.event)]++
			does, plan := m.do(a.event)
			if does != a.does || plan != a.plan || m.State() != a.state {
				t.Errorf("%s after %q: %q, %+v, %v; want %q, %+v, %v", a.event, a.path, does, plan, m.State(), a.does, a.plan, a.state)
			}
		})
	}
	for _, state := range states {
		for _, event := range strings.Fields(events) {
			if seen[state.String()+" "+event] == 0 {
				t.Errorf("no arrow says what %s does in %v", event, state)
			}
		}
	}
	for key := range seen {
		state, event, _ := strings.Cut(key, " ")
		if !slices.ContainsFunc(states, func(s transaction.State) bool { return s.String() == state }) || !slices.Contains(strings.Fields(events), event) {
			t.Errorf("%s in %s is not in the figure", event, state)
		}
	}
}

// class is what the figures call an event: 1xx, 2xx, 3xx-6xx.
func class(event string) string {
	switch {
	case event[0] == '1' || event[0] == '2':
		return event[:1] + "xx"
	case event[0] >= '3' && event[0] <= '6':
		return "3xx-6xx"
	}
	return event
}

func end(timer string, after time.Duration) transaction.Plan {
	return transaction.Plan{End: after, Timer: timer}
}

func repeat(after time.Duration) transaction.Plan { return transaction.Plan{Repeat: after} }

func TestStatesHaveTheNamesOfTheFigures(t *testing.T) {
	got := fmt.Sprint([]transaction.State{trying, calling, proceeding, completed, accepted, confirmed, terminated})
	if want := "[Trying Calling Proceeding Completed Accepted Confirmed Terminated]"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}
