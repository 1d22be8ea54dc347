package journal

import (
	"bytes"
	"time"

	"github.com/sipbin/sipbin/responder/message"
)

// Glance is an entry as it is looked at where it lies. Its slices are valid, and
// not to be changed, until who looks returns.
type Glance struct {
	Seq        uint64
	At         time.Time
	Call       uint64
	Kind       Kind
	Transport  message.Transport
	Why, Marks []byte
	// Data is the message; nil for notes, and where it was overwritten.
	Data []byte
}

// Start is the first line of the message, without its line end.
func (g *Glance) Start() []byte {
	line, _, _ := bytes.Cut(g.Data, []byte("\n"))
	return bytes.TrimSuffix(line, []byte("\r"))
}

// Find is [Journal.Read] for who wants few of many: it looks at every entry from
// number from on and returns up to most of those that are wanted. Wanted is
// called under the journal's lock: it takes little time and calls nothing of the
// journal.
func (j *Journal) Find(from uint64, most int, wanted func(*Glance) bool) (entries []Entry, next, lost uint64) {
	j.mu.Lock()
	defer j.mu.Unlock()
	next = max(from, 1)
	if next < j.first {
		lost, next = j.first-next, j.first
	}
	for seen := 1; next < j.next && len(entries) < most; seen++ {
		if g := j.glance(next); wanted(&g) {
			entries = append(entries, j.entry(next))
		}
		next++
		if seen%atOnce == 0 {
			j.mu.Unlock()
			j.mu.Lock()
			if next < j.first {
				return entries, next, lost // the gap is told with the next Find
			}
		}
	}
	return entries, next, lost
}

func (j *Journal) glance(seq uint64) Glance {
	r := j.record(seq)
	words, _ := j.words.at(r.words, int(r.why)+int(r.marks))
	g := Glance{
		Seq: seq, At: time.Unix(0, r.at), Call: r.call, Kind: r.kind,
		Transport: j.listeners.all[r.flow.listener].transport, Why: words[:r.why], Marks: words[r.why:],
	}
	if r.size > 0 {
		g.Data, _ = j.bytes.at(r.data, int(r.size))
	}
	return g
}

// Next is the number that the next entry will have.
func (j *Journal) Next() uint64 {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.next
}
