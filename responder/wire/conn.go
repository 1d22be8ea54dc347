package wire

import (
	"bytes"
	"errors"
	"fmt"
	"net"
	"os"
	"sync"
	"time"

	"github.com/sipbin/sipbin/responder/message"
)

// conn is one connection of a stream transport. The goroutine of serve reads
// and owns the end; the goroutine of write writes what is queued.
type conn struct {
	w       *Wire
	flow    message.Flow
	trouble *trouble // of its listener
	carrier carrier  // made by ready
	to      *Peer    // of one that is dialled

	mu      sync.Mutex
	raw     net.Conn  // without TLS and WebSocket
	wake    sync.Cond // of the writer: queue or closing changed
	queue   [][]byte
	queued  int       // bytes in queue and in the write under way
	closing bool      // nothing more is read or queued
	why     error     // with closing
	hurry   time.Time // with closing: writes are over by then; zero: by Limits.Write
}

// carrier is how a transport carries messages over a connection.
type carrier interface {
	// next returns the next message. It calls await before it reads.
	next() ([]byte, error)
	// put writes one message. It calls urge before it writes.
	put(data []byte) error
	// end says that nothing more will be put. It is called when next and put
	// have returned for the last time.
	end(why error)
}

// farewell is how long a peer may go on sending after our FIN. Closing sooner
// would make of its bytes a RST that overtakes our last answer.
const farewell = time.Second

// past is a deadline that wakes whoever reads or writes.
var past = time.Unix(1, 0)

func newConn(w *Wire, nc net.Conn, f message.Flow, t *trouble) *conn {
	c := &conn{w: w, raw: nc, flow: f, trouble: t}
	c.wake.L = &c.mu
	return c
}

func (c *conn) serve() {
	err := c.ready()
	if err == nil {
		var writing sync.WaitGroup
		writing.Go(c.write)
		c.finish(c.read())
		writing.Wait()
	}
	c.finish(err)
	c.part()
	c.raw.Close()
	c.w.leave(c)
	if c.carrier != nil || c.to != nil {
		c.w.deliver(Packet{Flow: c.flow, At: time.Now(), Closed: true, Unreached: c.carrier == nil, Why: c.why})
	}
}

// read delivers messages until the connection ends, and says why it did.
func (c *conn) read() (why error) {
	defer c.panicked("reading", &why)
	for {
		msg, err := c.carrier.next()
		switch {
		case errors.Is(err, message.ErrLostFraming):
			c.w.count.broken.Add(1)
			if len(msg) > 0 {
				c.take(msg, err)
			}
			return err
		case errors.Is(err, os.ErrDeadlineExceeded):
			if !c.ending() {
				c.w.count.idle.Add(1)
			}
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

// panicked turns a panic into an error of the connection.
func (c *conn) panicked(doing string, why *error) {
	if v := recover(); v != nil {
		c.w.panicked(v)
		*why = fmt.Errorf("panic while %s: %v", doing, v)
	}
}

func (c *conn) take(msg []byte, broken error) {
	if c.w.tooMany(c.flow.Remote.Addr(), len(msg), c.trouble) {
		return
	}
	broken = c.w.checked(c.trouble, c.flow.Remote.Addr(), msg, broken)
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
	return c.raw.SetReadDeadline(until(limit))
}

// urge arms the clock for the next write.
func (c *conn) urge() {
	c.mu.Lock()
	defer c.mu.Unlock()
	deadline := until(c.w.cfg.Limits.Write)
	if !c.hurry.IsZero() {
		deadline = c.hurry
	}
	c.raw.SetWriteDeadline(deadline)
}

// ending reports whether the connection is being closed.
func (c *conn) ending() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.closing
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

// write puts each of the queue by itself, until the connection is closing.
func (c *conn) write() {
	var err error
	defer func() {
		if err != nil {
			c.abort(err)
		}
	}()
	defer c.panicked("writing", &err)
	for {
		data, ok := c.dequeue()
		if !ok {
			return
		}
		if err = c.carrier.put(data); err != nil {
			if errors.Is(err, os.ErrDeadlineExceeded) {
				c.w.count.slow.Add(1)
				err = ErrSlow
			}
			return
		}
		c.w.count.out.Add(1)
		c.w.count.bytesOut.Add(uint64(len(data)))
		c.mu.Lock()
		c.queued -= len(data)
		c.mu.Unlock()
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
	return data, true
}
