package faults

import (
	"fmt"

	"github.com/sipbin/sipbin/scenarios"
)

var copies = deliveryFault{
	Info: Info{
		Name: "copies", Takes: Number, Min: 2, Max: 100, Example: "2",
		Does:   "sends each transmission that often, back to back and byte for byte alike",
		Client: "tells its user once, and acknowledges every copy of a final response to INVITE",
		RFC:    "RFC 3261 17.1.1.2, 13.2.2.4",
	},
	do: func(f *scenarios.Fault, t *transmission) {
		if f.Copies > 1 {
			t.copies = f.Copies
			t.mark(fmt.Sprintf("copies %d", f.Copies))
		}
	},
}
