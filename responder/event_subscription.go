package responder

import (
	"cmp"
	"slices"
	"time"

	"github.com/sipbin/sipbin/responder/dialog"
	"github.com/sipbin/sipbin/responder/message"
)

// subscription is what NOTIFYs are owed in a dialog: one that a SUBSCRIBE asked
// for, or the one that a REFER implies.
type subscription struct {
	call   *call
	dialog *dialog.Dialog
	event  string // Event as the client wrote it, in a string of its own

	// pack is nil for an event that only a scenario knows, and for refer.
	pack         *eventPackage
	user, entity string
	state        eventState

	ends   time.Time
	ending string // the reason it is over, "" while it lasts
	expire *timer
	again  *timer // when the state changes by itself
	quiet  bool   // the act is off: the scenario notifies
	over   bool

	// One NOTIFY is on its way at a time, so that none overtakes another. What
	// comes meanwhile waits for its answer: due is one that is owed, stale and
	// cause a change that may be news.
	sending, due, stale bool
	cause               string
}

func (sub *subscription) resource() resource { return resource{sub.pack.name, sub.user} }

// subscriptionIn is the subscription in a dialog that an Event value names; the
// only one there is, when it is left out.
func (c *call) subscriptionIn(d *dialog.Dialog, event string) *subscription {
	var of []*subscription
	for _, sub := range c.subscriptions {
		if sub.dialog == d && (event == "" || sameEvent(sub.event, event)) {
			of = append(of, sub)
		}
	}
	if len(of) == 0 || event == "" && len(of) > 1 {
		return nil
	}
	return of[0]
}

// sameEvent compares package and id (RFC 6665 section 4.5.2); other parameters do
// not count.
func sameEvent(a, b string) bool {
	idA, _ := message.Param(a, "id")
	idB, _ := message.Param(b, "id")
	return message.BareValue(a) == message.BareValue(b) && idA == idB
}

// endsSubscription reports whether an answer in the dialog, or none, ends the
// subscription (RFC 6665 sections 4.1.2.2 and 4.2.2, RFC 5057 section 5.1).
func endsSubscription(code int) bool {
	return slices.Contains([]int{404, 405, 408, 410, 416, 480, 481, 482, 483, 484, 485, 489, 501, 604}, code)
}

// endSubscription is the end of a subscription, of which nobody is told any more.
func (c *call) endSubscription(sub *subscription, now time.Time) {
	c.dropSubscription(sub)
	c.settle(now)
}

func (c *call) dropSubscription(sub *subscription) {
	if sub.over {
		return
	}
	sub.over = true
	c.shard.queue.stop(sub.expire)
	c.shard.queue.stop(sub.again)
	if sub.pack != nil {
		c.shard.events.unwatch(sub)
	}
	c.subscriptions = slices.DeleteFunc(c.subscriptions, func(other *subscription) bool { return other == sub })
}

// leaveToScenario makes the subscription that a REFER implies, for a scenario to
// notify: for a minute, as the act says.
func (c *call) leaveToScenario(d *dialog.Dialog, event string, now time.Time) {
	sub := &subscription{call: c, dialog: d, event: event, quiet: true, ends: now.Add(time.Minute)}
	sub.expire = c.shard.queue.at(sub.ends, func(now time.Time) { c.terminate(sub, "timeout", now) })
	c.subscriptions = append(c.subscriptions, sub)
}

// subscribedIn reports whether there are subscriptions in a dialog.
func (c *call) subscribedIn(d *dialog.Dialog) bool {
	return slices.ContainsFunc(c.subscriptions, func(sub *subscription) bool { return sub.dialog == d })
}

// dropSubscriptions forgets those of a dialog; nobody is told.
func (c *call) dropSubscriptions(d *dialog.Dialog) {
	for _, sub := range slices.Clone(c.subscriptions) {
		if sub.dialog == d {
			c.dropSubscription(sub)
		}
	}
}

// deactivate ends what was subscribed to in a dialog: the subscribers are told to
// come again at once (RFC 6665 section 4.1.3).
func (c *call) deactivate(d *dialog.Dialog, now time.Time) {
	if !c.subscribedIn(d) {
		c.forgetDialog(d, now)
		return
	}
	for _, sub := range slices.Clone(c.subscriptions) {
		if sub.dialog == d && sub.ending == "" {
			c.terminate(sub, deactivated, now)
		}
	}
}

// EndSubscriptions ends all subscriptions with a last NOTIFY, before the
// responder stops.
func (e *Engine) EndSubscriptions(now time.Time) {
	defer e.tell(now)
	for _, s := range e.shards {
		s.endSubscriptions(now)
	}
}

func (s *shard) endSubscriptions(now time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	defer s.survive(now)
	var dialogs []inDialog
	for _, d := range s.dialogs {
		if d.dialog != nil && d.call.subscribedIn(d.dialog) {
			dialogs = append(dialogs, d)
		}
	}
	slices.SortFunc(dialogs, func(a, b inDialog) int { return cmp.Compare(a.call.id, b.call.id) })
	for _, d := range dialogs {
		d.call.deactivate(d.dialog, now)
	}
}

// onlySubscribed reports whether nothing is in progress but subscriptions.
func (e *Engine) onlySubscribed() bool {
	for _, s := range e.shards {
		if !s.onlySubscribed() {
			return false
		}
	}
	return true
}

func (s *shard) onlySubscribed() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	for c := range s.inProgress {
		if !c.onlySubscribed() {
			return false
		}
	}
	return true
}

func (c *call) onlySubscribed() bool {
	return len(c.tracks) == 0 && len(c.pending) == 0 && len(c.subscriptions) > 0 &&
		!slices.ContainsFunc(c.dialogs, func(d *dialog.Dialog) bool { return !d.Subscribed })
}

// unsubscribed ends the dialogs that nothing but subscriptions made and whose
// last one is over. Of one that a scenario notifies nobody else says the end.
func (c *call) unsubscribed(now time.Time) {
	if len(c.events) > 0 || len(c.references) > 0 {
		return
	}
	for i := 0; i < len(c.dialogs); {
		d := c.dialogs[i]
		lasts := func(sub *subscription) bool { return sub.dialog == d && (!sub.quiet || sub.ending == "") }
		if d.Subscribed && !slices.ContainsFunc(c.subscriptions, lasts) {
			c.forgetDialog(d, now)
			continue
		}
		i++
	}
}
