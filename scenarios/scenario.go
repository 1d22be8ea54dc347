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
	// Page is what else there is to tell of it, nil for nothing.
	Page *Page
	// Group is the folder of the library it stands in, "" for one of yours.
	Group string
	// At is where the scenario stands.
	At Position
	// Match says which requests are for it. The zero Match fits none: the
	// scenario is reached by its name only.
	Match Match
	// On holds a list for each method or event, "INVITE", "BYE", ...
	On map[string]*List
	// Start is a list that nobody opens: it begins with a request of ours when
	// the scenario is told to place a call. Nil for none.
	Start []Step
	// Off are the automatic acts that are switched off for the whole scenario.
	Off Acts
	// Must is how often each event must have come when the call is over, by the
	// names of on: and "METHOD again"; otherwise the verdict is failed.
	Must map[string]Times
	// Needs is what the client must bring; otherwise the verdict is not
	// applicable and the call goes the default way. Nil: nothing.
	Needs *Match
	// Lose are requests that never arrive, by method.
	Lose map[string]Count
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
	// By is whose tries are counted together.
	By By
	// ForgetAfter is how long a caller must be quiet to begin with the first
	// try again. 60 s unless said otherwise.
	ForgetAfter time.Duration
}

// By is whose tries of a List are counted together.
type By uint8

// Who is counted.
const (
	ByCaller By = iota // From URI and source address
	ByUser             // From URI
	BySource           // source address
	ByAll              // everybody
)

// Try is one entry of a List.
type Try struct {
	At    Position
	Steps []Step
	// Times is how many tries it answers, 0: one.
	Times int
	// For is how long after its first try it answers all that come.
	For time.Duration
	// After and Within bound when its try must come, counted from the try
	// before; 0: at any time.
	After, Within time.Duration
}

// Step is one step: *Respond, *Challenge, *Wait, *Expect, *Never, *Request,
// *Play, *Close, *Forget, *Fail, *When, *Choose, *Repeat.
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
	// SDP overrules the act answer for this response, and Bend what it says;
	// nil says nothing otherwise.
	SDP  SDP
	Bend *Bend
	// Answers is the method of the call's first request when that is answered
	// instead of the one that opened the list.
	Answers string
	// Dialog names an early dialog of its own, with its To tag, "" for the one
	// that all share.
	Dialog string
	// Reliable sends a provisional response reliably (RFC 3262).
	Reliable bool
	// Times is how often it is sent, 0 and 1: once; Every is the time between
	// two copies, and from the last to the next step.
	Times int
	Every time.Duration
	// Fault is done to it on purpose, nil for none.
	Fault *Fault
	// Raw is sent in place of what would be built, byte for byte.
	Raw Text
}

// Challenge sends a 401 or 407 with a real challenge and ends the try; the
// caller's next request comes to the next try when its credentials are right,
// else to this one again.
type Challenge struct {
	At   Position
	Code int
	// What is left out is as in the settings.
	Realm      string
	Algorithms []string
	QOP        []string
	Users      map[string]string
	// Stale says stale=true whatever the credentials were.
	Stale bool
}

// Wait lets time pass: For, or a time drawn between For and To.
type Wait struct {
	At      Position
	For, To time.Duration
}

// Expect waits for a request of the caller, or is met by one that came since
// the list began and that no other Expect took.
type Expect struct {
	At Position
	// Methods are the requests of which one must come. Empty: Codes or Digits.
	Methods []string
	// Codes are the responses of which one must come to the last INVITE of ours
	// that has no final response: for the list start.
	Codes []int
	// Digits is what the keys pressed since the list began must fit as a whole
	// (RFC 4733, or INFO with application/dtmf-relay); nil for no keys.
	Digits *Pattern
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
	// Dialog and Listener select by the early dialog's name and by listener.
	Dialog, Listener string
	// Where judges the first request selected. Nil: it is right.
	Where *Match
	// Capture keeps values of the request in Vars.
	Capture []Capture
}

// Capture is a value that is kept under a name.
type Capture struct {
	Name  string
	Value Expression
}

// Never fails the call when one of the methods comes from here on, for a time
// (0: as long as the call lasts). It does not wait.
type Never struct {
	At      Position
	Methods []string
	For     time.Duration
}

// Request sends a request of ours inside the call's dialog; as the first step
// of Start one that begins something. CANCEL and ACK go to the last INVITE of
// ours.
type Request struct {
	At      Position
	Method  string
	Headers []Header
	Body    Text
	SDP     SDP
	Bend    *Bend
	Dialog  string
	// Listener names the socket it leaves from, "" for the one the call came to.
	Listener string
	Fault    *Fault
	// Expect are the codes of which one must answer it, and the step waits for
	// that. Empty: nothing is waited for. Within is how long, 0: as long as the
	// transaction lasts.
	Expect []int
	Within time.Duration
}

// Play sends audio until the next Play, or For so long; then the step waits for
// its end.
type Play struct {
	At Position
	// Source is a tone by its name (ringback, busy, congestion, dial,
	// unobtainable), tone, echo, silence, noise, moh, dtmf, stop, or file.
	Source string
	// Country is whose tones they are, like "de"; "" is "eu", the 425 Hz of ETSI.
	Country string
	// Hz are the frequencies of a tone, sounding together.
	Hz []float64
	// File is the WAV file of the source file; Data are its bytes, read when the
	// scenario was loaded.
	File string
	Data []byte
	// Digits are the keys of the source dtmf.
	Digits string
	For    time.Duration
	// Loss is the share of packets that are never sent, 0 to 1.
	Loss float64
	// Jitter is the most by which a packet is late.
	Jitter time.Duration
	// SSRC is "changed" for another one in the middle of the stream, "wrong" for
	// another in every packet.
	SSRC string
	// OtherPort sends from another port than the one that SDP names.
	OtherPort bool
}

// Fail ends the call with the verdict failed, for a reason.
type Fail struct {
	At  Position
	Why Text
}

// Choose plays one of its branches, drawn from the call's seed.
type Choose struct {
	At       Position
	Branches []Branch
}

// Branch is one of several ways to go on.
type Branch struct {
	// Weight is how likely it is beside the others, 1 to 1000.
	Weight int
	Do     []Step
}

// Close ends the connection the call came over.
type Close struct {
	At Position
	// Reset is an RST instead of a FIN.
	Reset bool
}

// Forget drops the dialog, as after a restart: what comes in it gets 481.
type Forget struct{ At Position }

// When plays Do or Else.
type When struct {
	At        Position
	Condition Expression
	Do, Else  []Step
}

// Repeat plays Do a number of times.
type Repeat struct {
	At    Position
	Times int
	Do    []Step
}

func (s *Respond) Position() Position   { return s.At }
func (s *Challenge) Position() Position { return s.At }
func (s *Wait) Position() Position      { return s.At }
func (s *Expect) Position() Position    { return s.At }
func (s *Never) Position() Position     { return s.At }
func (s *Request) Position() Position   { return s.At }
func (s *Play) Position() Position      { return s.At }
func (s *Fail) Position() Position      { return s.At }
func (s *Choose) Position() Position    { return s.At }
func (s *Close) Position() Position     { return s.At }
func (s *Forget) Position() Position    { return s.At }
func (s *When) Position() Position      { return s.At }
func (s *Repeat) Position() Position    { return s.At }
