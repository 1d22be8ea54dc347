package message

import (
	"bytes"
	"errors"
	"fmt"
	"strconv"
)

// ErrLostFraming is wrapped by what [Framer.Next] returns when the end of a
// message cannot be known: the stream is of no further use (RFC 3261 section
// 18.3) and the connection is to be closed.
var ErrLostFraming = errors.New("framing lost")

// Framer finds the messages in a byte stream by Content-Length. The zero value
// is ready; Max bounds a message, in bytes.
type Framer struct {
	Max int
	buf []byte
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
	if bytes.HasPrefix(f.buf, Ping) {
		f.buf = f.buf[len(Ping):]
		return Ping, nil
	}
	// A single CRLF in front of a start-line is ignored (RFC 3261 section 7.5);
	// alone it may be the first half of a ping.
	start := 0
	for start < len(f.buf) && (f.buf[start] == '\r' || f.buf[start] == '\n') {
		start++
	}
	if start == len(f.buf) || start > 0 && len(f.buf)-start < 2 {
		return nil, nil
	}
	msg := f.buf[start:]
	head, ok := headerEnd(msg)
	if !ok {
		if len(msg) > f.max() {
			return msg, fmt.Errorf("%w: no end of the headers in %d bytes", ErrLostFraming, len(msg))
		}
		return nil, nil
	}
	length, err := contentLength(msg[:head])
	if err != nil {
		return msg[:head], err
	}
	if head+length > f.max() {
		return msg[:head], fmt.Errorf("%w: message of %d bytes, at most %d are taken", ErrLostFraming, head+length, f.max())
	}
	if len(msg) < head+length {
		return nil, nil
	}
	f.buf = msg[head+length:]
	return msg[: head+length : head+length], nil
}

func (f *Framer) max() int {
	if f.Max == 0 {
		return defaultMax
	}
	return f.Max
}

// headerEnd is the number of bytes up to and with the empty line.
func headerEnd(b []byte) (int, bool) {
	for i := 0; ; {
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
