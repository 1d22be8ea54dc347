package scenarios

import "time"

// Scenario says how a request, and the call that follows from it, is answered.
// A loaded scenario does not change.
type Scenario struct {
	// Name is a word as it can be dialled, [a-z][a-z0-9-]*; a dial string is
	// its own name.
	Name string
	// About is the author's description, first line first.
	About string
	// At is where the scenario stands.
	At Position
	// Match says which requests are for it. The zero Match fits none: the
	// scenario is reached by its name only.
	Match Match
	// On holds a list for each method or event, "INVITE", "BYE", ...
	On map[string]*List
	// Off are the automatic acts that are switched off for the whole scenario.
	Off Acts
	// Dialled is set when a dial string was compiled into it: codes are then
	// played to methods they are not meant for, with sample values.
	Dialled bool
}

// Position is a place in a file; lines and columns count from 1.
type Position struct {
	File         string
	Line, Column int
}

// List is what is done for a request: a step list for each try.
type List struct {
	At Position
	// Tries has at least one entry; the last stays. A list without attempts:
	// has exactly one.
	Tries []Try
	// ForgetAfter is how long a caller must be quiet to begin with the first
	// try again. 60 s unless said otherwise.
	ForgetAfter time.Duration
}

// Try is one entry of a List.
type Try struct {
	Steps []Step
}

// Step is one step: *Respond, *Challenge, *Wait, *Expect, *Request.
type Step interface {
	// Position is where the step stands.
	Position() Position
	// String names the step as journal and ladder do: "respond 180", "wait 5s".
	String() string
}

// Header is a header line of an author. An empty value takes the header away.
type Header struct {
	Name  string
	Value Text
	// At is where the value stands.
	At Position
}

// Respond sends a response to the request that opened the list.
type Respond struct {
	At Position
	// Code is 100 to 699, or 0 for none: silence.
	Code    int
	Reason  string
	Headers []Header
	Body    Text
	Breaks  []string
	Off     Acts
}

// Challenge sends a 401 or 407 with a real challenge and ends the try; the
// caller's next request comes to the next try when its credentials are right,
// else to this one again.
type Challenge struct {
	At   Position
	Code int
}

// Wait lets time pass.
type Wait struct {
	At  Position
	For time.Duration
}

// Expect waits for a request of the caller, or is met by one that came since
// the list began and that no other Expect took.
type Expect struct {
	At      Position
	Methods []string
	// Within is how long to wait, 0: as long as the call lasts. After is the
	// earliest moment, counted like Within from the beginning of the step.
	Within, After time.Duration
	// Takes is set when Do answers the request instead of the default.
	Takes bool
	// Do is played for the request that was taken; respond: CODE beside
	// expect: is a Do of one step.
	Do []Step
	// Else is played when the time is up or the request was judged wrong.
	// HasElse tells an empty list from none: without one the verdict is failed.
	Else    []Step
	HasElse bool
}

// Request sends a request of ours inside the call's dialog.
type Request struct {
	At     Position
	Method string
}

func (s *Respond) Position() Position   { return s.At }
func (s *Challenge) Position() Position { return s.At }
func (s *Wait) Position() Position      { return s.At }
func (s *Expect) Position() Position    { return s.At }
func (s *Request) Position() Position   { return s.At }
