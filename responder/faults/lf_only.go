package faults

import (
	"strings"

	"github.com/sipbin/sipbin/scenarios"
)

var lfOnly = messageFault{
	Info: Info{
		Name: "lf-only", Takes: Flag, Example: "true",
		Does:   "ends the start-line, the header lines and the empty line with LF alone, the body left as it is",
		Client: "may read it all the same or discard it, and over a stream does not wait for CRLF for ever",
		RFC:    "RFC 3261 7",
	},
	do: func(f *scenarios.Fault, t *text) {
		if !f.LFOnly {
			return
		}
		changed := false
		lf := func(s string) string {
			changed = changed || strings.Contains(s, "\r\n")
			return strings.ReplaceAll(s, "\r\n", "\n")
		}
		t.start, t.empty = lf(t.start), lf(t.empty)
		for i, field := range t.fields {
			t.fields[i] = lf(field)
		}
		if changed {
			t.mark("lf-only")
		}
	},
}
