package control

import "github.com/sipbin/sipbin/responder/journal"

const (
	shownMessages = 100
	mostMessages  = 10_000
	// mostBytes is about how much of messages one answer shows.
	mostBytes = 8 << 20
)

// listMessages lists the messages that pass a filter in the order they came and
// went, repeated ones too.
func (c *Control) listMessages(a *asked) (*answer, error) {
	f := c.readFilter(a.fields, false)
	f.within(c, a.test("test"))
	limit := a.number("limit", 1, mostMessages, shownMessages)
	after := uint64(a.number("after", 0, 1<<53, 0))
	secrets := a.secrets()
	if err := a.done(); err != nil {
		return nil, err
	}
	from, _ := c.resets.of(f.test)
	s := &search{journal: c.responder.Journal(), filters: []*filter{f}, again: true, next: max(after, from)}
	list := messageList{views: []messageView{}}
	s.look(func(e *journal.Entry, _ []bool) bool {
		list.add(e, secrets)
		return list.full(limit)
	})
	return ok(map[string]any{"messages": list.views, "next": s.next, "unread": s.unread}), nil
}

// messageList is what one answer shows.
type messageList struct {
	views []messageView
	size  int
	next  uint64
}

func (l *messageList) add(e *journal.Entry, secrets bool) {
	l.views = append(l.views, viewMessage(e, secrets))
	l.size += len(e.Data)
	l.next = e.Seq + 1
}

func (l *messageList) full(most int) bool { return len(l.views) >= most || l.size >= mostBytes }
