package scenarios

import (
	"fmt"
	"strconv"
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
func (s *Wait) String() string { return "wait " + s.Span().String() }

// Span is the time to wait.
func (s *Wait) Span() Span { return Span{s.For, s.To} }

// String is "expect ACK", "expect ACK or BYE", "expect 180", "expect DTMF" or
// "expect DTMF 1234".
func (s *Expect) String() string {
	switch {
	case s.Digits != nil && s.Digits.src == anyKeys:
		return "expect " + keysWord
	case s.Digits != nil:
		return "expect " + keysWord + " " + s.Digits.String()
	case len(s.Codes) > 0:
		words := make([]string, len(s.Codes))
		for i, code := range s.Codes {
			words[i] = strconv.Itoa(code)
		}
		return "expect " + strings.Join(words, " or ")
	default:
		return "expect " + strings.Join(s.Methods, " or ")
	}
}

// String is "never CANCEL or BYE".
func (s *Never) String() string { return "never " + strings.Join(s.Methods, " or ") }

// String is "play ringback".
func (s *Play) String() string { return "play " + s.Source }

// String is "fail".
func (s *Fail) String() string { return "fail" }

// String is "choose".
func (s *Choose) String() string { return "choose" }

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
