package responder

import (
	"container/heap"
	"time"
)

// timer is one thing that is due at a moment. It is armed by [deadlines.at].
type timer struct {
	at     time.Time
	number uint64
	index  int
	due    func(now time.Time)
}

// deadlines is the one queue of what is due in a shard. Entries are ordered by
// time and, at the same time, by the number they were given when armed, so that
// two runs with the same arrivals do the same in the same order.
//
// Transactions end after waits of constant length (Timers H, I, J, L). Those
// need no heap: a line for each length is in order by itself.
type deadlines struct {
	number uint64
	heap   timerHeap
	lines  []*line
}

// line is a queue of waits of the same length.
type line struct {
	wait    time.Duration
	waiting []ending
}

type ending struct {
	at     time.Time
	number uint64
	tx     *serverTx
}

// at arms a timer.
func (d *deadlines) at(at time.Time, due func(now time.Time)) *timer {
	d.number++
	t := &timer{at: at, number: d.number, due: due}
	heap.Push(&d.heap, t)
	return t
}

// stop disarms a timer; nil and timers that are over are fine.
func (d *deadlines) stop(t *timer) {
	if t != nil && t.index >= 0 {
		heap.Remove(&d.heap, t.index)
	}
}

// end ends the transaction after wait, unless another end is set before.
func (d *deadlines) end(tx *serverTx, wait time.Duration, now time.Time) {
	d.number++
	tx.ending = d.number
	l := d.line(wait)
	l.waiting = append(l.waiting, ending{at: now.Add(wait), number: d.number, tx: tx})
}

func (d *deadlines) line(wait time.Duration) *line {
	for _, l := range d.lines {
		if l.wait == wait {
			return l
		}
	}
	l := &line{wait: wait}
	d.lines = append(d.lines, l)
	return l
}

// next is the moment of the first entry.
func (d *deadlines) next() (time.Time, bool) {
	at, _, ok := d.first()
	return at, ok
}

// first finds the entry that is due first: in a line, or in the heap (nil).
func (d *deadlines) first() (at time.Time, in *line, ok bool) {
	var number uint64
	if len(d.heap) > 0 {
		at, number, ok = d.heap[0].at, d.heap[0].number, true
	}
	for _, l := range d.lines {
		l.skipMoot()
		if len(l.waiting) == 0 {
			continue
		}
		if e := &l.waiting[0]; !ok || before(e.at, e.number, at, number) {
			at, number, in, ok = e.at, e.number, l, true
		}
	}
	return at, in, ok
}

// advance does all that is due until now.
func (d *deadlines) advance(now time.Time) {
	for {
		at, in, ok := d.first()
		if !ok || at.After(now) {
			return
		}
		if in == nil {
			t := heap.Pop(&d.heap).(*timer)
			t.due(now)
			continue
		}
		tx := in.waiting[0].tx
		in.drop()
		tx.end(now)
	}
}

// oldest is the transaction that has waited longest for its end among those of
// the longest line, nil for none. It is taken out of the queue.
func (d *deadlines) oldest() *serverTx {
	var longest *line
	for _, l := range d.lines {
		if l.skipMoot(); longest == nil || len(l.waiting) > len(longest.waiting) {
			longest = l
		}
	}
	if longest == nil || len(longest.waiting) == 0 {
		return nil
	}
	tx := longest.waiting[0].tx
	longest.drop()
	return tx
}

// skipMoot drops ends that were replaced by another one, or whose transaction
// is over.
func (l *line) skipMoot() {
	for len(l.waiting) > 0 && l.waiting[0].tx.ending != l.waiting[0].number {
		l.drop()
	}
}

func (l *line) drop() {
	l.waiting[0] = ending{}
	l.waiting = l.waiting[1:]
}

func before(at time.Time, number uint64, than time.Time, thanNumber uint64) bool {
	if at.Equal(than) {
		return number < thanNumber
	}
	return at.Before(than)
}

// timerHeap is a container/heap of timers that know their place.
type timerHeap []*timer

func (h timerHeap) Len() int           { return len(h) }
func (h timerHeap) Less(i, j int) bool { return before(h[i].at, h[i].number, h[j].at, h[j].number) }
func (h timerHeap) Swap(i, j int) {
	h[i], h[j] = h[j], h[i]
	h[i].index, h[j].index = i, j
}
func (h *timerHeap) Push(x any) {
	t := x.(*timer)
	t.index = len(*h)
	*h = append(*h, t)
}
func (h *timerHeap) Pop() any {
	old := *h
	t := old[len(old)-1]
	old[len(old)-1] = nil
	*h = old[:len(old)-1]
	t.index = -1
	return t
}
