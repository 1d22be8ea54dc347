package faults

import "github.com/sipbin/sipbin/scenarios"

var sourcePort = deliveryFault{
	Info: Info{
		Name: "source-port", Takes: Word, Words: []string{"other"}, Example: "other",
		Does:   "lets it leave from another UDP port than the request was sent to",
		Client: "takes it, as a response is known by its branch and method and not by where it came from",
		RFC:    "RFC 3261 18.1.2, 17.1.3",
	},
	do: func(f *scenarios.Fault, t *transmission) {
		if f.SourcePort == "other" && !t.stream {
			t.send.OtherPort = true
			t.mark("source-port other")
		}
	},
}
