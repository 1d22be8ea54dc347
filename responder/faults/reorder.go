package faults

import "github.com/sipbin/sipbin/scenarios"

var reorder = deliveryFault{
	Info: Info{
		Name: "reorder", Takes: Flag, Example: "true",
		Does:   "sends each transmission after the next message of the call",
		Client: "drops a provisional response that comes after the final one, and keeps a reliable one that came too early or waits for it again",
		RFC:    "RFC 3261 17.1.1.2, RFC 3262 4",
	},
	do: func(f *scenarios.Fault, t *transmission) {
		if f.Reorder {
			t.held = true
			t.mark("reorder")
		}
	},
}
