package faults

import (
	"fmt"

	"github.com/sipbin/sipbin/scenarios"
)

var split = deliveryFault{
	Info: Info{
		Name: "split", Takes: Number, Min: 2, Max: 65535, Example: "3",
		Does:   "sends it over a stream in that many segments, about equally long",
		Client: "finds the end of a message by Content-Length, wherever segments end",
		RFC:    "RFC 3261 18.3",
	},
	do: func(f *scenarios.Fault, t *transmission) {
		n := min(f.Split, len(t.data))
		if !t.stream || n <= 1 {
			return
		}
		for i := range n {
			from, to := i*len(t.data)/n, (i+1)*len(t.data)/n
			t.send.Segments = append(t.send.Segments, t.data[from:to:to])
		}
		t.mark(fmt.Sprintf("split %d", n))
	},
}
