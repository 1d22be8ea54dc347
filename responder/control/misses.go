package control

import (
	"time"

	"github.com/sipbin/sipbin/responder/journal"
)

// missView is a request that nothing was for.
type missView struct {
	Call    uint64    `json:"call"`
	At      time.Time `json:"at"`
	Method  string    `json:"method"`
	Dialled string    `json:"dialled"`
	Peer    string    `json:"peer"`
	Test    string    `json:"test"`
	// Nearest says of the scenarios that came nearest why they did not fit.
	Nearest []string `json:"nearest"`
}

const (
	shownMisses = 20
	// nearest is how many scenarios are named for each.
	nearest = 3
)

// listMisses lists the newest requests that no scenario, extension or dial
// string was for, with the scenarios that came nearest, the oldest first.
func (c *Control) listMisses(a *asked) (*answer, error) {
	test := a.test("test")
	limit := a.number("limit", 1, 100, shownMisses)
	if err := a.done(); err != nil {
		return nil, err
	}
	j := c.responder.Journal()
	_, since := c.resets.of(test)
	calls := j.Calls(func(s *journal.Summary) bool {
		return s.Ended && s.Verdict.Outcome == journal.Unmatched && s.At.After(since) && (test == "" || s.TestID == test)
	})
	list := []missView{}
	for _, s := range calls[max(0, len(calls)-limit):] {
		v := missView{
			Call: s.ID, At: s.Opened, Method: s.Method, Dialled: bare(s.Dialled), Peer: s.Flow.Remote.String(), Test: s.TestID,
			Nearest: []string{},
		}
		for _, e := range j.Of(s.ID) {
			if e.Kind == journal.Received {
				v.Nearest = append(v.Nearest, c.responder.Nearest(e, nearest)...)
				break
			}
		}
		list = append(list, v)
	}
	return ok(map[string]any{"near_misses": list}), nil
}
