package control

import (
	"net/http"
)

// amiss is what is wrong with the responder at the moment, in sentences.
func (c *Control) amiss() (why []string) {
	why = []string{}
	if c.responder.Draining() {
		why = append(why, "shutting down: new calls get 503")
	}
	why = append(why, c.responder.Troubles()...)
	if c.health != nil {
		why = append(why, c.health()...)
	}
	return append(why, c.responder.Health()...)
}

// healthz says whether all is well. It is 200 in any case: what answers need not
// be started again.
func (c *Control) healthz(a *asked) (*answer, error) {
	if err := a.done(); err != nil {
		return nil, err
	}
	status, why := "ok", c.amiss()
	if len(why) > 0 {
		status = "degraded"
	}
	return ok(map[string]any{"status": status, "why": why}), nil
}

// readyz says whether calls are answered.
func (c *Control) readyz(a *asked) (*answer, error) {
	if err := a.done(); err != nil {
		return nil, err
	}
	if c.responder.Draining() {
		return nil, fail(http.StatusServiceUnavailable, "shutting down: new calls get 503")
	}
	listeners := []string{}
	for _, b := range c.responder.Addrs() {
		listeners = append(listeners, b.String())
	}
	return ok(map[string]any{"status": "ready", "listeners": listeners}), nil
}
