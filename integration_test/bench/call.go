package main

import "time"

// call is one of the calls a client has in progress. Its number is never used
// again, so that a late response cannot be taken for one to a later call.
type call struct {
	number uint64
	phase  phase
	since  time.Duration // when its INVITE left, on the client's clock
	heard  bool          // whether anything came back
}

type phase byte

const (
	idle phase = iota
	inviting
	ending // BYE sent
)

// meaning is what a response is to a call.
type meaning byte

const (
	unexpected  meaning = iota
	provisional         // ringing, trying
	answered            // wants ACK, and BYE unless the call is to be held
	refused             // wants ACK, and that was it
	ended               // BYE answered
	repeated            // the call has had it, or is over
)

// receive tells what r is to the call and takes the call there. It sends nothing.
func (c *call) receive(r response, hold bool) meaning {
	if r.call > c.number {
		return unexpected
	}
	if r.call < c.number || c.phase == idle {
		return repeated
	}
	switch {
	case r.method == invite && c.phase == ending:
		if r.status >= 300 {
			return unexpected
		}
		return repeated
	case r.method == invite && r.status < 200:
		return provisional
	case r.method == invite && r.status < 300:
		c.phase = ending
		if hold {
			c.phase = idle
		}
		return answered
	case r.method == invite:
		c.phase = idle
		return refused
	case r.method == bye && c.phase == ending && r.status >= 200 && r.status < 300:
		c.phase = idle
		return ended
	}
	return unexpected
}
