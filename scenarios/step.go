package scenarios

import (
	"fmt"
	"strings"
)

// String is "respond 180", or "respond none" for silence.
func (s *Respond) String() string {
	if s.Code == 0 {
		return "respond none"
	}
	return fmt.Sprintf("respond %d", s.Code)
}

// String is "challenge 401".
func (s *Challenge) String() string { return fmt.Sprintf("challenge %d", s.Code) }

// String is "wait 2s", or "wait 1s..4s".
func (s *Wait) String() string {
	if s.To > s.For {
		return "wait " + s.For.String() + ".." + s.To.String()
	}
	return "wait " + s.For.String()
}

// String is "expect ACK", or "expect ACK or BYE".
func (s *Expect) String() string { return "expect " + strings.Join(s.Methods, " or ") }

// String is "never CANCEL or BYE".
func (s *Never) String() string { return "never " + strings.Join(s.Methods, " or ") }

// String is "close fin" or "close reset".
func (s *Close) String() string {
	if s.Reset {
		return "close reset"
	}
	return "close fin"
}

// String is "forget".
func (s *Forget) String() string { return "forget" }

// String is "when" and the condition.
func (s *When) String() string { return "when " + s.Condition.String() }

// String is "repeat 3".
func (s *Repeat) String() string { return fmt.Sprintf("repeat %d", s.Times) }

// String is "request BYE".
func (s *Request) String() string { return "request " + s.Method }

// ListFor is the list that answers a request of this method, on: any when there
// is none of its own, nil when the default answers.
func (s *Scenario) ListFor(method string) *List {
	if l := s.On[method]; l != nil {
		return l
	}
	return s.On["any"]
}
