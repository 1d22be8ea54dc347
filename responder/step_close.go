package responder

import (
	"time"

	"github.com/sipbin/sipbin/scenarios"
)

// close plays close: fin or reset. Over UDP there is nothing to close.
func (t *track) close(s *scenarios.Close, now time.Time) {
	t.call.note(s.String(), now)
	if c := t.call; c.shard.cfg.CloseConn != nil && c.flow.Conn != 0 {
		c.shard.cfg.CloseConn(c.flow, s.Reset)
	}
}
