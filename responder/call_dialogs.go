package responder

import (
	"slices"
	"time"

	"github.com/sipbin/sipbin/responder/dialog"
)

// forgetDialogs removes the call's dialogs: what comes in them now gets 481.
func (c *call) forgetDialogs(now time.Time) {
	for len(c.dialogs) > 0 {
		c.forgetDialog(c.dialogs[0], now)
	}
}

// forgetDialog removes one dialog.
func (c *call) forgetDialog(d *dialog.Dialog, now time.Time) {
	delete(c.shard.dialogs, d.ID)
	c.shard.dialogChanged(d)
	c.dropSubscriptions(d)
	if slices.Contains(c.forgotten, d.ID) { // its BYE was on its way
		c.shard.dialogs[d.ID] = inDialog{call: c}
	}
	c.dialogs = slices.DeleteFunc(c.dialogs, func(other *dialog.Dialog) bool { return other == d })
	c.hungUp(d, now)
}

// hungUp does what follows when there is no call in a dialog any more. With the
// last confirmed one go the media and the session timer.
func (c *call) hungUp(d *dialog.Dialog, now time.Time) {
	if a := c.unacknowledged(d); a != nil {
		c.stopRepeating(a)
	}
	c.stopAwaitingBYE(d)
	early := -1
	for i, other := range c.dialogs {
		switch {
		case other.Early && early < 0:
			early = i
		case other.Early:
		case !other.Subscribed:
			return
		}
	}
	if (c.first != nil && c.first.Final() || c.placed != nil && !c.inviting()) && early >= 0 {
		c.forgetDialog(c.dialogs[early], now) // that no 2xx will confirm any more
		return
	}
	if !c.up.IsZero() && c.end.Talk == 0 {
		c.end.Talk = now.Sub(c.up)
	}
	c.closeStreams(now)
	c.shard.queue.stop(c.refresher.timer())
}

// addDialog makes the dialog of a response known, once (RFC 3261 section 12.1.1).
func (c *call) addDialog(d *dialog.Dialog) *dialog.Dialog {
	for _, known := range c.dialogs {
		if known.ID == d.ID {
			return known
		}
	}
	if other := c.shard.dialogs[d.ID]; other.dialog != nil && other.call != c {
		other.call.supplanted(other.dialog)
	}
	c.dialogs = append(c.dialogs, d)
	c.shard.dialogs[d.ID] = inDialog{call: c, dialog: d}
	c.shard.dialogChanged(d)
	return d
}

// supplanted ends a dialog of the call whose tags another call has got as well:
// nothing reaches it any more.
func (c *call) supplanted(d *dialog.Dialog) {
	c.shard.after(func(now time.Time) {
		s := c.shard
		s.mu.Lock()
		defer s.mu.Unlock()
		defer s.survive(now)
		if !c.over {
			c.note("another call has a dialog of the same tags", now)
			c.forgetDialog(d, now)
			if len(c.dialogs) == 0 {
				c.stopTracks("nothing can reach the call", nil, now)
			}
			c.settle(now)
		}
	})
}

// name remembers what the scenario calls a dialog.
func (c *call) name(d *dialog.Dialog, name string) {
	if c.names == nil {
		c.names = make(map[*dialog.Dialog]string)
	}
	c.names[d] = name
}

// confirmed is the first dialog that a 2xx made, nil for none.
func (c *call) confirmed() *dialog.Dialog {
	for _, d := range c.dialogs {
		if !d.Early {
			return d
		}
	}
	return nil
}

// hasConfirmed reports whether a 2xx with this To value was sent.
func (c *call) hasConfirmed(to string) bool {
	return slices.ContainsFunc(c.dialogs, func(d *dialog.Dialog) bool { return !d.Early && d.Local == to })
}
