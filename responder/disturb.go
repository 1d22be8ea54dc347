package responder

import (
	"cmp"
	"maps"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"time"

	"github.com/sipbin/sipbin/responder/dialog"
	"github.com/sipbin/sipbin/responder/faults"
	"github.com/sipbin/sipbin/responder/transaction"
	"github.com/sipbin/sipbin/scenarios"
)

// disturbed are the disturbances in force, by the ID of the test whose calls
// they are for; "" is for all that have none of their own. Nobody waits for its
// lock to send: the table is swapped as a whole.
type disturbed struct {
	mu    sync.Mutex
	table atomic.Pointer[map[string]*disturbance]
}

// disturbance counts what passed since it was put in force.
type disturbance struct {
	scenarios.Disturbance
	sent atomic.Int64
	came map[string]*atomic.Int64 // by the methods of Lose
}

// Disturb has the messages of a test disturbed from now on, with "" those of all
// tests that are not disturbed on their own and of none. It stands behind what
// scenarios do: a message with a fault of its scenario is left to that, and what
// it does is done on the way, so that calls go on as if nothing had been done.
// Nil ends it, with [AnyTest] all that are in force.
func (e *Engine) Disturb(test string, d *scenarios.Disturbance) {
	e.disturb.mu.Lock()
	defer e.disturb.mu.Unlock()
	table := make(map[string]*disturbance)
	if old := e.disturb.table.Load(); old != nil {
		maps.Copy(table, *old)
	}
	if delete(table, test); test == AnyTest {
		clear(table)
	}
	if d != nil {
		counting := &disturbance{Disturbance: *d, came: make(map[string]*atomic.Int64)}
		for method := range d.Lose {
			counting.came[method] = new(atomic.Int64)
		}
		table[test] = counting
	}
	if len(table) == 0 {
		e.disturb.table.Store(nil)
		return
	}
	e.disturb.table.Store(&table)
}

// Disturbed are the disturbances in force, by the ID of their test.
func (e *Engine) Disturbed() map[string]scenarios.Disturbance {
	table := e.disturb.table.Load()
	if table == nil {
		return nil
	}
	in := make(map[string]scenarios.Disturbance, len(*table))
	for test, d := range *table {
		in[test] = d.Disturbance
	}
	return in
}

// of is the disturbance for the calls of a test, nil for none.
func (d *disturbed) of(test string) *disturbance {
	table := d.table.Load()
	if table == nil {
		return nil
	}
	return cmp.Or((*table)[test], (*table)[""])
}

// transmit does the disturbance to one transmission of data.
func (d *disturbance) transmit(data []byte, stream bool, chance *rand.Rand) faults.Delivery {
	data, marks := faults.Message(d.Fault, data)
	delivery := faults.Transmit(d.Fault, data, int(d.sent.Add(1)), stream, chance)
	delivery.Marks = append(marks, delivery.Marks...)
	return delivery
}

// loses reports whether a request of the method that came now is lost.
func (d *disturbance) loses(method string) bool {
	count, ok := d.Lose[method]
	return ok && count.Has(int(d.came[method].Add(1)))
}

// losesOnTheWay reports whether a request is lost by a disturbance, and takes it
// down if so.
func (s *shard) losesOnTheWay(key transaction.Key, in *incoming, now time.Time) bool {
	if s.disturb.table.Load() == nil {
		return false
	}
	var id uint64
	if c := s.callOf(key, in); c != nil {
		id, in.test = c.id, c.test
	} else {
		in.user = dialledUser(in)
		s.readTest(in, now)
	}
	d := s.disturb.of(in.test)
	if d == nil || !d.loses(in.Method()) {
		return false
	}
	s.unheard(in, id, now)
	return true
}

// callOf is the call that a request belongs to, nil when it would begin one.
func (s *shard) callOf(key transaction.Key, in *incoming) *call {
	if tx := s.servers[key]; tx != nil {
		return tx.call
	}
	if tx := s.servers[transaction.Cancelled(in.Message)]; tx != nil && in.Method() == "CANCEL" {
		return tx.call
	}
	return s.dialogs[dialog.IDOf(in.Message)].call
}
