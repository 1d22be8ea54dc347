package responder

import (
	"slices"
	"time"

	"github.com/sipbin/sipbin/catalog"
	"github.com/sipbin/sipbin/responder/dialog"
	"github.com/sipbin/sipbin/responder/message"
	"github.com/sipbin/sipbin/scenarios"
)

// leaving is a dialog whose BYE of the peer was refused. The session is over for
// the peer all the same (RFC 3261 section 15.1.1), so another BYE is all that is
// waited for: with credentials, or after the Retry-After.
type leaving struct {
	dialog *dialog.Dialog
	code   int
	wait   time.Duration
	until  *timer
}

// awaitBYE arms the act give-up for a dialog whose BYE was refused.
func (c *call) awaitBYE(d *dialog.Dialog, refused catalog.Response, off scenarios.Acts, now time.Time) {
	c.stopAwaitingBYE(d)
	if d.Subscribed || off.Has(scenarios.GiveUp) || c.dialogBy(d.ID) == nil {
		return
	}
	l := &leaving{dialog: d, code: refused.Code, wait: c.shard.cfg.Timing.Timeout()}
	for _, h := range refused.Headers {
		if after, ok := deltaSeconds(message.BareValue(h.Value)); ok && message.SameName(h.Name, "Retry-After") {
			l.wait += after
		}
	}
	c.leaving = append(c.leaving, l)
	c.armLeaving(l, now)
}

func (c *call) armLeaving(l *leaving, now time.Time) {
	l.until = c.shard.queue.at(now.Add(l.wait), func(now time.Time) { c.neverLeft(l, now) })
}

// neverLeft is the act give-up for a BYE that was refused and did not come
// again: ours ends the dialog, unless the peer takes it for ended by the answer.
// Lists that wait for something else than the next request go first.
func (c *call) neverLeft(l *leaving, now time.Time) {
	waits := c.pendingIn(l.dialog, "BYE", nil)
	if waits || l.dialog.Early || slices.ContainsFunc(c.tracks, func(t *track) bool { return !t.idle() }) {
		c.armLeaving(l, now)
		return
	}
	c.stopAwaitingBYE(l.dialog)
	c.note("the BYE that got "+codeText(l.code)+" did not come again in "+l.wait.String(), now)
	if c.end.EndedBy == "" {
		c.end.EndedBy = c.peer()
	}
	c.stopTracks("the "+c.peer()+" hung up", nil, now)
	if l.code == 408 || l.code == 481 {
		c.leaveDialog(l.dialog, now)
	} else {
		c.bye(l.dialog, ours{why: scenarios.GiveUp.String()}, now)
	}
	c.settle(now)
}

// stopAwaitingBYE is for a dialog that has ended, or whose BYE came again.
func (c *call) stopAwaitingBYE(d *dialog.Dialog) {
	c.leaving = slices.DeleteFunc(c.leaving, func(l *leaving) bool {
		if l.dialog == d {
			c.shard.queue.stop(l.until)
		}
		return l.dialog == d
	})
}
