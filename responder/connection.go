package responder

import (
	"slices"
	"time"

	"github.com/sipbin/sipbin/responder/message"
)

// followConn has the call told when its connection closes, if its scenario has
// a list for that.
func (c *call) followConn() {
	if c.flow.Conn != 0 && c.scenario.On["connection-closed"] != nil {
		c.shard.conns[c.flow.Conn] = append(c.shard.conns[c.flow.Conn], c)
	}
}

// unfollowConn is its end.
func (c *call) unfollowConn() {
	calls := c.shard.conns
	left := slices.DeleteFunc(calls[c.flow.Conn], func(other *call) bool { return other == c })
	if calls[c.flow.Conn] = left; len(left) == 0 {
		delete(calls, c.flow.Conn)
	}
}

// connectionClosed tells the calls that came over a connection.
func (e *Engine) connectionClosed(flow message.Flow, now time.Time) {
	for _, s := range e.shards {
		s.mu.Lock()
		for _, c := range slices.Clone(s.conns[flow.Conn]) {
			c.event("connection-closed", c.first, now)
			c.settle(now)
		}
		s.rearm()
		s.mu.Unlock()
	}
}
