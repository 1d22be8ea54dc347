package wire

import (
	"errors"
	"io"
	"net"

	"github.com/sipbin/sipbin/responder/message"
)

// framed carries messages over TCP and TLS: each ends where its Content-Length
// says (RFC 3261 section 18.3).
type framed struct {
	c      *conn
	net    net.Conn
	framer message.Framer
	heard  bool // there was a byte
	buf    [4 << 10]byte
}

func newFramed(c *conn, nc net.Conn) *framed {
	return &framed{c: c, net: nc, framer: message.Framer{Max: c.w.cfg.Limits.Message}}
}

func (f *framed) next() ([]byte, error) {
	for {
		limit := f.c.w.cfg.Limits.FirstByte
		if f.heard {
			limit = f.c.w.cfg.Limits.Idle
		}
		if err := f.c.await(limit); err != nil {
			return nil, err
		}
		msg, err := f.framer.Next()
		if msg != nil || err != nil {
			return msg, err
		}
		n, err := f.net.Read(f.buf[:])
		if n > 0 {
			f.heard = true
			f.framer.Write(f.buf[:n])
			continue
		}
		if errors.Is(err, io.EOF) && f.framer.Buffered() > 0 {
			err = io.ErrUnexpectedEOF
		}
		if err != nil {
			return nil, err
		}
	}
}

func (f *framed) put(data []byte) error {
	f.c.urge()
	_, err := f.net.Write(data)
	return err
}

// end sends a FIN; over TLS that the stream ends, and then a FIN.
func (f *framed) end(error) { halfClose(f.net) }
