package faults

import (
	"math/rand/v2"
	"slices"
	"time"

	"github.com/sipbin/sipbin/scenarios"
)

// messageFault is a fault on the message: it edits the text and marks it.
type messageFault struct {
	Info
	do func(f *scenarios.Fault, t *text)
}

// deliveryFault is a fault on the delivery: it edits the transmission and
// marks it.
type deliveryFault struct {
	Info
	do func(f *scenarios.Fault, t *transmission)
}

// The faults in the order they are done in; doc.go says why.
var (
	messageFaults  = [...]*messageFault{&missing, &via, &cseq, &tag, &compact, &fold, &lfOnly}
	deliveryFaults = [...]*deliveryFault{&drop, &truncate, &corrupt, &split, &copies, &delay, &sourcePort, &reorder}
)

// Message does the faults on the message. It is for the whole message as it
// would be sent, valid or not, and is called once for it. What comes out is
// data itself when nothing was done. The marks name what was done, each
// beginning with the fault's name: "via wrong-branch".
func Message(f *scenarios.Fault, data []byte) (out []byte, marks []string) {
	if f == nil {
		return data, nil
	}
	t := cut(data)
	for _, fault := range messageFaults {
		fault.do(f, t)
	}
	if len(t.marks) == 0 {
		return data, nil
	}
	return t.bytes(), t.marks
}

// Delivery says how one transmission goes out.
type Delivery struct {
	// Sends are what to send, in order; none when the transmission is dropped.
	Sends []Send
	// Held has the sends wait until the next message of the call went out.
	Held bool
	// Marks name what was done, each beginning with the fault's name: "drop
	// first 2".
	Marks []string
}

// Send is one sending of the message.
type Send struct {
	// After is how long from now it is held back. Of a held delivery: from when
	// it is let go.
	After time.Duration
	// Segments are the bytes, to be written to a stream one by one; a datagram
	// has exactly one. Not to be changed.
	Segments [][]byte
	// OtherPort has it leave from another port than the one it was expected
	// from; never over a stream.
	OtherPort bool
}

// transmission is a delivery in the making.
type transmission struct {
	n      int
	stream bool
	chance *rand.Rand

	data   []byte // what is left of the message; not ours, so never written to
	send   Send
	copies int // 0: dropped
	held   bool
	marks  []string
}

func (t *transmission) mark(text string) { t.marks = append(t.marks, text) }

// Transmit does the faults on the delivery for one transmission of data, the
// n-th of this message, counted from 1 and with those that were dropped. Over a
// stream it is split but never leaves from another port; over datagrams the
// other way round. Chance has to be the call's own, and may be nil when the
// fault neither corrupts nor draws its delay. Data is not changed.
func Transmit(f *scenarios.Fault, data []byte, n int, stream bool, chance *rand.Rand) Delivery {
	t := &transmission{n: n, stream: stream, chance: chance, data: data, copies: 1}
	if f != nil {
		for _, fault := range deliveryFaults {
			if fault.do(f, t); t.copies == 0 {
				return Delivery{Marks: t.marks}
			}
		}
	}
	if t.send.Segments == nil {
		t.send.Segments = [][]byte{t.data}
	}
	return Delivery{Sends: slices.Repeat([]Send{t.send}, t.copies), Held: t.held, Marks: t.marks}
}
