package faults

import "github.com/sipbin/sipbin/scenarios"

var via = messageFault{
	Info: Info{
		Name: "via", Takes: Word, Words: []string{"wrong-branch"}, Example: "wrong-branch",
		Does:   "lets the top Via name a transaction that the client never began",
		Client: "finds no transaction for the response and discards it, so it repeats its request as if nothing had come",
		RFC:    "RFC 3261 17.1.3, 18.1.2",
	},
	do: func(f *scenarios.Fault, t *text) {
		if f.Via != "wrong-branch" {
			return
		}
		// Behind what is there, so that the cookie stays in front and whoever
		// reads the trace sees what was done.
		if t.edit("Via", func(v string) (string, bool) { return extend(v, "branch", ".wrong") }) {
			t.mark("via wrong-branch")
		}
	},
}
