package responder

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/sipbin/sipbin/catalog"
	"github.com/sipbin/sipbin/responder/dialog"
	"github.com/sipbin/sipbin/responder/media"
	"github.com/sipbin/sipbin/responder/message"
	"github.com/sipbin/sipbin/scenarios"
)

// request plays request: METHOD, a request of ours in the call's dialog. A BYE
// waits for the ACK of our 2xx (RFC 3261 section 15). With expect: the step
// waits for the final response and judges it.
func (t *track) request(s *scenarios.Request, now time.Time) {
	c := t.call
	d := c.dialogNamed(s.Dialog)
	if d == nil {
		c.unplayed(s.String())
		c.note(s.String()+" left out: there is no dialog", now)
		return
	}
	if s.Method == "BYE" && c.unacknowledged(d) != nil {
		t.again(func() bool { return c.unacknowledged(d) != nil })
		return
	}
	o, err := t.ours(s, d, now)
	if err == nil {
		o.flow, err = c.leave(s.Listener)
	}
	if err != nil {
		t.fail(s, err.Error(), now)
		return
	}
	if len(s.Expect) > 0 {
		waiting := true
		t.blocked = func() bool { return waiting }
		o.done = func(code int, _ *message.Message, now time.Time) {
			waiting = false
			if !slices.Contains(s.Expect, code) {
				t.blocked = nil
				t.fail(s, fmt.Sprintf("%d came, not %s", code, codesText(s.Expect)), now)
			}
		}
	}
	switch s.Method {
	case "BYE":
		c.bye(d, o, now)
	case "NOTIFY":
		c.request(d, c.endingWith(o), now)
	default:
		c.request(d, o, now)
	}
}

// ours is the request as its author wants it.
func (t *track) ours(s *scenarios.Request, d *dialog.Dialog, now time.Time) (ours, error) {
	o := ours{method: strings.TrimPrefix(s.Method, "re-"), why: s.String(), fault: s.Fault}
	written, _, err := t.headers(s.Headers, now)
	if err != nil {
		return o, err
	}
	has := func(name string) bool {
		return slices.ContainsFunc(written, func(h catalog.Header) bool { return message.SameName(h.Name, name) })
	}
	if refreshesTarget(o.method) && !has("Contact") {
		o.headers = append(o.headers, message.Header{Name: "Contact", Value: d.Contact})
	}
	for _, h := range written {
		o.headers = append(o.headers, message.Header(h))
	}
	if s.Body.Empty() {
		o.body, err = t.call.description(o.method, s.SDP, now)
	} else {
		var body string
		body, err = s.Body.Render(t.view(s.Body, now))
		o.body = []byte(body)
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
	return slices.Contains([]string{"INVITE", "UPDATE", "NOTIFY", "SUBSCRIBE", "REFER"}, method)
}

// description is the session description of a request of ours: an offer in a
// re-INVITE, elsewhere where the author wants one.
func (c *call) description(method string, want scenarios.SDP, now time.Time) ([]byte, error) {
	if want == scenarios.SDPNone || want == scenarios.SDPByAct && method != "INVITE" {
		return nil, nil
	}
	own, err := c.mediaOwn(c.flow, now)
	if err != nil {
		return nil, err
	}
	sdp, _ := media.Offer(own)
	if want == scenarios.SDPHold {
		sdp = onHold(sdp)
	}
	c.session = sdp
	return sdp, nil
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
