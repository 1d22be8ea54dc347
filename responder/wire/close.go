package wire

import (
	"io"
	"net"
	"time"
)

// finish closes the connection after what is queued.
func (c *conn) finish(why error) { c.finishBy(why, time.Time{}) }

// finishBy is finish with a moment by which the queue has left, or is lost.
func (c *conn) finishBy(why error, hurry time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !hurry.IsZero() {
		c.hurry = hurry
		c.raw.SetWriteDeadline(hurry)
		c.raw.SetReadDeadline(past)
	}
	if c.closing {
		return
	}
	c.closing, c.why = true, why
	c.raw.SetReadDeadline(past)
	c.wake.Signal()
}

// abort closes the connection now, with a RST; what is queued is lost.
func (c *conn) abort(why error) {
	c.mu.Lock()
	if !c.closing {
		c.closing, c.why = true, why
	}
	c.queue = nil
	raw := c.raw
	c.mu.Unlock()
	if l, ok := raw.(interface{ SetLinger(int) error }); ok {
		l.SetLinger(0)
	}
	raw.Close()
	c.wake.Signal()
}

// halfClose sends a FIN, where there is such a thing.
func halfClose(nc net.Conn) {
	if half, ok := nc.(interface{ CloseWrite() error }); ok {
		half.CloseWrite()
	}
}

// part says goodbye, and reads on after our FIN until the peer has closed too.
func (c *conn) part() {
	var err error
	defer c.panicked("closing", &err)
	// Only TLS needs this: its last word has five seconds of its own.
	defer time.AfterFunc(c.patience(), func() { c.raw.Close() }).Stop()
	if c.carrier != nil {
		c.carrier.end(c.why)
	}
	halfClose(c.raw)
	if c.extend(farewell) {
		io.Copy(io.Discard, c.raw)
	}
}

// patience is how long all of part may take.
func (c *conn) patience() time.Duration {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.hurry.IsZero() {
		return 3 * farewell
	}
	return max(time.Until(c.hurry), 0)
}

// extend gives a closing connection time for one more read, unless all is to
// close in a hurry.
func (c *conn) extend(limit time.Duration) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.hurry.IsZero() {
		return false
	}
	c.raw.SetReadDeadline(time.Now().Add(limit))
	return true
}
