package scenarios

import "time"

// Span is a time, or one drawn between two, both included. A Max that is not
// above Min does not count.
type Span struct {
	Min, Max time.Duration
}

// Draw is a time of the span, a whole number of milliseconds above Min, as
// ladders are exact to the millisecond. below draws a number from 0 to under n,
// as [math/rand/v2.Rand.Int64N] does; it is not asked where there is no choice.
func (s Span) Draw(below func(n int64) int64) time.Duration {
	if s.Max <= s.Min {
		return s.Min
	}
	return s.Min + time.Duration(below(int64((s.Max-s.Min)/time.Millisecond)+1))*time.Millisecond
}

// String is the span as it stands in a scenario, "2s" or "1s..4s".
func (s Span) String() string {
	if s.Max <= s.Min {
		return s.Min.String()
	}
	return s.Min.String() + ".." + s.Max.String()
}
