package faults

import "github.com/sipbin/sipbin/scenarios"

var drop = deliveryFault{
	Info: Info{
		Name: "drop", Takes: Count, Example: "first 2",
		Does:   "lets the first N transmissions, or every N-th, never leave",
		Client: "repeats its request until something comes, and takes the repeated response like the first",
		RFC:    "RFC 3261 17.1.1.2, 17.1.2.2",
	},
	do: func(f *scenarios.Fault, t *transmission) {
		if f.Drop.Has(t.n) {
			t.copies = 0
			t.mark("drop " + f.Drop.String())
		}
	},
}
