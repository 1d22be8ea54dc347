package responder

import (
	"slices"
	"time"

	"github.com/sipbin/sipbin/catalog"
	"github.com/sipbin/sipbin/responder/dialog"
	"github.com/sipbin/sipbin/responder/media"
	"github.com/sipbin/sipbin/responder/message"
)

// bye ends a call (RFC 3261 section 15).
var bye = method{
	inside: hangUpByCaller,
	sent:   sentBye,
}

// hangUpByCaller answers 200 and ends the lists still being played, but for
// those that wait for nothing else than to see this BYE.
func hangUpByCaller(c *call, tx *serverTx, now time.Time) {
	if tx.dialog.Subscribed {
		c.respondCode(tx, 481, "default: there is no call in this dialog", now)
		return
	}
	watching := c.taker(&arrival{in: tx.request})
	c.respondCode(tx, 200, "default", now)
	c.stopTracks("the "+c.peer()+" hung up", watching, now)
}

// peer is what the other side is in this call.
func (c *call) peer() string {
	if c.placed != nil {
		return "callee"
	}
	return "caller"
}

// sentBye: whoever answers a BYE with 2xx has no dialog any more. Requests still
// pending in it get 487 (section 15.1.2).
func sentBye(c *call, tx *serverTx, r reply, built catalog.Response, now time.Time) {
	switch {
	case tx.dialog == nil || built.Code < 200:
		return
	case !success(built.Code):
		c.awaitBYE(tx.dialog, built, c.off|r.off, now)
		return
	}
	if c.end.EndedBy == "" {
		c.end.EndedBy = c.peer()
	}
	c.leaveDialog(tx.dialog, now)
	for _, pending := range slices.Clone(c.pending) {
		if pending != tx && !pending.silent {
			c.respondCode(pending, 487, "default", now)
		}
	}
}

// bye sends our BYE; the dialog is over when it is answered, or never was.
func (c *call) bye(d *dialog.Dialog, o ours, now time.Time) {
	if c.end.EndedBy == "" {
		c.end.EndedBy = "us"
	}
	if !c.up.IsZero() {
		c.end.Talk = now.Sub(c.up)
	}
	if a := c.unacknowledged(d); a != nil {
		c.stopRepeating(a)
	}
	done := o.done
	o.method = "BYE"
	o.done = func(code int, m *message.Message, now time.Time) {
		c.leaveDialog(d, now)
		if done != nil {
			done(code, m, now)
		}
	}
	c.request(d, o, now)
}

// leftUnanswered is for a dialog whose BYE was met with silence until the peer
// gave up: it is gone, answered or not. A never: that another BYE would break
// still has to see that one come.
func (c *call) leftUnanswered(d *dialog.Dialog, now time.Time) {
	if c.dialogBy(d.ID) != d {
		return
	}
	if until := c.watchedFor("BYE"); until.After(now) {
		c.shard.queue.at(until, func(now time.Time) {
			c.leftUnanswered(d, now)
			c.settle(now)
		})
		return
	}
	c.forgetDialog(d, now)
}

// leaveDialog is the end of the call in a dialog, which goes on when there are
// subscriptions in it (RFC 5057 section 4).
func (c *call) leaveDialog(d *dialog.Dialog, now time.Time) {
	if !c.subscribedIn(d) {
		c.forgetDialog(d, now)
		return
	}
	for _, sub := range c.subscriptions {
		if sub.quiet && sub.ending == "" { // lasts as long as its scenario is played
			sub.ending = "noresource"
		}
	}
	c.shard.dialogChanged(d)
	d.Subscribed = true
	c.hungUp(d, now)
}

// hangUp ends the call tidily from our side, whatever it has come to: a BYE, or
// that final response.
func (c *call) hangUp(code int, reason string, now time.Time) {
	c.stopTracks("the call ends", nil, now)
	c.cancelInvite(ours{why: "end"}, now)
	for _, tx := range slices.Clone(c.pending) {
		switch tx.request.Method() {
		case "BYE", "CANCEL":
			c.respondCode(tx, 200, "end", now) // they want what happens anyway
			continue
		case "PRACK":
			c.byDefault(tx, now)
			continue
		}
		draft := catalog.Draft{Code: code}
		if reason != "" {
			draft.Headers = warning(tx.request, media.WarnOther, reason)
		}
		c.respond(tx, reply{Draft: draft, why: "end"}, now)
	}
	if c.end.EndedBy != "" {
		return
	}
	for _, d := range slices.Clone(c.dialogs) {
		switch a := c.unacknowledged(d); {
		case d.Early:
		case d.Subscribed:
			c.deactivate(d, now)
		case a != nil:
			a.bye = true
		default:
			c.bye(d, ours{why: "end"}, now)
		}
	}
}
