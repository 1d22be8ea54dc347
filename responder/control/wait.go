package control

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/sipbin/sipbin/responder/journal"
)

const (
	// maxWithin is how long one may wait.
	maxWithin = 5 * time.Minute
	// maxCount is how many messages one may wait for.
	maxCount = 100_000
)

// wait answers when so many messages came, or when the time is up. What came
// before it was asked counts, so that a quick client is not missed.
func (c *Control) wait(a *asked) (*answer, error) {
	f := c.readFilter(a.fields, true)
	f.within(c, a.test("test"))
	count := a.number("count", 1, maxCount, 1)
	within := a.duration("within", maxWithin, 5*time.Second)
	s := c.search(a, f)
	secrets := a.secrets()
	if err := a.done(); err != nil {
		return nil, err
	}
	select {
	case c.polls <- struct{}{}:
		defer func() { <-c.polls }()
	default:
		return nil, fail(http.StatusServiceUnavailable, "%d requests wait already; ask again when one of them has its answer", maxPolls).with("Retry-After", "1")
	}
	a.extend(within)
	ctx, cancel := context.WithTimeout(a.Context(), within)
	defer cancel()
	defer context.AfterFunc(c.stopping, cancel)()

	result := found{Messages: []messageView{}}
	met := func() bool {
		return s.look(func(e *journal.Entry, _ []bool) bool {
			result.add(e, secrets)
			return result.Count >= count
		})
	}
	for !met() {
		if s.journal.Await(ctx, s.next) == nil {
			continue
		}
		if met() {
			break
		}
		result.Next, result.Unread, result.Others = s.next, s.unread, s.instead(f.test)
		if c.stopping.Err() != nil {
			return nil, &problem{Status: http.StatusServiceUnavailable, Detail: "the responder stops", Found: &result}
		}
		detail := fmt.Sprintf("%d came within %v, not %d; what came in place of them stands under others", result.Count, within, count)
		return nil, &problem{Status: http.StatusRequestTimeout, Detail: detail, Found: &result}
	}
	result.Next, result.Unread = s.next, s.unread
	return ok(result), nil
}

// search begins where the fields of a request say: behind what was reset, or at
// an entry of the journal.
func (c *Control) search(a *asked, filters ...*filter) *search {
	s := &search{journal: c.responder.Journal(), filters: filters, again: a.flag("retransmissions")}
	s.next = uint64(a.number("after", 0, 1<<53, 0))
	test := ""
	if len(filters) > 0 {
		test = filters[0].test
	}
	from, _ := c.resets.of(test)
	s.next = max(s.next, from)
	return s
}

// extend lets the answer to a request take longer than that to others.
func (a *asked) extend(within time.Duration) {
	conn := http.NewResponseController(a.w)
	// What is no connection, as in tests, has no deadlines either.
	_ = conn.SetReadDeadline(time.Time{})
	_ = conn.SetWriteDeadline(time.Now().Add(within + writeTime))
}

// secrets reports whether the secrets of messages are asked for by name.
func (a *asked) secrets() bool { return a.oneOf("secrets", "hide", "show") == "show" }
