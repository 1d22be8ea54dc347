package wire

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"sync/atomic"
	"unicode/utf8"

	"github.com/coder/websocket"

	"github.com/sipbin/sipbin/responder/message"
)

// frames carries messages over WebSocket, each in a message of its own, text or
// binary (RFC 7118 section 5).
type frames struct {
	c      *conn
	ws     *websocket.Conn
	heard  bool
	binary atomic.Bool // the peer's last message was
}

func newFrames(c *conn, ws *websocket.Conn) *frames {
	ws.SetReadLimit(int64(c.w.cfg.Limits.Message))
	return &frames{c: c, ws: ws}
}

func (f *frames) next() ([]byte, error) {
	for {
		limit := f.c.w.cfg.Limits.FirstByte
		if f.heard {
			limit = f.c.w.cfg.Limits.Idle
		}
		if err := f.c.await(limit); err != nil {
			return nil, err
		}
		kind, data, err := f.ws.Read(context.Background())
		if err != nil {
			return nil, f.lost(err)
		}
		f.heard = true
		f.binary.Store(kind == websocket.MessageBinary)
		switch {
		case bytes.Equal(data, message.Ping):
			return message.Ping, nil
		case len(bytes.Trim(data, "\r\n")) == 0:
			f.c.w.count.keepAlives.Add(1)
		default:
			return data, nil
		}
	}
}

// lost says of an error of the WebSocket what it is to others.
func (f *frames) lost(err error) error {
	switch {
	case websocket.CloseStatus(err) >= 0:
		return io.EOF
	case errors.Is(err, websocket.ErrMessageTooBig):
		f.c.w.tooLarge(f.c.trouble, f.c.flow.Remote.Addr(), err)
		return fmt.Errorf("%w: %w", message.ErrLostFraming, err)
	case errors.Is(err, io.ErrUnexpectedEOF):
		return io.ErrUnexpectedEOF
	case errors.Is(err, io.EOF):
		return io.EOF
	case errors.Is(err, net.ErrClosed), errors.As(err, new(net.Error)):
		return err
	}
	return fmt.Errorf("%w: %w", message.ErrLostFraming, err)
}

// put answers in the kind of message that the peer sends, as far as data can be
// text.
func (f *frames) put(data []byte) error {
	kind := websocket.MessageText
	if f.binary.Load() || !utf8.Valid(data) {
		kind = websocket.MessageBinary
	}
	return f.ws.Write(context.Background(), kind, data)
}

// end sends a Close frame and waits for the peer's.
func (f *frames) end(why error) {
	code := websocket.StatusNormalClosure
	switch {
	case errors.Is(why, ErrClosed), errors.Is(why, ErrIdle):
		code = websocket.StatusGoingAway
	case errors.Is(why, message.ErrLostFraming):
		code = websocket.StatusProtocolError
	}
	f.c.extend(farewell)
	f.ws.Close(code, "")
}

// pinged and ponged take a frame of the peer for a sign of life.
func (c *conn) pinged(context.Context, []byte) bool {
	c.w.count.keepAlives.Add(1)
	return c.await(c.w.cfg.Limits.Idle) == nil
}

func (c *conn) ponged(context.Context, []byte) { c.await(c.w.cfg.Limits.Idle) }

// paced is a connection on which every write has a time of its own; the
// WebSocket writes by itself too, to answer pings.
type paced struct {
	net.Conn
	c *conn
}

func (p paced) Write(data []byte) (int, error) {
	p.c.urge()
	return p.Conn.Write(data)
}
