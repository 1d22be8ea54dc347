package responder

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/sipbin/sipbin/catalog"
	"github.com/sipbin/sipbin/responder/dialog"
	"github.com/sipbin/sipbin/responder/message"
	"github.com/sipbin/sipbin/responder/transaction"
	"github.com/sipbin/sipbin/scenarios"
)

// request plays request: METHOD, a request of ours in the call's dialog; in a
// call of ours one that begins something, while there is no dialog. A BYE waits
// for the ACK of our 2xx (RFC 3261 section 15). With expect: the step waits for
// the response and judges it.
func (t *track) request(s *scenarios.Request, now time.Time) {
	c := t.call
	d := c.dialogNamed(s.Dialog)
	outside := c.placed != nil && (s.Method == "INVITE" || d == nil)
	if t.leftOut(s, d, outside, now) || t.mustWait(s, d) {
		return
	}
	contact := ""
	if outside {
		contact, d = c.placed.contact, nil
	} else if d != nil {
		contact = d.Contact
	}
	o, err := t.ours(s, d, contact, now)
	if err == nil {
		o.flow, err = c.leave(s.Listener)
	}
	if err != nil {
		t.fail(s, err.Error(), now)
		return
	}
	t.awaitAnswer(s, &o, now)
	switch {
	case s.Method == "CANCEL":
		c.cancelInvite(o, now)
	case s.Method == "ACK":
		c.ack(c.placed.invite, c.placed.invite.dialog, c.placed.final, o, s.String(), now)
	case outside:
		c.begin(o, now)
	case s.Method == "BYE":
		c.bye(d, o, now)
	case s.Method == "NOTIFY":
		c.request(d, c.asWritten(d, o, now), now)
	case s.Method == "SUBSCRIBE", s.Method == "REFER":
		c.request(d, c.subscribing(o), now)
	default:
		o.anew = t.anew(s, d)
		c.request(d, o, now)
	}
}

// anew is how a re-INVITE or UPDATE describes the session when it is sent again
// after a 491, nil where its author wants that answer.
func (t *track) anew(s *scenarios.Request, d *dialog.Dialog) func(ours, time.Time) (ours, error) {
	if s.Method != "re-INVITE" && s.Method != "UPDATE" || slices.Contains(s.Expect, 491) {
		return nil
	}
	return func(o ours, now time.Time) (ours, error) {
		if s.Body.Empty() {
			return t.call.description(o, s, d, now)
		}
		return o, nil
	}
}

// leftOut notes a request that there is nothing to send for.
func (t *track) leftOut(s *scenarios.Request, d *dialog.Dialog, outside bool, now time.Time) bool {
	c := t.call
	why := ""
	switch p := c.placed; {
	case s.Method == "CANCEL" && (p == nil || p.invite == nil || p.invite.finished()):
		why = "no INVITE of ours is in progress"
	case s.Method == "ACK" && (p == nil || p.final == nil):
		why = "no INVITE of ours has its final response"
	case s.Method == "CANCEL", s.Method == "ACK":
	case d == nil && !outside:
		why = "there is no dialog"
	}
	if why == "" {
		return false
	}
	c.unplayed(s.String())
	c.note(s.String()+" left out: "+why, now)
	return true
}

// mustWait makes the track wait where a request would come too early: a BYE
// before the ACK of our 2xx, a CANCEL before the first provisional response
// (RFC 3261 sections 15 and 9.1).
func (t *track) mustWait(s *scenarios.Request, d *dialog.Dialog) bool {
	c := t.call
	switch {
	case s.Method == "BYE" && d != nil && c.unacknowledged(d) != nil:
		t.again(func() bool { return c.unacknowledged(d) != nil })
	case s.Method == "CANCEL" && c.placed.invite.State() == transaction.Calling:
		inv := c.placed.invite
		t.again(func() bool { return inv.State() == transaction.Calling && !inv.finished() })
	default:
		return false
	}
	return true
}

// awaitAnswer makes the track wait for the response that expect: names.
func (t *track) awaitAnswer(s *scenarios.Request, o *ours, now time.Time) {
	if len(s.Expect) == 0 {
		return
	}
	c, waiting := t.call, true
	t.blocked = func() bool { return waiting }
	judge := func(code int, wrong string, now time.Time) {
		if !waiting || t.over {
			return
		}
		c.shard.queue.stop(t.deadline)
		waiting, t.deadline = false, nil
		if wrong == "" && !slices.Contains(s.Expect, code) {
			wrong = fmt.Sprintf("%d came, not %s", code, codesText(s.Expect))
		}
		if wrong != "" {
			t.blocked = nil
			t.fail(s, wrong, now)
		}
	}
	o.provisional = func(code int, now time.Time) {
		if slices.Contains(s.Expect, code) {
			judge(code, "", now)
		}
	}
	o.done = func(code int, m *message.Message, now time.Time) {
		if m == nil && code == 503 {
			judge(code, nobody, now)
			return
		}
		judge(code, "", now)
	}
	if s.Within > 0 {
		t.deadline = c.shard.queue.at(now.Add(s.Within), func(now time.Time) {
			t.deadline, t.blocked, waiting = nil, nil, false
			t.fail(s, fmt.Sprintf("no %s within %s", codesText(s.Expect), s.Within), now)
			c.settle(now)
		})
	}
}

// ours is the request as its author wants it, in a dialog unless that is nil;
// contact is our Contact value.
func (t *track) ours(s *scenarios.Request, d *dialog.Dialog, contact string, now time.Time) (ours, error) {
	o := ours{method: strings.TrimPrefix(s.Method, "re-"), why: s.String(), fault: s.Fault}
	written, without, err := t.headers(s.Headers, now)
	if err != nil {
		return o, err
	}
	o.without = without
	has := func(name string) bool {
		return slices.ContainsFunc(written, func(h catalog.Header) bool { return message.SameName(h.Name, name) }) ||
			slices.ContainsFunc(without, func(w string) bool { return message.SameName(w, name) })
	}
	if refreshesTarget(o.method) && contact != "" && !has("Contact") {
		o.headers = append(o.headers, message.Header{Name: "Contact", Value: contact})
	}
	if s.Method == "INVITE" {
		for _, h := range [...]message.Header{
			{Name: "Allow", Value: strings.Join(allowed, ", ")}, {Name: "Supported", Value: strings.Join(supported, ", ")},
		} {
			if !has(h.Name) {
				o.headers = append(o.headers, h)
			}
		}
	}
	for _, h := range written {
		o.headers = append(o.headers, message.Header(h))
	}
	if s.Body.Empty() {
		o, err = t.call.description(o, s, d, now)
	} else {
		var body string
		body, err = s.Body.Render(t.view(s.Body, now))
		o.body, o.offers = []byte(body), isDescription([]byte(body)) && (o.method == "INVITE" || o.method == "UPDATE")
	}
	if len(o.body) > 0 && !has("Content-Type") {
		o.headers = append(o.headers, message.Header{Name: "Content-Type", Value: contentType(string(o.body))})
	}
	return o, err
}

// leave is the flow that a request leaves over from a listener, nil for that of
// the call.
func (c *call) leave(listener string) (*message.Flow, error) {
	if listener == "" || listener == c.flow.Listener {
		return nil, nil
	}
	if leave := c.shard.cfg.Leave; leave != nil {
		if f, ok := leave(listener, c.flow); ok {
			return &f, nil
		}
	}
	return nil, fmt.Errorf("there is no %s listener %s", c.flow.Transport, listener)
}

// refreshesTarget reports whether a request must carry our Contact (RFC 3261
// section 12.2, RFC 3311, RFC 6665).
func refreshesTarget(method string) bool {
	return slices.Contains([]string{"INVITE", "UPDATE", "NOTIFY", "SUBSCRIBE", "REFER", "REGISTER"}, method)
}

// dialogNamed is the dialog a scenario calls so; "" is the confirmed one, or
// the first early one.
func (c *call) dialogNamed(name string) *dialog.Dialog {
	for d, n := range c.names {
		if n == name {
			return d
		}
	}
	if d := c.confirmed(); d != nil || len(c.dialogs) == 0 {
		return d
	}
	return c.dialogs[0]
}

func codesText(codes []int) string {
	text := codeText(codes[0])
	for _, code := range codes[1:] {
		text += " or " + codeText(code)
	}
	return text
}
