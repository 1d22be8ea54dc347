package faults_test

import (
	"bytes"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/sipbin/sipbin/responder/faults"
	"github.com/sipbin/sipbin/scenarios"
)

func seeded(seed uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, 0)) }

func TestTransmit(t *testing.T) {
	const ms = time.Millisecond
	fixed := func(d time.Duration) scenarios.Span { return scenarios.Span{Min: d} }
	for _, c := range []struct {
		name   string
		fault  scenarios.Fault
		data   string
		n      int
		stream bool
		sends  string // segments by |, sends by a blank
		after  time.Duration
		held   bool
		other  bool
		marks  string
	}{
		{name: "the first transmissions are dropped", fault: scenarios.Fault{Drop: scenarios.Count{First: 2}}, data: "abcdef", n: 2, marks: "drop first 2"},
		{name: "and the next goes out", fault: scenarios.Fault{Drop: scenarios.Count{First: 2}}, data: "abcdef", n: 3, sends: "abcdef"},
		{name: "of what is dropped nothing else is done",
			fault: scenarios.Fault{Drop: scenarios.Count{Every: 3}, Copies: 2, Delay: fixed(ms), Reorder: true, Truncate: 1, Corrupt: 1},
			data:  "abcdef", n: 6, marks: "drop every 3"},
		{name: "each copy is alike", fault: scenarios.Fault{Copies: 3, Delay: fixed(300 * ms)}, data: "abc", n: 1, sends: "abc abc abc", after: 300 * ms, marks: "copies 3, delay 300ms"},
		{name: "one copy is how it is without", fault: scenarios.Fault{Copies: 1}, data: "abc", n: 1, sends: "abc"},
		{name: "reorder holds it", fault: scenarios.Fault{Reorder: true}, data: "abc", n: 1, sends: "abc", held: true, marks: "reorder"},
		{name: "the end is cut off", fault: scenarios.Fault{Truncate: 2}, data: "abcdef", n: 1, sends: "abcd", marks: "truncate 2"},
		{name: "one byte is left of what is shorter", fault: scenarios.Fault{Truncate: 65535}, data: "abcdef", n: 1, sends: "a", marks: "truncate 5"},
		{name: "one byte cannot be cut", fault: scenarios.Fault{Truncate: 1}, data: "a", n: 1, sends: "a"},
		{name: "segments over a stream", fault: scenarios.Fault{Split: 4}, data: "abcdefghij", n: 1, stream: true, sends: "ab|cde|fg|hij", marks: "split 4"},
		{name: "no more segments than bytes", fault: scenarios.Fault{Split: 100}, data: "abc", n: 1, stream: true, sends: "a|b|c", marks: "split 3"},
		{name: "what was cut off is not split", fault: scenarios.Fault{Split: 2, Truncate: 2, Copies: 2}, data: "abcdef", n: 1, stream: true, sends: "ab|cd ab|cd", marks: "truncate 2, split 2, copies 2"},
		{name: "a datagram has one segment", fault: scenarios.Fault{Split: 4}, data: "abcdef", n: 1, sends: "abcdef"},
		{name: "a datagram leaves from another port", fault: scenarios.Fault{SourcePort: "other"}, data: "abc", n: 1, sends: "abc", other: true, marks: "source-port other"},
		{name: "a stream has one port", fault: scenarios.Fault{SourcePort: "other"}, data: "abc", n: 1, stream: true, sends: "abc"},
		{name: "nothing can be done to nothing", fault: scenarios.Fault{Truncate: 1, Corrupt: 1, Split: 2}, data: "", n: 1, stream: true, sends: ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := faults.Transmit(&c.fault, []byte(c.data), c.n, c.stream, seeded(1))
			var sends []string
			for _, s := range d.Sends {
				sends = append(sends, string(bytes.Join(s.Segments, []byte("|"))))
				if s.After != c.after || s.OtherPort != c.other {
					t.Errorf("%+v", s)
				}
			}
			if got := strings.Join(sends, " "); got != c.sends {
				t.Errorf("sends %q, want %q", got, c.sends)
			}
			if got := strings.Join(d.Marks, ", "); got != c.marks {
				t.Errorf("marks %q, want %q", got, c.marks)
			}
			if d.Held != c.held {
				t.Errorf("held %v", d.Held)
			}
		})
	}
}

func TestADelayIsDrawnInWholeMillisecondsWithBothEnds(t *testing.T) {
	f := scenarios.Fault{Delay: scenarios.Span{Min: time.Second, Max: time.Second + 2*time.Millisecond}}
	chance, seen := seeded(1), map[time.Duration]int{}
	for range 100 {
		seen[faults.Transmit(&f, []byte("a"), 1, false, chance).Sends[0].After-time.Second]++
	}
	if len(seen) != 3 || seen[0] == 0 || seen[time.Millisecond] == 0 || seen[2*time.Millisecond] == 0 {
		t.Errorf("drawn beyond the second: %v", seen)
	}
}

func TestADelayOfNothingIsNotMarked(t *testing.T) {
	f := scenarios.Fault{Delay: scenarios.Span{Max: time.Microsecond}}
	if d := faults.Transmit(&f, []byte("a"), 1, false, seeded(1)); d.Marks != nil || d.Sends[0].After != 0 {
		t.Errorf("%+v", d)
	}
}
