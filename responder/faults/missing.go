package faults

import (
	"slices"

	"github.com/sipbin/sipbin/responder/message"
	"github.com/sipbin/sipbin/scenarios"
)

var missing = messageFault{
	Info: Info{
		Name: "missing", Takes: Headers, Example: "Contact",
		Does:   "takes every line of a header field out",
		Client: "discards a response that it cannot match without it (Via, CSeq), and otherwise does what it can without it",
		RFC:    "RFC 3261 8.2.6.2, 17.1.3",
	},
	do: func(f *scenarios.Fault, t *text) {
		for _, name := range f.Missing {
			before := len(t.fields)
			t.fields = slices.DeleteFunc(t.fields, func(field string) bool {
				return message.SameName(nameOf(field), name)
			})
			if len(t.fields) < before {
				t.mark("missing " + name)
			}
		}
	},
}
