package scenarios

import "fmt"

// Fault is what is done on purpose to a message that is otherwise right. The
// zero value does nothing. Package faults does them, in an order of its own.
type Fault struct {
	At Position

	// On the message, once, so that all its transmissions are alike.

	// Via is "wrong-branch" or "": the top Via names another transaction.
	Via string
	// CSeq is "wrong" or "": the number is one too high.
	CSeq string
	// Tag is "missing", "changed" or "": the To tag.
	Tag string
	// Missing are header fields of which every line is taken out, by their long
	// or compact names, in any case.
	Missing []string
	// Compact writes header names in their compact forms, Fold breaks values
	// over lines wherever they may be, LFOnly ends header lines with LF alone.
	Compact, Fold, LFOnly bool

	// On the delivery, for each transmission anew.

	// Drop says which transmissions never leave.
	Drop Count
	// Delay holds each back, the copies of one together.
	Delay Span
	// Copies is how often each is sent, 0 to 100; 0 and 1 are once.
	Copies int
	// Reorder sends each after the next message of the call.
	Reorder bool
	// Truncate cuts that many bytes off the end, but for the first one: 0 to
	// 65,535.
	Truncate int
	// Corrupt changes that many bytes, drawn from the call's seed: 0 to 65,535,
	// at most all.
	Corrupt int
	// Split sends it over a stream in that many segments, none of them empty: 0
	// to 65,535; 0 and 1 are one.
	Split int
	// SourcePort is "other" or "": over UDP it leaves from another port.
	SourcePort string
}

// String is the fault as it stands in a scenario, without the order it was
// written in: "{via: wrong-branch, drop: first 2}".
func (f *Fault) String() string {
	text, _ := f.mapping().flow()
	return text
}

// Count picks some of a row of things: the first so many, or every n-th. The
// zero value picks none.
type Count struct {
	First, Every int
}

// Has reports whether the n-th, counted from 1, is among them.
func (c Count) Has(n int) bool {
	return c.First > 0 && n <= c.First || c.Every > 0 && n%c.Every == 0
}

// String is the count as it stands in a scenario, "first 2" or "every 3"; ""
// when it picks none.
func (c Count) String() string {
	switch {
	case c.First > 0 && c.Every > 0:
		return fmt.Sprintf("first %d and every %d", c.First, c.Every)
	case c.First > 0:
		return fmt.Sprintf("first %d", c.First)
	case c.Every > 0:
		return fmt.Sprintf("every %d", c.Every)
	}
	return ""
}
