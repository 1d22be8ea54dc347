package main

import (
	"errors"
	"fmt"
	"time"
)

// load is what a client is to do.
type load struct {
	calls  int
	window int           // how many calls may be in progress
	every  time.Duration // from one INVITE to the next; 0 is a closed loop: a new call when one is over
	hold   bool          // no BYE: a call is over when it is answered
	wait   time.Duration // a call not over by then is lost
	limit  time.Duration // for all of it
}

// Loads that bring the server to its limit, and well below it.

func closedLoop(calls int) load {
	return load{calls: calls, window: 64, wait: 2 * time.Second, limit: time.Minute + time.Duration(calls)*time.Millisecond}
}

func evenly(rate int, length time.Duration) load {
	calls := int(length.Seconds() * float64(rate))
	return load{calls: calls, window: 1024, every: time.Second / time.Duration(rate), wait: 2 * time.Second, limit: 2*length + 10*time.Second}
}

func held(calls int) load {
	l := closedLoop(calls)
	l.hold = true
	return l
}

// outcome is what became of a load.
type outcome struct {
	took     time.Duration
	first    histogram // from INVITE to the first response
	calls    int       // that went as they should
	lost     int
	refused  int    // answered by a final response other than 2xx
	strange  int    // responses nobody should get
	repeated int    // responses that had been here before
	example  string // the first line of the first packet that was refused or strange
}

func (o outcome) failed() int { return o.lost + o.refused + o.strange }

// trouble is nil when every call went as it should.
func (o outcome) trouble() error {
	if o.failed() == 0 {
		return nil
	}
	told := fmt.Sprintf("%d calls lost, %d refused, %d unexpected responses", o.lost, o.refused, o.strange)
	if o.example != "" {
		told += fmt.Sprintf("; the first that came back: %q", o.example)
	}
	return errors.New(told)
}
