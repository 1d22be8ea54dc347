package control

import (
	"cmp"
	"errors"
	"net/http"
	"time"

	"github.com/sipbin/sipbin/responder"
)

// nextView is what the next calls get.
type nextView struct {
	Play   string    `json:"play"`
	Source string    `json:"source"`
	Method string    `json:"method"`
	Test   string    `json:"test"`
	Left   int       `json:"left"`
	Until  time.Time `json:"until"`
}

func viewNext(w responder.Waiting) nextView {
	v := nextView{Play: w.Play, Method: w.Method, Test: w.Test, Left: w.Left, Until: w.Until}
	if w.From.IsValid() {
		v.Source = w.From.String()
	}
	return v
}

// listNext lists what is asked for the next calls, the oldest first.
func (c *Control) listNext(a *asked) (*answer, error) {
	test := a.test("test")
	if err := a.done(); err != nil {
		return nil, err
	}
	list := []nextView{}
	for _, w := range c.responder.Nexts(time.Now()) {
		if test == "" || w.Test == test {
			list = append(list, viewNext(w))
		}
	}
	return ok(map[string]any{"next": list}), nil
}

// askNext sets what the next call gets.
func (c *Control) askNext(a *asked) (*answer, error) {
	ask := responder.Ask{
		Play:   a.text("play"),
		From:   a.source("source"),
		Method: cmp.Or(a.method("method"), "INVITE"),
		Test:   a.test("test"),
		Times:  a.number("times", 1, 1000, 1),
		For:    a.duration("for", time.Hour, 10*time.Minute),
	}
	if !a.has("play") {
		a.wrong("play", "it is missing").Hint = `write a dial string or a scenario's name, like "180*5*486"`
	}
	if err := a.done(); err != nil {
		return nil, err
	}
	now := time.Now()
	err := c.responder.NextCall(ask, now)
	switch {
	case errors.Is(err, responder.ErrTooManyAsks):
		return nil, fail(http.StatusTooManyRequests, "%v", err).with("Retry-After", "60")
	case err != nil:
		return nil, badFields([]wrong{{Field: "play", Text: err.Error(), Hint: "write a dial string like 180*5*486, or a name that /api/scenarios lists"}})
	}
	return created("/api/next", viewNext(responder.Waiting{Ask: ask, Left: ask.Times, Until: now.Add(ask.For)})), nil
}

// forgetNext takes back what is asked for the next calls, of one test or of all.
func (c *Control) forgetNext(a *asked) (*answer, error) {
	test := a.test("test")
	if err := a.done(); err != nil {
		return nil, err
	}
	return ok(map[string]any{"forgotten": c.responder.ForgetNext(anyTest(test))}), nil
}

// anyTest is a test, or all where none is named.
func anyTest(test string) string {
	if test == "" {
		return responder.AnyTest
	}
	return test
}
