package responder_test

import "testing"

// Branches of one fork that all end here are calls of their own: the caller tells
// their 2xx apart by the To tag.
func TestBranchesOfAForkHaveTagsOfTheirOwn(t *testing.T) {
	c := newCaller(t, "")
	tags := map[string]bool{}
	for _, uri := range []string{"sip:200@127.0.0.1", "sip:200@127.0.0.1:5060", "sip:200@localhost"} {
		c.branch++
		c.raw(c.compose("INVITE", uri, "<sip:anybody@127.0.0.1>", 1, offer))
		tags[c.last().ToTag()] = true
	}
	if len(tags) != 3 {
		t.Errorf("three branches have %d tags", len(tags))
	}
	if n := c.engine.Playing(); n != 3 {
		t.Errorf("%d calls are in progress", n)
	}
}
