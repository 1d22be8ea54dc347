package responder

import (
	"fmt"
	"slices"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/sipbin/sipbin/responder/journal"
	"github.com/sipbin/sipbin/responder/message"
)

// Limits bound what callers can make the engine keep. Of each, 0 is the default
// and a negative number is no limit.
type Limits struct {
	// PendingINVITEs are INVITEs that have no final response yet, or one that was
	// not acknowledged. Default 20,000.
	PendingINVITEs int
	// Calls are calls in progress. Default 100,000.
	Calls int
	// Kept are transactions that are over but for absorbing retransmissions;
	// beyond that the oldest are forgotten early. Default 200,000.
	Kept int
	// Age is how long a call may last before it is ended tidily: whose caller
	// vanished while it rang goes on for ever otherwise. Looked at once a minute
	// while anything happens. Default 12 hours.
	Age time.Duration
}

func (l Limits) withDefaults() Limits {
	for _, d := range [...]struct {
		limit *int
		value int
	}{{&l.PendingINVITEs, 20_000}, {&l.Calls, 100_000}, {&l.Kept, 200_000}} {
		if *d.limit == 0 {
			*d.limit = d.value
		}
	}
	if l.Age == 0 {
		l.Age = 12 * time.Hour
	}
	return l
}

// Refused counts what was refused or forgotten because of a limit.
type Refused struct{ PendingINVITEs, Calls, Aged, Kept, Bindings, Publications uint64 }

// Refused is what the limits refused until now.
func (e *Engine) Refused() Refused {
	r := &e.refused
	return Refused{r.pending.Load(), r.calls.Load(), r.aged.Load(), r.kept.Load(), r.bindings.Load(), r.publications.Load()}
}

// refused are the counters behind [Refused], and the INVITEs that are pending.
type refused struct {
	pending, calls, aged, kept, bindings, publications atomic.Uint64

	inviting atomic.Int64
}

// retryAfter is when to come back after a 503 of a limit, in seconds.
const retryAfter = 5

// overLimit refuses a request that begins something while there is no room: by a
// 503 without any state (RFC 3261 section 8.2.7), or by silence to those who are
// not trusted. It reports whether it did.
func (s *shard) overLimit(in *incoming, now time.Time) bool {
	limits := s.cfg.Limits
	switch pending, calls := s.refused.inviting.Load(), s.playing.Load(); {
	case in.Method() == "INVITE" && limits.PendingINVITEs >= 0 && pending >= int64(limits.PendingINVITEs):
		s.refused.pending.Add(1)
		s.warn(fmt.Sprintf("%d INVITEs are pending, more get 503; --limit-pending says how many may be", pending), now)
	case limits.Calls >= 0 && calls >= int64(limits.Calls):
		s.refused.calls.Add(1)
		s.warn(fmt.Sprintf("%d calls are in progress, more get 503; --limit-calls says how many may be", calls), now)
	default:
		return false
	}
	if s.cfg.Trusted == nil || s.cfg.Trusted(in.flow.Remote.Addr()) {
		s.unavailable(in)
	}
	return true
}

// unavailable sends a 503 and forgets it.
func (s *shard) unavailable(in *incoming) {
	s.headers = s.headers[:0]
	for _, via := range s.viaOf(in.Message, in.flow) {
		s.headers = append(s.headers, message.Header{Name: "Via", Value: via})
	}
	s.headers = append(s.headers,
		message.Header{Name: "From", Value: in.From()},
		message.Header{Name: "To", Value: in.To() + ";tag=" + s.tag(in, "")},
		message.Header{Name: "Call-ID", Value: in.CallID()},
		message.Header{Name: "CSeq", Value: in.CSeq().String()},
		message.Header{Name: "Retry-After", Value: strconv.Itoa(retryAfter)},
		message.Header{Name: "Content-Length", Value: "0"},
	)
	s.buffer = message.AppendResponse(s.buffer[:0], 503, "Service Unavailable", s.headers, nil)
	// A response that cannot be sent is one more that was lost on the way.
	_ = s.cfg.Send(back(in.Via(), in.flow), s.buffer)
}

// pending counts an INVITE until it is concluded.
func (tx *serverTx) pending() {
	if tx.INVITE() {
		tx.counted = true
		tx.call.shard.refused.inviting.Add(1)
	}
}

// concluded takes note that an INVITE has its final response and the ACK of it,
// or that its transaction is over.
func (tx *serverTx) concluded() {
	if tx.counted {
		tx.counted = false
		tx.call.shard.refused.inviting.Add(-1)
	}
}

// keepFew ends the oldest transactions that only absorb retransmissions when
// there are too many.
func (s *shard) keepFew(now time.Time) {
	most := s.cfg.Limits.Kept
	if most < 0 || len(s.servers) <= max(most/len(s.shards), 1) {
		return
	}
	if tx := s.queue.oldest(); tx != nil {
		s.refused.kept.Add(1)
		tx.end(now)
	}
}

// sweep ends the calls that have lasted too long, once a minute.
func (s *shard) sweep(now time.Time) {
	if s.cfg.Limits.Age < 0 || now.Sub(s.swept) < time.Minute {
		return
	}
	s.swept = now
	s.endCalls("no call may last longer than "+s.cfg.Limits.Age.String(), now, func(c *call) bool {
		tooLong := now.Sub(c.begun) > s.cfg.Limits.Age
		if tooLong {
			s.refused.aged.Add(1)
		}
		return tooLong
	})
}

// endCalls ends calls tidily, by BYE or 480.
func (s *shard) endCalls(why string, now time.Time, which func(*call) bool) {
	var calls []*call
	for c := range s.inProgress {
		if !slices.Contains(calls, c) && which(c) {
			calls = append(calls, c)
		}
	}
	for _, c := range calls {
		c.note("ended: "+why, now)
		c.hangUp(480, "", now)
		c.settle(now)
	}
}

// endAll ends every call tidily, before it was over.
func (e *Engine) endAll(why string, now time.Time) {
	for _, s := range e.shards {
		func() {
			s.mu.Lock()
			defer s.mu.Unlock()
			defer s.survive(now)
			for c := range s.inProgress {
				if !c.onlySubscribed() {
					c.judge(journal.Verdict{Outcome: journal.Unfinished}, now)
				}
			}
			s.endCalls(why, now, func(*call) bool { return true })
		}()
	}
	e.catchUp(now)
}

// Up is how many calls ring or are up. What only waits for the ACK of a final
// response, or for the answer to a BYE, is none of them.
func (e *Engine) Up() int {
	calls := make(map[uint64]bool)
	for _, s := range e.shards {
		s.mu.Lock()
		for c := range s.inProgress {
			if c.isUp() {
				calls[c.id] = true
			}
		}
		s.mu.Unlock()
	}
	return len(calls)
}

func (c *call) isUp() bool {
	inDialog := len(c.dialogs) > 0 && c.end.EndedBy == "" && !c.onlySubscribed()
	return inDialog || len(c.pending) > 0 || c.inviting()
}
