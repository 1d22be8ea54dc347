package faults

import "github.com/sipbin/sipbin/scenarios"

var delay = deliveryFault{
	Info: Info{
		Name: "delay", Takes: Span, Example: "300ms",
		Does:   "holds each transmission back, by one drawn time if two are given",
		Client: "repeats its request meanwhile, and takes the response until its timer B or F ends the transaction",
		RFC:    "RFC 3261 17.1.1.2, 17.1.2.2",
	},
	do: func(f *scenarios.Fault, t *transmission) {
		if after := f.Delay.Draw(t.chance.Int64N); after > 0 {
			t.send.After = after
			t.mark("delay " + after.String())
		}
	},
}
