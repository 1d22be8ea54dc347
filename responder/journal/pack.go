package journal

import (
	"encoding/binary"
	"time"
)

// The strings of a summary are kept as one: each with its length in front.
// Reading cuts them out without copying.

// maxString bounds each of them, so that a client with long headers cannot
// make summaries expensive.
const maxString = 512

func appendString(b []byte, s string) []byte {
	s = clip(s, maxString)
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}

// packed is what is still to be read.
type packed string

func (p *packed) number() uint64 {
	var n uint64
	for i := 0; ; i++ {
		c := (*p)[i]
		n |= uint64(c&0x7f) << (7 * i)
		if c < 0x80 {
			*p = (*p)[i+1:]
			return n
		}
	}
}

func (p *packed) string() string {
	n := p.number()
	s := (*p)[:n]
	*p = (*p)[n:]
	return string(s)
}

func appendCall(b []byte, c Call) []byte {
	for _, s := range [...]string{c.Method, c.Dialled, c.Scenario, c.CallID, c.From, c.TestID} {
		b = appendString(b, s)
	}
	var flags byte
	if c.Placed {
		flags |= isPlaced
	}
	if c.Played {
		flags |= isPlayed
	}
	return append(b, flags)
}

// Flags of a call.
const (
	isPlaced = 1 << iota
	isPlayed
)

func (p packed) readCall(c *Call) {
	for _, s := range [...]*string{&c.Method, &c.Dialled, &c.Scenario, &c.CallID, &c.From, &c.TestID} {
		*s = p.string()
	}
	flags := p.number()
	c.Placed, c.Played = flags&isPlaced != 0, flags&isPlayed != 0
}

func appendEnd(b []byte, e End) []byte {
	v := &e.Verdict
	for _, s := range [...]string{e.Reason, e.Acked, e.EndedBy, e.Unplayed, e.Marks, v.Step, v.At, v.Why} {
		b = appendString(b, s)
	}
	for _, n := range [...]uint64{uint64(v.Outcome), uint64(v.After), uint64(e.More)} {
		b = binary.AppendUvarint(b, n)
	}
	b = binary.AppendUvarint(b, uint64(len(e.Responses)))
	for _, r := range e.Responses {
		b = binary.AppendUvarint(b, uint64(r.Code))
		b = binary.AppendUvarint(b, uint64(r.After))
	}
	return b
}

func (p packed) readEnd(e *End) {
	v := &e.Verdict
	for _, s := range [...]*string{&e.Reason, &e.Acked, &e.EndedBy, &e.Unplayed, &e.Marks, &v.Step, &v.At, &v.Why} {
		*s = p.string()
	}
	v.Outcome, v.After, e.More = Outcome(p.number()), time.Duration(p.number()), int(p.number())
	n := p.number()
	if n == 0 {
		return
	}
	e.Responses = make([]Response, n)
	for i := range e.Responses {
		e.Responses[i] = Response{Code: int(p.number()), After: time.Duration(p.number())}
	}
}
