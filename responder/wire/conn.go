package wire

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"sync"
	"time"

	"github.com/sipbin/sipbin/responder/message"
)

// conn is one connection of a stream transport. The goroutine of serve reads
// and owns the end; the goroutine of write writes what is queued.
type conn struct {
	w    *Wire
	net  net.Conn
	flow message.Flow
	// next returns the next message. It calls await before each read.
	next func() ([]byte, error)

	mu      sync.Mutex
	wake    sync.Cond // of the writer: queue or closing changed
	queue   [][]byte
	queued  int       // bytes in queue and in the write under way
	closing bool      // nothing more is read or queued
	why     error     // with closing
	hurry   time.Time // with closing: writes are over by then; zero: by Limits.Write
}

// farewell is how long a peer may go on sending after our FIN. Closing sooner
// would make of its bytes a RST that overtakes our last answer.
const farewell = time.Second

// past is a deadline that wakes whoever reads or writes.
var past = time.Unix(1, 0)

func newConn(w *Wire, nc net.Conn, f message.Flow) *conn {
	c := &conn{w: w, net: nc, flow: f}
	c.wake.L = &c.mu
	c.next = newFramed(c, w.cfg.MaxMessage).next
	return c
}

func (c *conn) serve() {
	var writing sync.WaitGroup
	writing.Go(c.write)
	c.finish(c.read())
	writing.Wait()
	c.linger()
	c.net.Close()
	c.w.leave(c)
	c.w.deliver(Packet{Flow: c.flow, At: time.Now(), Closed: true, Why: c.why})
}

// read delivers messages until the connection ends, and says why it did.
func (c *conn) read() (why error) {
	defer func() {
		if v := recover(); v != nil {
			c.w.panicked(v)
			why = fmt.Errorf("panic while reading: %v", v)
		}
	}()
	for {
		msg, err := c.next()
		switch {
		case errors.Is(err, message.ErrLostFraming):
			c.w.count.broken.Add(1)
			c.take(msg, err)
			return err
		case errors.Is(err, os.ErrDeadlineExceeded):
			c.w.count.idle.Add(1)
			return ErrIdle
		case err != nil:
			return err
		case bytes.Equal(msg, message.Ping):
			c.w.count.keepAlives.Add(1)
			c.send([]byte("\r\n"))
		default:
			c.take(msg, nil)
		}
	}
}

func (c *conn) take(msg []byte, broken error) {
	c.w.count.in.Add(1)
	c.w.count.bytesIn.Add(uint64(len(msg)))
	c.w.deliver(Packet{Flow: c.flow, Data: msg, At: time.Now(), Broken: broken})
}

// await arms the clock for the next read. It fails on a connection that is
// being closed, also between two messages that were read at once.
func (c *conn) await(limit time.Duration) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closing {
		return ErrGone
	}
	return c.net.SetReadDeadline(until(limit))
}

func (c *conn) send(data []byte) error {
	c.mu.Lock()
	if c.closing {
		c.mu.Unlock()
		return ErrGone
	}
	if limit := c.w.cfg.Limits.Queue; limit >= 0 && c.queued+len(data) > limit {
		c.mu.Unlock()
		c.w.count.slow.Add(1)
		c.abort(ErrSlow)
		return ErrSlow
	}
	c.queue = append(c.queue, bytes.Clone(data))
	c.queued += len(data)
	c.mu.Unlock()
	c.wake.Signal()
	return nil
}

// write writes each of the queue in a write of its own, and a FIN after the
// last one.
func (c *conn) write() {
	for {
		data, ok := c.dequeue()
		if !ok {
			break
		}
		if _, err := c.net.Write(data); err != nil {
			if errors.Is(err, os.ErrDeadlineExceeded) {
				c.w.count.slow.Add(1)
				err = ErrSlow
			}
			c.abort(err)
			return
		}
		c.w.count.out.Add(1)
		c.w.count.bytesOut.Add(uint64(len(data)))
		c.mu.Lock()
		c.queued -= len(data)
		c.mu.Unlock()
	}
	if half, ok := c.net.(interface{ CloseWrite() error }); ok {
		half.CloseWrite()
	}
}

// dequeue waits for something to write, until the connection is closing and
// the queue is empty.
func (c *conn) dequeue() ([]byte, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for len(c.queue) == 0 {
		if c.closing {
			return nil, false
		}
		c.wake.Wait()
	}
	data := c.queue[0]
	c.queue[0] = nil
	c.queue = c.queue[1:]
	deadline := until(c.w.cfg.Limits.Write)
	if !c.hurry.IsZero() {
		deadline = c.hurry
	}
	c.net.SetWriteDeadline(deadline)
	return data, true
}

// finish closes the connection after what is queued.
func (c *conn) finish(why error) { c.finishBy(why, time.Time{}) }

// finishBy is finish with a moment by which the queue has left, or is lost.
func (c *conn) finishBy(why error, hurry time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !hurry.IsZero() {
		c.hurry = hurry
		c.net.SetWriteDeadline(hurry)
		c.net.SetReadDeadline(past)
	}
	if c.closing {
		return
	}
	c.closing, c.why = true, why
	c.net.SetReadDeadline(past)
	c.wake.Signal()
}

// abort closes the connection now, with a RST; what is queued is lost.
func (c *conn) abort(why error) {
	c.mu.Lock()
	if !c.closing {
		c.closing, c.why = true, why
	}
	c.queue = nil
	c.mu.Unlock()
	if l, ok := c.net.(interface{ SetLinger(int) error }); ok {
		l.SetLinger(0)
	}
	c.net.Close()
	c.wake.Signal()
}

// linger reads on after our FIN until the peer has closed too.
func (c *conn) linger() {
	c.mu.Lock()
	if !c.hurry.IsZero() {
		c.mu.Unlock()
		return
	}
	c.net.SetReadDeadline(time.Now().Add(farewell))
	c.mu.Unlock()
	io.Copy(io.Discard, c.net)
}
