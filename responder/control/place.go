package control

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/sipbin/sipbin/responder"
	"github.com/sipbin/sipbin/scenarios"
)

// placeCall places a call of ours.
func (c *Control) placeCall(a *asked) (*answer, error) {
	p := responder.Placement{
		Scenario: c.outgoing(a), Target: target(a.text("target")), From: a.text("from"),
		User: a.text("user"), Password: a.text("password"), Test: a.test("test"),
	}
	if !a.has("target") {
		a.wrong("target", "it is missing").Hint = "write it like sip:100@10.0.0.5:5060"
	}
	if p.Password != "" && p.User == "" {
		a.wrong("password", "it is that of no user").Hint = "give user as well"
	}
	if err := a.done(); err != nil {
		return nil, err
	}
	const lookup = 5 * time.Second // of a host name
	ctx, cancel := context.WithTimeout(a.Context(), lookup)
	defer cancel()
	id, err := c.responder.Call(ctx, p)
	if errors.Is(err, responder.ErrFrom) {
		return nil, badFields([]wrong{{Field: "from", Text: err.Error(), Hint: "write it like sip:alice@example.com"}})
	}
	if err != nil {
		return nil, badFields([]wrong{{Field: "target", Text: err.Error(), Hint: "write it like sip:100@10.0.0.5:5060"}})
	}
	return created(fmt.Sprintf("/api/calls/%d", id), map[string]any{"call": id}), nil
}

// target is whom to call: a word alone is a user who is registered.
func target(text string) string {
	if text == "" || strings.ContainsAny(text, ":@") {
		return text
	}
	return "sip:" + text + "@localhost"
}

// outgoing is the scenario for a call of ours: one by its name, or what codes
// say of how it is to be answered.
func (c *Control) outgoing(a *asked) *scenarios.Scenario {
	name, codes := a.text("scenario"), a.text("codes")
	if a.has("scenario") == a.has("codes") {
		a.wrong("scenario", "it takes either a scenario or codes").Hint = `write  "codes": "180*200*10"  for a call that rings, is answered and ends after ten seconds`
		return nil
	}
	if codes != "" {
		s, err := scenarios.DialOut(codes)
		if err != nil {
			a.wrong("codes", "%v", err)
		}
		return s
	}
	s := c.responder.Named(name)
	if name != "" && (s == nil || len(s.Start) == 0) {
		a.wrong("scenario", "%q is no scenario that can place a call", clipped(name)).Hint = "it needs a list under  start:  ; /api/scenarios says which have one"
	}
	return s
}
