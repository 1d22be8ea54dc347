package faults

import (
	"math/rand/v2"
	"time"

	"github.com/sipbin/sipbin/scenarios"
)

var delay = deliveryFault{
	Info: Info{
		Name: "delay", Takes: Span, Example: "300ms",
		Does:   "holds each transmission back, by one drawn time if two are given",
		Client: "repeats its request meanwhile, and takes the response until its timer B or F ends the transaction",
		RFC:    "RFC 3261 17.1.1.2, 17.1.2.2",
	},
	do: func(f *scenarios.Fault, t *transmission) {
		if after := drawn(f.Delay, t.chance); after > 0 {
			t.send.After = after
			t.mark("delay " + after.String())
		}
	},
}

// drawn is a whole number of milliseconds above Min, as ladders are exact to
// the millisecond.
func drawn(s scenarios.Span, chance *rand.Rand) time.Duration {
	if s.Max <= s.Min {
		return s.Min
	}
	steps := int64((s.Max - s.Min) / time.Millisecond)
	return s.Min + time.Duration(chance.Int64N(steps+1))*time.Millisecond
}
