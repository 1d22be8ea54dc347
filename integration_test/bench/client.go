package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"syscall"
	"time"

	"golang.org/x/net/ipv4"
)

// client places calls from one socket and one goroutine. It never blocks in a
// read: it has a core to itself, and a server that would have to wake it for
// each response would be charged for that.
type client struct {
	conn     *net.UDPConn
	packets  *ipv4.PacketConn
	in, out  []ipv4.Message
	queued   int
	requests requests
	epoch    time.Time
	calls    []call
	last     uint64 // highest number a call has had
	outcome
}

const (
	batch      = 64
	datagram   = 4096
	bufferSize = 4 << 20
	// MSG_DONTWAIT of Linux, the one place where there is taskset to bring us here.
	dontWait = 0x40
)

func newClient(dial string, port int) (*client, error) {
	conn, err := net.DialUDP("udp4", nil, &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1), Port: port})
	if err != nil {
		return nil, err
	}
	if err := errors.Join(conn.SetReadBuffer(bufferSize), conn.SetWriteBuffer(bufferSize)); err != nil {
		conn.Close()
		return nil, err
	}
	c := &client{
		conn:     conn,
		packets:  ipv4.NewPacketConn(conn),
		in:       make([]ipv4.Message, batch),
		out:      make([]ipv4.Message, batch),
		requests: newRequests(dial, conn.LocalAddr().String(), conn.RemoteAddr().String()),
		epoch:    time.Now(),
	}
	for i := range batch {
		c.in[i].Buffers = [][]byte{make([]byte, datagram)}
		c.out[i].Buffers = [][]byte{make([]byte, 0, datagram)}
	}
	return c, nil
}

func (c *client) close() error { return c.conn.Close() }

func (c *client) now() time.Duration { return time.Since(c.epoch) }

// run does the load. The error is about the client (its socket, its time limit);
// what the server did wrong is in the outcome.
func (c *client) run(ctx context.Context, l load) (outcome, error) {
	free := c.reset(l.window)
	begin, nextCheck := c.now(), time.Duration(0)
	for started := 0; started < l.calls || len(free) < l.window; {
		now := c.now()
		for len(free) > 0 && started < l.calls && now >= begin+time.Duration(started)*l.every {
			if err := c.invite(free[len(free)-1]); err != nil {
				return c.outcome, err
			}
			free = free[:len(free)-1]
			started++
		}
		if err := c.flush(); err != nil {
			return c.outcome, err
		}
		var err error
		if free, err = c.read(free, l.hold); err != nil {
			return c.outcome, err
		}
		if now < nextCheck {
			continue
		}
		nextCheck = now + 50*time.Millisecond
		free = c.giveUp(free, now-l.wait)
		if ctx.Err() != nil {
			return c.outcome, ctx.Err()
		}
		if now-begin > l.limit {
			return c.outcome, fmt.Errorf("%d of %d calls went well in %s: %w", c.outcome.calls, l.calls, l.limit, cmp.Or(c.trouble(), errSlow))
		}
	}
	c.took = c.now() - begin
	return c.outcome, c.flush()
}

// reset forgets the last load. Call n is kept in calls[n%window], and numbers go
// on where the last load ended.
func (c *client) reset(window int) (free []*call) {
	c.outcome = outcome{}
	c.calls = make([]call, window)
	c.last += uint64(window) - c.last%uint64(window)
	for i := range c.calls {
		c.calls[i].number = c.last + uint64(i)
		free = append(free, &c.calls[i])
	}
	c.last += uint64(window) - 1
	return free
}

var errSlow = errors.New("the others had no time")

// read takes what has come in, answers it, and adds calls that are over to free.
func (c *client) read(free []*call, hold bool) ([]*call, error) {
	n, err := c.packets.ReadBatch(c.in, dontWait)
	if errors.Is(err, syscall.EAGAIN) {
		return free, nil
	}
	if err != nil {
		return free, err
	}
	now := c.now()
	for _, m := range c.in[:n] {
		over, err := c.receive(m.Buffers[0][:m.N], now, hold)
		if err != nil {
			return free, err
		}
		if over != nil {
			free = append(free, over)
		}
	}
	return free, nil
}

// receive plays one packet; over is the call it ended, if any.
func (c *client) receive(packet []byte, now time.Duration, hold bool) (over *call, err error) {
	r, ok := scan(packet)
	if !ok {
		c.note(&c.strange, packet)
		return nil, nil
	}
	x := &c.calls[r.call%uint64(len(c.calls))]
	was := x.phase
	m := x.receive(r, hold)
	if was == inviting && m != repeated && m != unexpected && !x.heard {
		x.heard = true
		c.first.add(now - x.since)
	}
	switch m {
	case answered:
		err = c.queue(c.requests.ack, r.call, r.toTag)
		if !hold {
			return nil, errors.Join(err, c.queue(c.requests.bye, r.call, r.toTag))
		}
		c.outcome.calls++
		return x, err
	case refused:
		c.note(&c.refused, packet)
		return x, c.queue(c.requests.refuse, r.call, r.toTag)
	case ended:
		c.outcome.calls++
		return x, nil
	case repeated:
		c.repeated++
	case unexpected:
		c.note(&c.strange, packet)
	}
	return nil, nil
}

// note counts, and keeps the first line of the first packet that was not as it should be.
func (c *client) note(counter *int, packet []byte) {
	*counter++
	if c.example == "" {
		line, _ := cutLine(packet)
		c.example = string(line[:min(len(line), 120)])
	}
}

// giveUp ends calls that began before the given time.
func (c *client) giveUp(free []*call, before time.Duration) []*call {
	for i := range c.calls {
		if x := &c.calls[i]; x.phase != idle && x.since < before {
			x.phase = idle
			c.lost++
			free = append(free, x)
		}
	}
	return free
}

func (c *client) invite(x *call) error {
	x.number += uint64(len(c.calls))
	x.phase, x.heard, x.since = inviting, false, c.now()
	c.last = max(c.last, x.number)
	return c.queue(c.requests.invite, x.number, nil)
}

func (c *client) queue(t template, call uint64, tag []byte) error {
	if c.queued == len(c.out) {
		if err := c.flush(); err != nil {
			return err
		}
	}
	buffers := c.out[c.queued].Buffers
	buffers[0] = t.render(buffers[0][:0], call, tag)
	c.queued++
	return nil
}

func (c *client) flush() error {
	for sent := 0; sent < c.queued; {
		n, err := c.packets.WriteBatch(c.out[sent:c.queued], 0)
		if err != nil {
			return err
		}
		sent += n
	}
	c.queued = 0
	return nil
}
