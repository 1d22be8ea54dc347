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

// String is "wait 2s".
func (s *Wait) String() string { return "wait " + s.For.String() }

// String is "expect ACK", or "expect ACK or BYE".
func (s *Expect) String() string { return "expect " + strings.Join(s.Methods, " or ") }

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
