package faults

import (
	"fmt"

	"github.com/sipbin/sipbin/scenarios"
)

var truncate = deliveryFault{
	Info: Info{
		Name: "truncate", Takes: Number, Min: 1, Max: 65535, Example: "20",
		Does:   "cuts that many bytes off the end, though never the first byte",
		Client: "discards a datagram that ends before its Content-Length does; over a stream it takes what comes next for the rest",
		RFC:    "RFC 3261 18.3",
	},
	do: func(f *scenarios.Fault, t *transmission) {
		n := min(f.Truncate, len(t.data)-1)
		if n <= 0 {
			return
		}
		t.data = t.data[:len(t.data)-n]
		t.mark(fmt.Sprintf("truncate %d", n))
	},
}
