package faults

import (
	"strings"

	"github.com/sipbin/sipbin/scenarios"
)

var tag = messageFault{
	Info: Info{
		Name: "tag", Takes: Word, Words: []string{"missing", "changed"}, Example: "changed",
		Does:   "takes the To tag away, or makes it the tag of somebody else",
		Client: "takes a 2xx with another tag for another dialog and acknowledges it too, and a response without one for a dialog whose tag is null",
		RFC:    "RFC 3261 12.1.2, 13.2.2.4",
	},
	do: func(f *scenarios.Fault, t *text) {
		change := map[string]func(string) (string, bool){"missing": withoutTag, "changed": otherTag}[f.Tag]
		if change != nil && t.edit("To", change) {
			t.mark("tag " + f.Tag)
		}
	},
}

func withoutTag(value string) (string, bool) {
	from, to, ok := param(value, "tag")
	if !ok {
		return value, false
	}
	return strings.TrimRight(value[:from], " \t\r\n") + value[to:], true
}

func otherTag(value string) (string, bool) { return extend(value, "tag", ".changed") }
