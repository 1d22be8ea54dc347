package responder

import (
	"cmp"
	"errors"
	"slices"
	"syscall"
	"time"

	"github.com/sipbin/sipbin/responder/message"
	"github.com/sipbin/sipbin/responder/transaction"
)

// unreached ends the requests of ours that have reached nobody (RFC 3261 sections
// 17.1.4 and 18.4).
func (e *Engine) unreached(flow message.Flow, why error, now time.Time) {
	for _, s := range e.shards {
		s.unreached(flow, why, now)
	}
	e.catchUp(now)
}

func (s *shard) unreached(flow message.Flow, why error, now time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	defer s.survive(now)
	var lost []*clientTx
	for _, tx := range s.clients {
		to := tx.parcel.flow
		unheard := tx.State() == transaction.Calling || tx.State() == transaction.Trying
		if unheard && to.Transport == flow.Transport && to.Conn == flow.Conn && to.Remote == flow.Remote {
			lost = append(lost, tx)
		}
	}
	slices.SortFunc(lost, func(a, b *clientTx) int {
		return cmp.Or(cmp.Compare(a.call.id, b.call.id), cmp.Compare(a.seq, b.seq))
	})
	for _, tx := range lost {
		tx.unreached(why, now)
	}
	s.rearm()
}

// unreached makes of a failed transport a 503 of our own (section 8.1.3.1).
func (tx *clientTx) unreached(why error, now time.Time) {
	c := tx.call
	tx.End()
	tx.over()
	tx.lost = because(why)
	c.note("our "+tx.method+" has not reached "+tx.parcel.flow.Remote.String()+": "+tx.lost, now)
	c.event("no-answer", c.first, now)
	tx.finish(503, nil, now)
	c.resume(now)
	c.settle(now)
}

// because is the short form of an error: "connection refused".
func because(why error) string {
	if number := syscall.Errno(0); errors.As(why, &number) {
		return number.Error()
	}
	return why.Error()
}
