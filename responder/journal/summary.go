package journal

import (
	"time"

	"github.com/sipbin/sipbin/responder/message"
)

// Call is what is known of a call when it begins. Of each string, here and in
// [End], up to 512 bytes are kept.
type Call struct {
	// ID numbers calls; it is the Call of their entries. Not 0.
	ID     uint64
	Opened time.Time
	Flow   message.Flow
	// Placed is set for a call of ours; its responses are those that came.
	Placed bool
	Method string
	// Dialled is what chose the answer: the user part or the value of X-Sipbin.
	Dialled string
	// Scenario is the name of what is played, "" for none. Played is set where it
	// has a list for the request, and what the method does by default is not all.
	Scenario string
	Played   bool
	CallID   string
	From     string
	// TestID ties calls to a test of the client's, "" for none.
	TestID string
}

// Response is one response that was sent.
type Response struct {
	Code int
	// After is the time since the call was opened.
	After time.Duration
}

// End is what is known of a call when it is over.
type End struct {
	At time.Time
	// Responses are those sent to the request that opened the call, in order,
	// repeats left out.
	Responses []Response
	// Reason is the reason phrase of the last one.
	Reason string
	// Acked is "ok", "missing", or "" where no ACK is due.
	Acked string
	// Talk is the time from the 2xx to the end; 0 for a call not answered.
	Talk time.Duration
	// EndedBy is "caller", "callee", "us", or "" for a call that ended by its response.
	EndedBy string
	Verdict Verdict
	// More is how many entries of attempts: come after the one that answered the
	// call: 0 for the last, and where there is only one.
	More int
	// Unplayed names the steps that were left unplayed, "" for none.
	Unplayed string
	// Marks names what was done on purpose in the call.
	Marks string
}

// Summary is a call in short; End is the zero value until Ended.
type Summary struct {
	Call
	End
	Ended bool
}

// Last is the last response sent, false if there was none.
func (s Summary) Last() (Response, bool) {
	if len(s.Responses) == 0 {
		return Response{}, false
	}
	return s.Responses[len(s.Responses)-1], true
}

// Answered reports whether the last response was a 2xx.
func (s Summary) Answered() bool {
	last, ok := s.Last()
	return ok && last.Code/100 == 2
}
