package responder

import (
	"slices"
	"time"

	"github.com/sipbin/sipbin/responder/dialog"
	"github.com/sipbin/sipbin/responder/message"
)

// unsubscribe ends what a call of ours has subscribed to when its lists are over
// (RFC 6665 section 4.1.2.3): after the first NOTIFY, so that the state was seen
// once. A NOTIFY that does not come in Timer N, the first or the last, ends it as
// well (section 4.1.2.4). A REFER goes on until its outcome was told.
func (c *call) unsubscribe(now time.Time) {
	p := c.placed
	if p == nil || !c.up.IsZero() || len(c.clients) > 0 || len(c.pending) > 0 || c.watching() {
		return
	}
	d, events := c.subscribedDialog(), c.ownSubscriptions()
	if d == nil || len(events) == 0 {
		return
	}
	switch {
	case p.informed && !p.ended:
		c.shard.queue.stop(p.patience)
		for _, event := range events {
			c.request(d, c.subscribing(ours{method: "SUBSCRIBE", why: "end", headers: []message.Header{
				{Name: "Contact", Value: d.Contact}, {Name: "Event", Value: event}, {Name: "Expires", Value: "0"},
			}}), now)
		}
	case p.patience != nil:
		return
	}
	p.patience = c.shard.queue.at(now.Add(c.shard.cfg.Timing.Timeout()), c.neverNotified)
}

// neverNotified is Timer N.
func (c *call) neverNotified(now time.Time) {
	if c.over {
		return
	}
	c.note("no NOTIFY in 64*T1 (Timer N)", now)
	c.events = slices.DeleteFunc(c.events, func(event string) bool { return event != referEvent })
	c.settle(now)
}

// subscribedDialog is the dialog that a SUBSCRIBE of ours made, nil for none.
func (c *call) subscribedDialog() *dialog.Dialog {
	i := slices.IndexFunc(c.dialogs, func(d *dialog.Dialog) bool { return d.Subscribed && !d.Early })
	if i < 0 {
		return nil
	}
	return c.dialogs[i]
}

// ownSubscriptions are the events that SUBSCRIBEs of ours asked for.
func (c *call) ownSubscriptions() (events []string) {
	for _, event := range c.events {
		if event != referEvent {
			events = append(events, event)
		}
	}
	return events
}
