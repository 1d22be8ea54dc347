package scenarios

import "time"

// Fault is what is done on purpose to a message that is otherwise right. The
// zero value does nothing.
type Fault struct {
	At Position

	// On the message, once, so that all its transmissions are alike.

	// Via is "wrong-branch": the top Via names another transaction.
	Via string
	// CSeq is "wrong": the number is one too high.
	CSeq string
	// Tag is "missing" or "changed": the To tag.
	Tag string
	// Missing are header fields that are taken out.
	Missing []string
	// Compact writes header names in their compact forms, Fold breaks long
	// values over lines, LFOnly ends lines with LF alone.
	Compact, Fold, LFOnly bool

	// On the delivery, for each transmission anew.

	// Drop says which transmissions never leave.
	Drop Count
	// Delay holds each back.
	Delay Span
	// Copies is how often each is sent, 0 and 1: once.
	Copies int
	// Reorder sends each after the one that follows it.
	Reorder bool
	// Truncate cuts that many bytes off the end.
	Truncate int
	// Corrupt changes that many bytes, drawn from the call's seed.
	Corrupt int
	// Split sends it over a stream in that many segments.
	Split int
	// SourcePort is "other": over UDP it leaves from another port.
	SourcePort string
}

// Count picks some of a row of things: the first n, or every n-th.
type Count struct {
	First, Every int
}

// Has reports whether the n-th, counted from 1, is among them.
func (c Count) Has(n int) bool {
	return c.First > 0 && n <= c.First || c.Every > 0 && n%c.Every == 0
}

// Span is a time, or one drawn between two.
type Span struct {
	Min, Max time.Duration
}
