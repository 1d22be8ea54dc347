package control

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/sipbin/sipbin/responder"
	"github.com/sipbin/sipbin/scenarios"
)

// resets remember from where on the journal counts, for each test; "" is for
// all. The journal itself stays: others read it too.
type resets struct {
	mu sync.Mutex
	by map[string]mark
}

// mark is a place in the journal: an entry, and its time for calls.
type mark struct {
	next uint64
	at   time.Time
}

// of is from where on the journal counts for a test.
func (r *resets) of(test string) (next uint64, at time.Time) {
	r.mu.Lock()
	defer r.mu.Unlock()
	all, own := r.by[""], r.by[test]
	if own.next > all.next {
		return own.next, own.at
	}
	return all.next, all.at
}

func (r *resets) set(test string, m mark) {
	r.mu.Lock()
	defer r.mu.Unlock()
	const most = 10_000
	if r.by == nil || len(r.by) >= most || test == "" {
		all := r.by[""]
		r.by = map[string]mark{"": all}
	}
	r.by[test] = m
}

// resettable is what can be reset; those of the second row belong to no test.
var (
	ofTests    = []string{"journal", "attempts", "next", "faults", "registrations"}
	ofNobody   = []string{"scenarios", "tests"}
	resettable = slices.Concat(ofTests, ofNobody)
)

// reset puts things back to where they were at the start: all, or those named;
// of one test, or of everybody.
func (c *Control) reset(a *asked) (*answer, error) {
	test := a.test("test")
	what := resettable
	if test != "" {
		what = ofTests
	}
	if a.has("what") {
		what = nil
		for i, v := range a.list("what", len(resettable)) {
			word, _ := v.(string)
			switch name := fmt.Sprintf("what[%d]", i); {
			case !slices.Contains(resettable, word):
				a.wrong(name, "%s cannot be reset", shown(v)).Hint = "there are " + strings.Join(resettable, ", ")
			case test != "" && slices.Contains(ofNobody, word):
				a.wrong(name, "%s belong to no test", word).Hint = "leave test out to reset them for everybody"
			}
			what = append(what, word)
		}
	}
	a.take("what")
	if err := a.done(); err != nil {
		return nil, err
	}
	for _, word := range what {
		c.resetOne(word, test)
	}
	return ok(map[string]any{"reset": what}), nil
}

func (c *Control) resetOne(word, test string) {
	r := c.responder
	switch word {
	case "journal":
		c.resets.set(test, mark{next: r.Journal().Next(), at: time.Now()})
	case "attempts":
		r.ForgetAttempts(anyTest(test))
	case "next":
		r.ForgetNext(anyTest(test))
	case "faults":
		r.Disturb(anyTest(test), nil)
	case "registrations":
		prefix := c.prefixOf(test)
		c.unbind(func(aor string) bool { return test == "" || userBegins(aor, prefix) })
	case "scenarios":
		c.writing.Lock()
		defer c.writing.Unlock()
		c.lay(scenarios.NewSet())
	case "tests":
		for _, t := range r.Tests(time.Now()) {
			r.EndTest(t.ID)
		}
	}
}

// prefixOf is the prefix of a test, "" where it has none.
func (c *Control) prefixOf(test string) string {
	tests := c.responder.Tests(time.Now())
	if i := slices.IndexFunc(tests, func(t responder.Test) bool { return t.ID == test }); i >= 0 && test != "" {
		return tests[i].Prefix
	}
	return ""
}
