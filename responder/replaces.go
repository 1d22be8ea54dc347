package responder

import (
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/sipbin/sipbin/responder/dialog"
	"github.com/sipbin/sipbin/responder/message"
)

// replaced is the dialog that an INVITE is to take the place of (RFC 3891), as
// it was when the INVITE came. It may belong to another shard.
type replaced struct {
	id    dialog.ID
	code  int // that refuses the INVITE; 0: it may go on
	where *shard
}

// replaces looks up the dialog that the Replaces of an INVITE names, before any
// shard is locked. Nil when it names none. In another request there must be no
// Replaces (RFC 3891 section 3).
func (e *Engine) replaces(m *message.Message) *replaced {
	values := m.HeaderValues("Replaces")
	switch {
	case len(values) == 0:
		return nil
	case m.Method() != "INVITE":
		return &replaced{code: 400}
	case m.ToTag() != "":
		return nil
	}
	local, _ := message.Param(values[0], "to-tag")
	remote, _ := message.Param(values[0], "from-tag")
	_, earlyOnly := message.Param(values[0], "early-only")
	r := &replaced{id: dialog.ID{CallID: message.BareValue(values[0]), LocalTag: local, RemoteTag: remote}}
	if len(values) > 1 || local == "" || remote == "" || strings.TrimSpace(r.id.CallID) == "" {
		r.code = 400 // section 3
		return r
	}
	r.where = e.shardOf(r.id.CallID)
	r.where.mu.Lock()
	defer r.where.mu.Unlock()
	d, known := r.where.dialogs[r.id]
	switch {
	case !known:
		r.code = 481
	case d.dialog == nil:
		r.code = 603 // it has ended
	case d.dialog.Early && d.call.placed == nil:
		r.code = 481 // an early dialog that the peer began is not for others to take
	case !d.dialog.Early && earlyOnly:
		r.code = 486
	}
	return r
}

// replace ends the dialog that a 2xx to an INVITE took the place of: by BYE, or
// by CANCEL while it was early.
func (c *call) replace(r *replaced, now time.Time) {
	c.note("takes the place of the dialog in Replaces", now)
	c.shard.after(func(now time.Time) {
		s := r.where
		s.mu.Lock()
		defer s.mu.Unlock()
		defer s.survive(now)
		if d, known := s.dialogs[r.id]; known && d.dialog != nil {
			d.call.note("another dialog took the place of this one", now)
			d.call.hangUp(480, "", now)
			d.call.settle(now)
		}
	})
}

// later is what has to be done when no shard is locked.
type later struct {
	mu   sync.Mutex
	todo []func(now time.Time)
	any  atomic.Bool
}

// after has something done as soon as the shard is unlocked.
func (e *Engine) after(do func(now time.Time)) {
	e.later.mu.Lock()
	defer e.later.mu.Unlock()
	e.later.todo = append(e.later.todo, do)
	e.later.any.Store(true)
}

// catchUp does what was put off. The caller holds no lock.
func (e *Engine) catchUp(now time.Time) {
	for e.later.any.Load() {
		e.later.mu.Lock()
		todo := e.later.todo
		e.later.todo = nil
		e.later.any.Store(false)
		e.later.mu.Unlock()
		for _, do := range todo {
			do(now)
		}
	}
}
