package media

import "time"

// Events is what a stream tells as it happens. Each may be nil. They are called
// from goroutines of the stream, which hold no lock then; one may still come
// just after Close.
type Events struct {
	// Digit is a key that the peer pressed (RFC 4733): 0 to 9, *, #, A to D; once
	// for each press, when it begins.
	Digit func(key byte, at time.Time)
}
