package wire

import (
	"errors"
	"io"

	"github.com/sipbin/sipbin/responder/message"
)

// framed cuts the bytes of a connection into messages by Content-Length (RFC
// 3261 section 18.3).
type framed struct {
	c      *conn
	framer message.Framer
	heard  bool // there was a byte
	buf    [4 << 10]byte
}

func newFramed(c *conn, maxMessage int) *framed {
	return &framed{c: c, framer: message.Framer{Max: maxMessage}}
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
		n, err := f.c.net.Read(f.buf[:])
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
