package control

import (
	"maps"
	"net/http"
	"slices"

	"github.com/sipbin/sipbin/scenarios"
)

// faultView is what happens to messages on their way.
type faultView struct {
	// Test is whose messages, "" for those of all tests that have no faults of
	// their own, and of none.
	Test string `json:"test"`
	// Faults is it as it is written.
	Faults string `json:"faults"`
}

// listFaults lists the faults in force.
func (c *Control) listFaults(a *asked) (*answer, error) {
	if err := a.done(); err != nil {
		return nil, err
	}
	disturbed := c.responder.Disturbed()
	list := []faultView{}
	for _, test := range slices.Sorted(maps.Keys(disturbed)) {
		d := disturbed[test]
		list = append(list, faultView{Test: test, Faults: d.String()})
	}
	return ok(map[string]any{"faults": list}), nil
}

// putFaults puts faults in force from now on, in place of those before.
func (c *Control) putFaults(a *asked) (*answer, error) {
	test := a.test("test")
	if err := a.done(); err != nil {
		return nil, err
	}
	d, problems := scenarios.ParseDisturbance("body", a.body)
	if len(problems) > 0 {
		return nil, badScenarios(problems)
	}
	const most = 1000
	if disturbed := c.responder.Disturbed(); len(disturbed) >= most {
		if _, old := disturbed[test]; !old {
			return nil, fail(http.StatusTooManyRequests, "the messages of %d tests are disturbed already; delete the faults of those that are over", most)
		}
	}
	c.responder.Disturb(test, d)
	return ok(faultView{Test: test, Faults: d.String()}), nil
}

// deleteFaults ends the faults of a test, or all.
func (c *Control) deleteFaults(a *asked) (*answer, error) {
	test := a.test("test")
	if err := a.done(); err != nil {
		return nil, err
	}
	c.responder.Disturb(anyTest(test), nil)
	return done(), nil
}
