package journal

import (
	"context"
	"math/bits"
	"sync"
	"time"
	"unicode/utf8"
)

// Config says how much is kept. The zero value works.
type Config struct {
	// Bytes is the room for the bytes of messages. Default 32 MiB.
	Bytes int
	// Records is the number of entries. Default one for each 256 of Bytes, and
	// 1,024 at least.
	Records int
	// Calls is the number of summaries. Default one for each 336 of Bytes, and
	// 1,000 at least: some 100,000 where the messages have 32 MiB.
	Calls int
}

// Journal is safe for concurrent use. Use [New].
type Journal struct {
	mu        sync.Mutex
	records   []record // of sequence number n at n % len
	next      uint64   // sequence number of the next entry
	first     uint64   // of the oldest one kept
	bytes     ring     // messages
	words     ring     // Why and Marks
	chains    []uint64 // the newest entry of each chain of calls
	shift     int
	listeners listeners
	wake      chan struct{} // closed by the next Append; nil when nobody waits

	calls calls
}

// record is an [Entry] without pointers.
type record struct {
	at         int64
	call       uint64
	chain      uint64 // sequence number of the entry before in its chain
	data       uint64 // position in bytes
	words      uint64 // position in words
	size       uint32
	why, marks uint16
	flow       flow
	kind       Kind
}

const (
	maxWords = 4096
	// wordsPerRecord is the room for Why and Marks, in bytes, on average.
	wordsPerRecord = 64
	// atOnce bounds the entries copied under one lock, so that a reader does
	// not hold up who writes.
	atOnce = 64
)

// New returns an empty journal.
func New(c Config) *Journal {
	positive := func(n, otherwise int) int {
		if n > 0 {
			return n
		}
		return otherwise
	}
	room := positive(c.Bytes, 32<<20)
	size := positive(c.Records, max(room/256, 1024))
	width := bits.Len(uint(size - 1))
	return &Journal{
		records: make([]record, size),
		next:    1,
		first:   1,
		bytes:   ring{buf: make([]byte, room)},
		words:   ring{buf: make([]byte, max(size*wordsPerRecord, 4*maxWords))},
		chains:  make([]uint64, 1<<width),
		shift:   64 - width,
		calls:   newCalls(positive(c.Calls, max(room/336, 1000))),
	}
}

// Append writes an entry and returns its number. Data is copied; e.Seq and
// e.Overwritten are not looked at.
func (j *Journal) Append(e Entry) uint64 {
	why, marks := clip(e.Why, maxWords), clip(e.Marks, maxWords)

	j.mu.Lock()
	seq := j.next
	r := record{
		at: e.At.UnixNano(), call: e.Call, kind: e.Kind,
		size: uint32(len(e.Data)), why: uint16(len(why)), marks: uint16(len(marks)),
		flow: j.listeners.pack(e.Flow),
	}
	var room []byte
	r.data, room = j.bytes.take(len(e.Data))
	copy(room, e.Data)
	r.words, room = j.words.take(len(why) + len(marks))
	copy(room[copy(room, why):], marks)

	chain := &j.chains[j.chainOf(e.Call)]
	r.chain, *chain = *chain, seq
	j.records[seq%uint64(len(j.records))] = r
	j.next++
	j.forget()
	if j.wake != nil {
		close(j.wake)
		j.wake = nil
	}
	j.mu.Unlock()
	return seq
}

// forget gives up the entries whose record or words were overwritten: one
// without its words would be worth nothing.
func (j *Journal) forget() {
	if kept := uint64(len(j.records)); j.next-j.first > kept {
		j.first = j.next - kept
	}
	for {
		r := j.record(j.first)
		if _, ok := j.words.at(r.words, int(r.why)+int(r.marks)); ok {
			return
		}
		j.first++
	}
}

// chainOf spreads calls over the chains, whatever the pattern of their numbers.
func (j *Journal) chainOf(call uint64) uint64 {
	const golden = 0x9E3779B97F4A7C15
	return call * golden >> j.shift
}

func (j *Journal) record(seq uint64) *record { return &j.records[seq%uint64(len(j.records))] }

// entry copies an entry that is kept.
func (j *Journal) entry(seq uint64) Entry {
	r := j.record(seq)
	words, _ := j.words.at(r.words, int(r.why)+int(r.marks))
	e := Entry{
		Seq: seq, At: time.Unix(0, r.at), Call: r.call, Kind: r.kind,
		Flow: j.listeners.unpack(r.flow),
		Why:  string(words[:r.why]), Marks: string(words[r.why:]),
	}
	if r.size > 0 {
		data, ok := j.bytes.at(r.data, int(r.size))
		e.Overwritten = !ok
		e.Data = append(e.Data, data...)
	}
	return e
}

// Read returns up to most entries from number from on, in order, and the number
// to go on from. Only entries of the kinds are returned if some are given. Lost
// is the number of entries, of any kind, that were overwritten before they were
// read.
func (j *Journal) Read(from uint64, most int, kinds ...Kind) (entries []Entry, next, lost uint64) {
	var wanted [256]bool
	for _, k := range kinds {
		wanted[k] = true
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	next = max(from, 1)
	if next < j.first {
		lost, next = j.first-next, j.first
	}
	for seen := 1; next < j.next && len(entries) < most; seen++ {
		if len(kinds) == 0 || wanted[j.record(next).kind] {
			entries = append(entries, j.entry(next))
		}
		next++
		if seen%atOnce == 0 {
			j.mu.Unlock()
			j.mu.Lock()
			if next < j.first {
				return entries, next, lost // the gap is told with the next Read
			}
		}
	}
	return entries, next, lost
}

// Await returns when there is an entry at or after number from, or the
// context's error.
func (j *Journal) Await(ctx context.Context, from uint64) error {
	for {
		j.mu.Lock()
		if j.next > max(from, 1) {
			j.mu.Unlock()
			return nil
		}
		if j.wake == nil {
			j.wake = make(chan struct{})
		}
		wake := j.wake
		j.mu.Unlock()
		select {
		case <-wake:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// Of returns all entries of a call that are kept, in order. Call 0 has the
// entries of no call.
func (j *Journal) Of(call uint64) []Entry {
	var seqs []uint64 // newest first
	j.mu.Lock()
	defer j.mu.Unlock()
	for seq := j.chains[j.chainOf(call)]; seq >= j.first; seq = j.record(seq).chain {
		if j.record(seq).call == call {
			seqs = append(seqs, seq)
		}
	}
	entries := make([]Entry, 0, len(seqs))
	for i := len(seqs) - 1; i >= 0; i-- {
		if seqs[i] >= j.first {
			entries = append(entries, j.entry(seqs[i]))
		}
		if i%atOnce == 0 {
			j.mu.Unlock()
			j.mu.Lock()
		}
	}
	return entries
}

// clip cuts words to most bytes, between characters.
func clip(s string, most int) string {
	if len(s) <= most {
		return s
	}
	n := most
	for n > most-utf8.UTFMax && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}
