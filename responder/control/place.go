package control

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/sipbin/sipbin/responder"
)

// placeCall places a call of ours.
func (c *Control) placeCall(a *asked) (*answer, error) {
	name, target := a.text("scenario"), a.text("target")
	p := responder.Placement{
		Target: target, From: a.text("from"), User: a.text("user"), Password: a.text("password"), Test: a.test("test"),
	}
	for field, given := range map[string]bool{"scenario": a.has("scenario"), "target": a.has("target")} {
		if !given {
			a.wrong(field, "it is missing")
		}
	}
	if p.Scenario = c.responder.Named(name); name != "" && (p.Scenario == nil || len(p.Scenario.Start) == 0) {
		a.wrong("scenario", "%q is no scenario that can place a call", clipped(name)).Hint = "it needs a list under  start:  ; /api/scenarios lists those there are"
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
