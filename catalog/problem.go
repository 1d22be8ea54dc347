package catalog

import (
	"fmt"
	"strings"
)

// Severity is how bad a problem is.
type Severity string

// A broken MUST is a problem, anything else worth saying a warning.
const (
	IsProblem Severity = "problem"
	IsWarning Severity = "warning"
)

// Problem is one thing wrong with a response. It is an error.
type Problem struct {
	Word     string   `json:"word"` // the word for `breaks` that allows it; "": nothing does
	Rule     string   `json:"rule,omitempty"`
	Severity Severity `json:"severity"`
	Text     string   `json:"text"`
	RFC      int      `json:"rfc,omitempty"`
	Section  string   `json:"section,omitempty"`
	Hint     string   `json:"hint,omitempty"`
	Header   string   `json:"header,omitempty"` // the header it is about, if it is about one
	Value    string   `json:"value,omitempty"`  // the one of its values that it is about, if it is about one
	At       int      `json:"at"`               // in [CheckSequence]: which answer, from 0
}

// Error is the problem in one line, such as
// "421 must carry Require (RFC 3261 21.4.16)".
func (p *Problem) Error() string {
	if p.RFC == 0 {
		return p.Text
	}
	if p.Section == "" {
		return fmt.Sprintf("%s (RFC %d)", p.Text, p.RFC)
	}
	return fmt.Sprintf("%s (RFC %d %s)", p.Text, p.RFC, p.Section)
}

// Problems are what is wrong with a response that [Build] refused.
type Problems []*Problem

// Error is all problems in one line.
func (p Problems) Error() string {
	lines := make([]string, len(p))
	for i := range p {
		lines[i] = p[i].Error()
	}
	return strings.Join(lines, "; ")
}

// Unwrap gives errors.As each [Problem].
func (p Problems) Unwrap() []error {
	all := make([]error, len(p))
	for i := range p {
		all[i] = p[i]
	}
	return all
}
