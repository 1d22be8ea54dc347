package faults

import (
	"github.com/sipbin/sipbin/catalog"
	"github.com/sipbin/sipbin/scenarios"
)

var compact = messageFault{
	Info: Info{
		Name: "compact", Takes: Flag, Example: "true",
		Does:   "writes the names of header fields in their one-letter forms",
		Client: "reads them like the long ones",
		RFC:    "RFC 3261 7.3.3",
	},
	do: func(f *scenarios.Fault, t *text) {
		if !f.Compact {
			return
		}
		changed := false
		for i, field := range t.fields {
			name := nameOf(field)
			known, _ := catalog.LookupHeader(name)
			if known.Compact != "" && len(name) > len(known.Compact) {
				t.fields[i] = known.Compact + field[len(name):]
				changed = true
			}
		}
		if changed {
			t.mark("compact")
		}
	},
}
