package faults

import (
	"bytes"
	"fmt"

	"github.com/sipbin/sipbin/scenarios"
)

var corrupt = deliveryFault{
	Info: Info{
		Name: "corrupt", Takes: Number, Min: 1, Max: 65535, Example: "3",
		Does:   "changes that many bytes to others, anywhere in the message",
		Client: "discards what it cannot read and goes on unharmed",
		RFC:    "RFC 4475 3.1.2",
	},
	do: func(f *scenarios.Fault, t *transmission) {
		n := min(f.Corrupt, len(t.data))
		if n <= 0 {
			return
		}
		t.data = bytes.Clone(t.data)
		for _, i := range t.chance.Perm(len(t.data))[:n] {
			t.data[i] ^= byte(1 + t.chance.IntN(255)) // never 0, which would change nothing
		}
		t.mark(fmt.Sprintf("corrupt %d", n))
	},
}
