package responder

import (
	"time"

	"github.com/sipbin/sipbin/catalog"
	"github.com/sipbin/sipbin/responder/media"
	"github.com/sipbin/sipbin/responder/message"
)

// callsBack is what dialling a scenario does that has a start: list only: its
// caller is sent away, and called by us as soon as it has hung up. It reports
// whether the scenario is one.
func (c *call) callsBack(tx *serverTx, now time.Time) bool {
	sc := c.scenario
	if sc == nil || len(sc.On) > 0 || len(sc.Start) == 0 {
		return false
	}
	in, s := tx.request, c.shard
	p := Placement{Scenario: sc, Flow: in.flow, Test: in.test}
	if contact, ok := in.Header("Contact"); ok {
		p.Target = message.WithoutHeaders(message.AddrSpec(contact))
	}
	c.scenario, c.off = nil, 0
	if err := p.check(); err != nil {
		c.respond(tx, reply{Draft: catalog.Draft{
			Code: 400, Reason: "Bad Request (a Contact to call back is needed)",
		}, why: "default"}, now)
		return true
	}
	c.respond(tx, reply{Draft: catalog.Draft{
		Code: 480, Headers: warning(in, media.WarnOther, sc.Name+" is a call of ours: you are called back in a second"),
	}, why: "default"}, now)
	s.playing.Add(1) // the call that is about to be
	s.queue.at(now.Add(time.Second), func(now time.Time) {
		s.playing.Add(-1)
		s.place(p, s.callIDHere(), now)
	})
	return true
}
