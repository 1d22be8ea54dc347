package control

import (
	"fmt"
	"net/http"
	"strings"

	"github.com/sipbin/sipbin/responder/journal"
)

// expectation is how often something has to have come.
type expectation struct {
	*filter
	what        string
	least, most int // most -1: any number
}

// tally is what came of an expectation.
type tally struct {
	What string `json:"what"`
	// Count is how many came, each counted once.
	Count int  `json:"count"`
	Met   bool `json:"met"`
}

const maxExpectations = 100

// verify counts what came until now, and looks at the order it came in.
func (c *Control) verify(a *asked) (*answer, error) {
	test := a.test("test")
	var expectations []*expectation
	var filters []*filter
	if !a.has("expect") {
		a.wrong("expect", "it is missing").Hint = `write  "expect": [{"method": "INVITE", "count": 3}]`
	}
	for i, v := range a.list("expect", maxExpectations) {
		name := fmt.Sprintf("expect[%d]", i)
		object, isObject := v.(map[string]any)
		if !isObject {
			a.wrong(name, "%s is no object", shown(v))
			continue
		}
		f := a.object(name, object)
		x := &expectation{filter: c.readFilter(f, true).within(c, test), what: said(object)}
		x.readCount(f)
		f.end()
		expectations = append(expectations, x)
		filters = append(filters, x.filter)
	}
	inOrder := a.flag("order")
	s := c.search(a, filters...)
	if err := a.done(); err != nil {
		return nil, err
	}
	tallies := make([]tally, len(expectations))
	place, had := 0, 0 // in the order, and how many of that expectation came
	s.look(func(_ *journal.Entry, fits []bool) bool {
		for i := range fits {
			if fits[i] {
				tallies[i].Count++
			}
		}
		for place < len(fits) && expectations[place].least == 0 {
			place++
		}
		if place < len(fits) && fits[place] {
			if had++; had == expectations[place].least {
				place, had = place+1, 0
			}
		}
		return false
	})
	for place < len(expectations) && expectations[place].least == 0 {
		place++
	}
	var missed []string
	for i, x := range expectations {
		n := tallies[i].Count
		tallies[i].What = x.what
		tallies[i].Met = n >= x.least && (x.most < 0 || n <= x.most) && (!inOrder || i < place)
		switch {
		case n < x.least || x.most >= 0 && n > x.most:
			missed = append(missed, fmt.Sprintf("%s came %d times, not %s", x.what, n, x.times()))
		case !tallies[i].Met:
			missed = append(missed, fmt.Sprintf("%s did not come in its place", x.what))
		}
	}
	if s.unread > 0 {
		missed = append(missed, fmt.Sprintf("%d entries made room in the journal before they were looked at, so nothing can be verified from there", s.unread))
	}
	if len(missed) > 0 {
		return nil, &problem{Status: http.StatusConflict, Detail: strings.Join(missed, "; "), Expect: tallies}
	}
	return ok(map[string]any{"expect": tallies, "next": s.next}), nil
}

func (x *expectation) readCount(f *fields) {
	x.least, x.most = 1, -1
	if f.has("count") && (f.has("at_least") || f.has("at_most")) {
		f.wrong("count", "it says all that at_least and at_most say").Hint = "leave one of them out"
	}
	if f.has("at_most") {
		x.least = 0
	}
	x.least = f.number("at_least", 0, maxCount, x.least)
	x.most = f.number("at_most", 0, maxCount, x.most)
	if n := f.number("count", 0, maxCount, -1); n >= 0 {
		x.least, x.most = n, n
	}
	if x.most >= 0 && x.most < x.least {
		f.wrong("at_most", "%d is less than at_least", x.most)
	}
}

// times is how often in words.
func (x *expectation) times() string {
	switch {
	case x.most < 0:
		return fmt.Sprintf("at least %d", x.least)
	case x.least == x.most:
		return fmt.Sprint(x.least)
	case x.least == 0:
		return fmt.Sprintf("at most %d", x.most)
	}
	return fmt.Sprintf("%d to %d", x.least, x.most)
}

// said is a filter in the words of who asked: "INVITE of user 100".
func said(object map[string]any) string {
	parts := []string{"request"}
	if code, ok := object["code"]; ok {
		parts[0] = "response " + shown(code)
	}
	if method, ok := object["method"].(string); ok {
		parts[0] = strings.Replace(strings.Replace(parts[0], "request", clipped(method), 1), "response ", clipped(method)+" answered ", 1)
	}
	for _, name := range []string{"user", "from", "source", "call", "direction"} {
		if v, ok := object[name]; ok {
			parts = append(parts, name+" "+strings.Trim(shown(v), `"`))
		}
	}
	return strings.Join(parts, ", ")
}
