package control

import (
	"errors"
	"net/http"
	"net/url"
	"time"

	"github.com/sipbin/sipbin/responder"
)

// testView is a test that has a prefix.
type testView struct {
	ID     string    `json:"id"`
	Prefix string    `json:"prefix"`
	Made   time.Time `json:"made"`
	Used   time.Time `json:"used"`
}

func (c *Control) listTests(a *asked) (*answer, error) {
	if err := a.done(); err != nil {
		return nil, err
	}
	list := []testView{}
	for _, t := range c.responder.Tests(time.Now()) {
		list = append(list, testView(t))
	}
	return ok(map[string]any{"tests": list}), nil
}

// addTest hands out a prefix for users.
func (c *Control) addTest(a *asked) (*answer, error) {
	id := a.test("id")
	if err := a.done(); err != nil {
		return nil, err
	}
	t, err := c.responder.NewTest(id, time.Now())
	switch {
	case errors.Is(err, responder.ErrTestTaken):
		return nil, fail(http.StatusConflict, "%v; choose another, or delete it", err)
	case err != nil:
		return nil, fail(http.StatusTooManyRequests, "%v", err)
	}
	return created("/api/tests/"+url.PathEscape(t.ID), testView(t)), nil
}

// deleteTest takes a prefix back, and forgets what is kept for the test.
func (c *Control) deleteTest(a *asked) (*answer, error) {
	if err := a.done(); err != nil {
		return nil, err
	}
	id := a.PathValue("id")
	if !c.responder.EndTest(id) {
		return nil, fail(http.StatusNotFound, "there is no test %q with a prefix; /api/tests lists them", clipped(id))
	}
	return done(), nil
}
