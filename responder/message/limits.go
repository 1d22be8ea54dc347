package message

import (
	"bytes"
	"fmt"
)

// Limits bound a message, in bytes and in header fields; zero or less: nothing
// does.
type Limits struct {
	// Size is of the whole message.
	Size int
	// Headers is how many header fields it may have.
	Headers int
	// Line is of its first line, and of each header field with its folds.
	Line int
}

// TooLarge is the error of a message beyond [Limits]. Whoever can read it
// answers 513 (RFC 3261 section 21.5.7).
type TooLarge struct{ text string }

func (e *TooLarge) Error() string { return e.text }

func tooLarge(format string, args ...any) error {
	return &TooLarge{fmt.Sprintf(format, args...)}
}

// Check returns nil or a [*TooLarge].
func (l Limits) Check(data []byte) error {
	if l.Size > 0 && len(data) > l.Size {
		return tooLarge("message of %d bytes, at most %d are taken", len(data), l.Size)
	}
	// Nearly all messages are so short that no line of theirs needs a look.
	if (l.Line <= 0 || len(data) <= l.Line) && (l.Headers <= 0 || bytes.Count(data, []byte("\n")) <= l.Headers) {
		return nil
	}
	count, long := -1, 0 // the first line is no header field
	for line := range bytes.Lines(bytes.TrimLeft(data, "\r\n")) {
		size := len(bytes.TrimRight(line, "\r\n"))
		if size == 0 {
			break
		}
		if count >= 0 && (line[0] == ' ' || line[0] == '\t') {
			long += size
		} else {
			count++
			long = size
		}
		switch {
		case l.Line > 0 && long > l.Line:
			return tooLarge("line %d of the headers has more than %d bytes", count+1, l.Line)
		case l.Headers > 0 && count > l.Headers:
			return tooLarge("more than %d header fields", l.Headers)
		}
	}
	return nil
}
