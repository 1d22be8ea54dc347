package wire

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/netip"
	"sync"
	"time"

	"github.com/sipbin/sipbin/responder/message"
)

// Wire is a set of bound listeners and the connections that came of them.
type Wire struct {
	cfg   Config
	bound []Bound
	notes []string

	sockets map[socketKey]*socket
	doors   []*door

	count   counters
	refused refusedSources
	sources sources
	opened  bool // Allow goes beyond Trust
	panics  panics

	done    chan struct{} // closed by Close
	running sync.WaitGroup
	receive func(Packet)

	mu        sync.RWMutex // guards what follows, and the start of goroutines
	closed    bool
	serving   bool
	lastConn  uint64
	conns     map[uint64]*conn
	perSource map[netip.Addr]int
	dialled   map[Peer]*conn
}

// Serve reads until ctx is done or the Wire is closed, closes it and returns
// nil. receive is called by the goroutine that reads, so in order for each
// socket and each connection, and for different ones at the same time; it may
// call Send and CloseConn, but neither Close nor anything that waits. Serve
// may be called once.
func (w *Wire) Serve(ctx context.Context, receive func(Packet)) error {
	if err := w.start(receive); err != nil {
		return err
	}
	select {
	case <-ctx.Done():
	case <-w.done:
	}
	return w.Close()
}

func (w *Wire) start(receive func(Packet)) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.closed {
		return ErrClosed
	}
	if w.serving {
		return errors.New("serve is called twice on one wire")
	}
	w.serving, w.receive = true, receive
	for _, s := range w.sockets {
		w.running.Go(s.serve)
	}
	for _, d := range w.doors {
		w.running.Go(d.serve)
	}
	for _, c := range w.conns { // dialled before
		w.running.Go(c.serve)
	}
	return nil
}

// deliver hands p on; a panic of the receiver ends here.
func (w *Wire) deliver(p Packet) {
	defer w.caught()
	w.receive(p)
}

// Send hands data to the peer of f and never waits for it: a datagram is
// written at once, from f.Local, on the socket that f came in on; for a stream
// data is copied to the queue of the connection and leaves in a write of its
// own. ErrUnproven: the peer has first to show that it is there. ErrGone: there
// is no such connection or socket any more. ErrSlow: the queue was full, and the
// connection is closed by that. A Local that is not valid leaves the choice of
// the address, over UDP, to the kernel.
func (w *Wire) Send(f message.Flow, data []byte) error {
	err := w.send(f, data)
	if err != nil {
		w.count.sendErrors.Add(1)
		return fmt.Errorf("send %s to %s: %w", f.Transport, f.Remote, err)
	}
	return nil
}

func (w *Wire) send(f message.Flow, data []byte) error {
	if !f.Transport.Reliable() {
		s := w.socket(f)
		if s == nil {
			return ErrGone
		}
		return s.send(f.Local.Addr(), f.Remote, data)
	}
	c := w.conn(f)
	if c == nil {
		return w.sendAnew(f, data)
	}
	return c.send(data)
}

func (w *Wire) socket(f message.Flow) *socket {
	return w.sockets[socketKey{f.Listener, f.Remote.Addr().Is6()}]
}

func (w *Wire) conn(f message.Flow) *conn {
	w.mu.RLock()
	defer w.mu.RUnlock()
	return w.conns[f.Conn]
}

// Gone reports whether the connection of f is no more, or about to be; a flow of
// UDP has none.
func (w *Wire) Gone(f message.Flow) bool {
	if !f.Transport.Reliable() {
		return false
	}
	c := w.conn(f)
	return c == nil || c.ending()
}

// CloseConn ends the connection of f: with a FIN after what was queued, or with
// a RST at once. Nothing is received on it any more but the Packet that says
// Closed. A flow of UDP, or without a connection, is left alone.
func (w *Wire) CloseConn(f message.Flow, reset bool) {
	c := w.conn(f)
	switch {
	case c == nil:
	case reset:
		c.abort(nil)
	default:
		c.finish(nil)
	}
}

// lastWords is how long Close lets connections write what is queued.
const lastWords = time.Second

// Close stops listening, gives what is queued on connections a second to leave
// and waits until the last receive has returned.
func (w *Wire) Close() error {
	w.mu.Lock()
	first := !w.closed
	w.closed = true
	conns := make([]*conn, 0, len(w.conns))
	for _, c := range w.conns {
		conns = append(conns, c)
	}
	w.mu.Unlock()

	var errs []error
	if first {
		close(w.done)
		for _, s := range w.sockets {
			errs = append(errs, s.close())
		}
		for _, d := range w.doors {
			errs = append(errs, d.close())
		}
		for _, c := range conns {
			c.finishBy(ErrClosed, time.Now().Add(lastWords))
		}
	}
	w.running.Wait()
	return errors.Join(errs...)
}

var _ io.Closer = (*Wire)(nil)
