package message

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"strconv"
)

// ErrLostFraming is wrapped by what [Framer.Next] returns when the end of a
// message cannot be known: the stream is of no further use (RFC 3261 section
// 18.3) and the connection is to be closed.
var ErrLostFraming = errors.New("framing lost")

// Framer finds the messages in a byte stream by Content-Length. The zero value
// is ready; Max bounds a message, in bytes, 0 for 64 KiB; negative: nothing does.
type Framer struct {
	Max int
	buf []byte
	// What is known of the message in front: how far its headers were searched
	// for their end, and its length once that is known.
	searched, length int
}

// Ping is what [Framer.Next] returns for a double CRLF between messages, the
// keep-alive that is answered by a single CRLF (RFC 5626 section 4.4.1).
var Ping = []byte("\r\n\r\n")

const defaultMax = 64 << 10

// Write takes bytes read from the stream.
func (f *Framer) Write(p []byte) { f.buf = append(f.buf, p...) }

// Buffered is the number of bytes that wait for the rest of their message.
func (f *Framer) Buffered() int { return len(f.buf) }

// Next returns the next whole message, [Ping], or nil when more bytes are
// needed. What it returns is valid until the next Write. With an error that
// wraps [ErrLostFraming] come the headers of the message at fault, as far as
// they were received, so that it can be answered before the connection closes.
func (f *Framer) Next() ([]byte, error) {
	start := 0
	for start < len(f.buf) && (f.buf[start] == '\r' || f.buf[start] == '\n') {
		start++
	}
	if i := bytes.Index(f.buf[:start], Ping); i >= 0 {
		f.buf = f.buf[i+len(Ping):]
		return Ping, nil
	}
	// A single CRLF in front of a start-line is ignored (RFC 3261 section 7.5);
	// alone it may be the first half of a ping.
	if start == len(f.buf) {
		f.buf = f.buf[max(0, start-len(Ping)+1):]
		return nil, nil
	}
	f.buf = f.buf[start:]
	if f.length == 0 {
		if lost, err := f.measure(); err != nil || f.length == 0 {
			return lost, err
		}
	}
	if len(f.buf) < f.length {
		return nil, nil
	}
	msg := f.buf[:f.length:f.length]
	f.buf, f.searched, f.length = f.buf[f.length:], 0, 0
	return msg, nil
}

// measure finds the length of the message in front, if its headers are all
// there; of a message that has none it returns what there is.
func (f *Framer) measure() (lost []byte, err error) {
	head, ok := headerEnd(f.buf, f.searched)
	if !ok {
		f.searched = max(0, len(f.buf)-len(Ping))
		if len(f.buf) > f.max() {
			return f.buf, fmt.Errorf("%w: %w", ErrLostFraming, tooLarge("no end of the headers in %d bytes", len(f.buf)))
		}
		return nil, nil
	}
	body, err := contentLength(f.buf[:head])
	if err != nil {
		return f.buf[:head], err
	}
	if head+body > f.max() {
		return f.buf[:head], fmt.Errorf("%w: %w", ErrLostFraming, tooLarge("message of %d bytes, at most %d are taken", head+body, f.max()))
	}
	f.length = head + body
	return nil, nil
}

func (f *Framer) max() int {
	switch {
	case f.Max == 0:
		return defaultMax
	case f.Max < 0:
		return math.MaxInt
	}
	return f.Max
}

// headerEnd is the number of bytes up to and with the empty line, which does
// not end before from.
func headerEnd(b []byte, from int) (int, bool) {
	for i := from; ; {
		nl := bytes.IndexByte(b[i:], '\n')
		if nl < 0 {
			return 0, false
		}
		i += nl + 1
		if i < len(b) && b[i] == '\n' {
			return i + 1, true
		}
		if i+1 < len(b) && b[i] == '\r' && b[i+1] == '\n' {
			return i + 2, true
		}
	}
}

// contentLength must be there on a stream (section 20.14), once.
func contentLength(head []byte) (int, error) {
	length := -1
	for line := range bytes.Lines(head) {
		name, value, ok := bytes.Cut(line, []byte(":"))
		if !ok || !SameName(string(bytes.TrimSpace(name)), "Content-Length") {
			continue
		}
		n, err := strconv.ParseUint(string(bytes.TrimSpace(value)), 10, 31)
		switch {
		case err != nil:
			return 0, fmt.Errorf("%w: Content-Length %q is no number", ErrLostFraming, bytes.TrimSpace(value))
		case length >= 0 && length != int(n):
			return 0, fmt.Errorf("%w: Content-Length %d and %d", ErrLostFraming, length, n)
		}
		length = int(n)
	}
	if length < 0 {
		return 0, fmt.Errorf("%w: no Content-Length on a stream", ErrLostFraming)
	}
	return length, nil
}
