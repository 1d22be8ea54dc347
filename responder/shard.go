package responder

import (
	"fmt"
	"runtime/debug"
	"sync"
	"time"

	"github.com/sipbin/sipbin/catalog"
	"github.com/sipbin/sipbin/responder/dialog"
	"github.com/sipbin/sipbin/responder/journal"
	"github.com/sipbin/sipbin/responder/message"
	"github.com/sipbin/sipbin/responder/transaction"
)

// shard is a lock around a single-threaded engine: all that belongs to the
// calls whose Call-IDs fall to it. Under the lock nothing blocks.
type shard struct {
	*Engine
	mu      sync.Mutex
	queue   deadlines
	servers map[transaction.Key]*serverTx
	clients map[clientKey]*clientTx
	dialogs map[dialog.ID]inDialog
	merging map[mergeKey]*serverTx
	conns   map[uint64][]*call // calls with a list for connection-closed
	losing  map[string]int     // requests that came, by branch, where some are lost
	// begun are the calls of ours whose NOTIFY may come before the 2xx that
	// makes the dialog, by a dialog without remote tag.
	begun map[dialog.ID]*call

	// plain are the rules that a response of which nothing but the code is said
	// must be held to with its request.
	plain map[plainDraft][]*catalog.Rule
	// What a response is rendered in.
	headers []message.Header
	buffer  []byte

	// wake is told the moment of the first deadline whenever it comes sooner
	// than armed. Nil where the engine is stepped by hand.
	wake  func(at time.Time)
	armed time.Time
	swept time.Time
}

// inDialog is what a dialog belongs to. Without a dialog it is a forgotten one.
type inDialog struct {
	call   *call
	dialog *dialog.Dialog
}

func newShard(e *Engine) *shard {
	return &shard{
		Engine:  e,
		servers: make(map[transaction.Key]*serverTx),
		clients: make(map[clientKey]*clientTx),
		dialogs: make(map[dialog.ID]inDialog),
		merging: make(map[mergeKey]*serverTx),
		conns:   make(map[uint64][]*call),
		losing:  make(map[string]int),
		begun:   make(map[dialog.ID]*call),
		plain:   make(map[plainDraft][]*catalog.Rule),
	}
}

func (s *shard) next() (time.Time, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.queue.next()
}

func (s *shard) advance(now time.Time) {
	defer s.tell(now)
	s.mu.Lock()
	defer s.mu.Unlock()
	defer s.survive(now)
	s.sweep(now)
	s.armed = time.Time{}
	s.queue.advance(now)
}

// survive keeps a panic from reaching other calls, and sets the clock again.
func (s *shard) survive(now time.Time) {
	if reason := recover(); reason != nil {
		s.panicked(fmt.Sprintf("panic survived: %v", reason), 0, now)
	}
	s.rearm()
}

// survivePacket is survive for a packet: the call it belongs to ends with 500.
func (s *shard) survivePacket(in *incoming, now time.Time) {
	if reason := recover(); reason != nil {
		defer s.survive(now)
		tx := s.servers[transaction.KeyOf(in.Message)]
		if tx == nil {
			s.panicked(fmt.Sprintf("panic survived: %v", reason), 0, now)
			return
		}
		c := tx.call
		s.panicked(fmt.Sprintf("panic survived, the call ends with 500: %v", reason), c.id, now)
		c.end.Verdict = journal.FailedAt("", "", "panic")
		c.hangUp(500, "", now)
		c.settle(now)
		return
	}
	s.rearm()
}

// panicked counts a panic and keeps its stack, once for each that is the same.
func (s *shard) panicked(text string, call uint64, now time.Time) {
	s.panics.Add(1)
	s.warn(text, now)
	const most = 100
	if _, known := s.stacks.LoadOrStore(text, true); !known && s.panics.Load() <= most {
		s.note(call, message.Flow{}, string(debug.Stack()), now)
	}
}

func (s *shard) rearm() {
	if s.wake == nil {
		return
	}
	at, due := s.queue.next()
	if due && (s.armed.IsZero() || at.Before(s.armed)) {
		s.armed = at
		s.wake(at)
	}
}

// heard takes down a message that was received, and who took it.
func (s *shard) heard(in *incoming, call uint64, why string, now time.Time) {
	s.cfg.Journal.Append(journal.Entry{
		At: now, Call: call, Kind: journal.Received, Flow: in.flow, Why: why, Data: in.data,
	})
}

// transmit sends bytes and takes them down.
func (s *shard) transmit(flow message.Flow, data []byte, call uint64, why, marks string, now time.Time) {
	s.cfg.Journal.Append(journal.Entry{
		At: now, Call: call, Kind: journal.Sent, Flow: flow, Why: why, Marks: sizeMarked(marks, flow, data), Data: data,
	})
	if err := s.cfg.Send(flow, data); err != nil {
		s.note(call, flow, "not sent: "+err.Error(), now)
	}
}
