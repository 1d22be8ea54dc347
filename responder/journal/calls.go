package journal

import (
	"cmp"
	"slices"
	"strings"
	"sync"
	"time"
)

// calls keeps the summaries. When all places are taken, the call that ended
// longest ago makes room; one that goes on only if none has ended.
type calls struct {
	mu        sync.Mutex
	most      int
	places    []place
	byID      map[uint64]int32
	ended     []int32 // the place of the n-th call that ended, at n % most
	nextEnded uint64
	firstEnd  uint64 // the oldest of ended that is kept
	oldest    int32  // of the calls that go on, chained by place
	newest    int32
	listeners listeners
	scratch   []byte
}

// place keeps one summary.
type place struct {
	id                uint64
	opened, end, talk int64
	flow              flow
	call, rest        packed
	older, newer      int32
	over              bool
}

const none = -1

func newCalls(most int) calls {
	return calls{
		most: most, byID: make(map[uint64]int32), ended: make([]int32, most),
		nextEnded: 1, firstEnd: 1, oldest: none, newest: none,
	}
}

// Open begins a call's summary, or corrects what was said when it began.
func (j *Journal) Open(c Call) {
	cs := &j.calls
	cs.mu.Lock()
	defer cs.mu.Unlock()
	at, known := cs.byID[c.ID]
	if !known {
		at = cs.free()
		cs.byID[c.ID] = at
		cs.places[at] = place{id: c.ID}
		cs.link(at)
	}
	p := &cs.places[at]
	p.opened = c.Opened.UnixNano()
	p.flow = cs.listeners.pack(c.Flow)
	cs.scratch = appendCall(cs.scratch[:0], c)
	p.call = packed(cs.scratch)
}

// Close completes a call's summary and writes a [Closed] entry. A call that is
// not known, or was closed before, only gets the entry.
func (j *Journal) Close(id uint64, end End) {
	entry := Entry{At: end.At, Call: id, Kind: Closed, Why: ending(end), Marks: end.Marks}
	cs := &j.calls
	cs.mu.Lock()
	if at, known := cs.byID[id]; known {
		p := &cs.places[at]
		entry.Flow = cs.listeners.unpack(p.flow)
		if !p.over {
			cs.unlink(at)
			p.over, p.end, p.talk = true, end.At.UnixNano(), int64(end.Talk)
			cs.scratch = appendEnd(cs.scratch[:0], end)
			p.rest = packed(cs.scratch)
			cs.ended[cs.nextEnded%uint64(cs.most)] = at
			cs.nextEnded++
		}
	}
	cs.mu.Unlock()
	j.Append(entry)
}

// ending is the sentence of a [Closed] entry.
func ending(e End) string {
	said := []string{"ended"}
	if e.EndedBy != "" {
		said[0] += " by " + e.EndedBy
	}
	if e.Unplayed != "" {
		said = append(said, "left unplayed: "+e.Unplayed)
	}
	if e.Verdict.Outcome != OK {
		said = append(said, "verdict: "+e.Verdict.String())
	}
	return strings.Join(said, ", ")
}

// Call returns the summary of a call, if it is kept.
func (j *Journal) Call(id uint64) (Summary, bool) {
	cs := &j.calls
	cs.mu.Lock()
	defer cs.mu.Unlock()
	at, ok := cs.byID[id]
	if !ok {
		return Summary{}, false
	}
	return cs.summary(at), true
}

// Calls returns the summaries that pass the filter, all for nil, in the order
// in which the calls were opened. The filter is called without a lock.
func (j *Journal) Calls(filter func(*Summary) bool) []Summary {
	var found, some []Summary
	for from, more := 0, true; more; from += atOnce {
		some, more = j.calls.some(some[:0], from)
		for i := range some {
			if filter == nil || filter(&some[i]) {
				found = append(found, some[i])
			}
		}
	}
	slices.SortFunc(found, func(a, b Summary) int {
		return cmp.Or(a.Opened.Compare(b.Opened), cmp.Compare(a.ID, b.ID))
	})
	return found
}

// some reads a few places, and tells whether there are more.
func (cs *calls) some(into []Summary, from int) ([]Summary, bool) {
	cs.mu.Lock()
	defer cs.mu.Unlock()
	to := min(from+atOnce, len(cs.places))
	for at := from; at < to; at++ {
		into = append(into, cs.summary(int32(at)))
	}
	return into, to < len(cs.places)
}

// Ended returns up to most calls in the order in which they ended, from the
// from-th on, and where to go on. The first call that ended is number 1. Lost
// is the number of calls that made room before they were read.
func (j *Journal) Ended(from uint64, most int) (ended []Summary, next, lost uint64) {
	cs := &j.calls
	cs.mu.Lock()
	defer cs.mu.Unlock()
	next = max(from, 1)
	if next < cs.firstEnd {
		lost, next = cs.firstEnd-next, cs.firstEnd
	}
	for ; next < cs.nextEnded && len(ended) < most; next++ {
		ended = append(ended, cs.summary(cs.ended[next%uint64(cs.most)]))
	}
	return ended, next, lost
}

func (cs *calls) summary(at int32) Summary {
	p := &cs.places[at]
	s := Summary{Call: Call{ID: p.id, Opened: time.Unix(0, p.opened), Flow: cs.listeners.unpack(p.flow)}}
	p.call.readCall(&s.Call)
	if p.over {
		s.Ended = true
		s.At, s.Talk = time.Unix(0, p.end), time.Duration(p.talk)
		p.rest.readEnd(&s.End)
	}
	return s
}

// free finds a place: a new one, or that of a call that makes room.
func (cs *calls) free() int32 {
	if len(cs.places) < cs.most {
		cs.places = append(cs.places, place{})
		return int32(len(cs.places) - 1)
	}
	at := cs.oldest
	if cs.firstEnd < cs.nextEnded {
		at = cs.ended[cs.firstEnd%uint64(cs.most)]
		cs.firstEnd++
	} else {
		cs.unlink(at)
	}
	delete(cs.byID, cs.places[at].id)
	return at
}

// link makes the call at a place the newest that goes on.
func (cs *calls) link(at int32) {
	cs.places[at].older, cs.places[at].newer = cs.newest, none
	if cs.newest == none {
		cs.oldest = at
	} else {
		cs.places[cs.newest].newer = at
	}
	cs.newest = at
}

// unlink takes it out of those that go on.
func (cs *calls) unlink(at int32) {
	p := &cs.places[at]
	if p.older == none {
		cs.oldest = p.newer
	} else {
		cs.places[p.older].newer = p.newer
	}
	if p.newer == none {
		cs.newest = p.older
	} else {
		cs.places[p.newer].older = p.older
	}
}
