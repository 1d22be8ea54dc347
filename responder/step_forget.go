package responder

import "time"

// forget plays forget: the dialogs are gone as after a restart, and what comes
// in them gets 481. The call goes on watching for it. Of a REGISTER the bindings
// are gone.
func (t *track) forget(now time.Time) {
	c := t.call
	if t.tx != nil && t.tx.request != nil && t.tx.request.Method() == "REGISTER" {
		c.unbind(t.tx.request, now)
	}
	for _, d := range c.dialogs {
		c.forgotten = append(c.forgotten, d.ID)
	}
	c.forgetDialogs(now)
	for _, id := range c.forgotten {
		c.shard.dialogs[id] = inDialog{call: c}
	}
}

// receiveForgotten answers a request in a dialog that was forgotten: an expect
// or list that wants it, else 481.
func (c *call) receiveForgotten(tx *serverTx, now time.Time) {
	a := c.arrive(tx.request, tx, now)
	c.take(a, c.ownList(tx.request.Method()), now, func(*track) {
		c.respondCode(tx, 481, "default", now)
	})
	c.settle(now)
}
