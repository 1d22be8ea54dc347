// Package transaction says what a message is to its transaction, and when what
// is due: the state machines of RFC 3261 section 17 and RFC 6026, for servers
// and clients. It proposes and never acts: it sends nothing, keeps no clock and
// arms no timer. Its owner sends, tells it so, and arms what [Plan] asks for.
//
// It may import message and nothing else of sipbin.
package transaction

import "time"

// Timing is the timer values of RFC 3261 section 17.1.1.1.
type Timing struct {
	// T1 is the round-trip estimate, 500 ms when zero.
	T1 time.Duration
	// T2 bounds the retransmission interval, 4 s when zero.
	T2 time.Duration
	// T4 is how long a message stays in the network, 5 s when zero.
	T4 time.Duration
}

// WithDefaults fills zero values with those of RFC 3261.
func (t Timing) WithDefaults() Timing {
	if t.T1 == 0 {
		t.T1 = 500 * time.Millisecond
	}
	if t.T2 == 0 {
		t.T2 = 4 * time.Second
	}
	if t.T4 == 0 {
		t.T4 = 5 * time.Second
	}
	return t
}

// Timeout is 64*T1, the length of Timers B, F, H, J, L and M.
func (t Timing) Timeout() time.Duration { return 64 * t.T1 }

// TimerD is at least 32 s whatever T1 is here, because the server has a T1 of
// its own (RFC 3261 section 17.1.1.2).
func (t Timing) TimerD() time.Duration { return max(t.Timeout(), 32*time.Second) }

// Double is the interval after this one: twice as long, T2 at most.
func (t Timing) Double(interval time.Duration) time.Duration {
	return min(2*interval, t.T2)
}

// State is a state of the machines of RFC 3261 figures 5 to 8 and RFC 6026.
type State uint8

// The states. An INVITE begins in Calling at its client and in Proceeding at its
// server, other requests in Trying at both.
const (
	Trying State = iota
	Calling
	Proceeding
	Completed
	Accepted
	Confirmed
	Terminated
)

var stateNames = [...]string{"Trying", "Calling", "Proceeding", "Completed", "Accepted", "Confirmed", "Terminated"}

func (s State) String() string { return stateNames[s] }

// Plan is what is to be armed after a message was sent or received.
type Plan struct {
	// Repeat is when to send the same bytes again: Timer A, E or G. 0: not.
	Repeat time.Duration
	// End is when the state ends: the timer of that name. 0: it stays as it is.
	End   time.Duration
	Timer string
}
