package wire

import (
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"os"
	"strings"
	"time"

	"github.com/sipbin/sipbin/responder/message"
)

// ready makes of an open connection one that carries messages: by a handshake
// of TLS, an upgrade to WebSocket, or both.
func (c *conn) ready() (err error) {
	defer c.unready(&err)
	defer c.panicked("getting ready", &err)
	nc, err := c.connected()
	if err != nil {
		return err
	}
	if err := c.within(c.w.cfg.Limits.Handshake); err != nil {
		return err
	}
	if c.flow.Transport.Secure() {
		secured := c.secured(nc)
		if err := secured.Handshake(); err != nil {
			return err
		}
		nc = secured
	}
	switch c.flow.Transport {
	case message.WS, message.WSS:
		ws, err := c.upgrade(nc)
		if err != nil {
			return err
		}
		c.carrier = newFrames(c, ws)
	default:
		c.carrier = newFramed(c, nc)
	}
	return c.within(-1)
}

// within arms the clock for all reads and writes together.
func (c *conn) within(limit time.Duration) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closing {
		return ErrGone
	}
	return c.raw.SetDeadline(until(limit))
}

func (c *conn) secured(nc net.Conn) *tls.Conn {
	if c.to != nil {
		return tls.Client(nc, c.w.clientTLS(c.to))
	}
	cfg := c.w.cfg.TLS.Clone()
	cfg.MinVersion = max(cfg.MinVersion, tls.VersionTLS12)
	if c.flow.Transport == message.WSS {
		cfg.NextProtos = []string{"http/1.1"}
	}
	return tls.Server(nc, cfg)
}

// unready counts a connection that did not get ready, and says why.
func (c *conn) unready(err *error) {
	if *err == nil || errors.Is(*err, ErrGone) {
		return
	}
	c.carrier = nil
	if _, ok := errors.AsType[foreign](*err); ok {
		c.w.count.foreign.Add(1)
	} else {
		c.w.count.unready.Add(1)
	}
	why := (*err).Error()
	switch {
	case errors.Is(*err, os.ErrDeadlineExceeded):
		why = fmt.Sprintf("silent during the handshake for %s", c.w.cfg.Limits.Handshake)
	case strings.Contains(why, "unknown certificate authority"), strings.Contains(why, "bad certificate"):
		why += ": it does not trust ours, see sipbin ca"
	}
	c.w.tell(c.trouble, notReady, fmt.Errorf("%s connection with %s did not come about: %s", c.flow.Transport, c.flow.Remote, why))
}
