package control

import (
	"bytes"
	"hash/maphash"
	"slices"

	"github.com/sipbin/sipbin/responder/journal"
)

// search looks for messages in the journal, as far as that goes, and then on.
type search struct {
	journal *journal.Journal
	filters []*filter
	// again has retransmissions seen as well.
	again bool

	next   uint64          // entry to look at
	unread uint64          // entries that made room before
	once   map[uint64]bool // hashes, as there may be very many
	seed   maphash.Seed
	others []uint64 // the newest requests that no filter meant
}

// maxOthers is how many requests are remembered of those that were not meant.
const maxOthers = 64

// look shows what has come since the last look and is meant by at least one
// filter, with which ones, until who sees it has seen enough. It reports whether
// that was so.
func (s *search) look(see func(e *journal.Entry, fits []bool) (enough bool)) bool {
	const portion = 64
	for {
		entries, next, lost := s.journal.Find(s.next, portion, s.wants)
		for i := range entries {
			fits, meant := s.fit(&entries[i])
			if meant && see(&entries[i], fits) {
				s.next = entries[i].Seq + 1
				return true
			}
		}
		before := s.next
		s.next, s.unread = next, s.unread+lost
		if len(entries) == 0 && next == before {
			return false
		}
	}
}

// wants leaves out what no filter means, as far as a glance tells.
func (s *search) wants(g *journal.Glance) bool {
	for _, f := range s.filters {
		if f.glance(g) {
			return true
		}
	}
	if g.Kind == journal.Received && !bytes.HasPrefix(g.Data, []byte("SIP/2.0 ")) {
		s.other(g.Seq)
	}
	return false
}

func (s *search) other(seq uint64) {
	if len(s.others) == maxOthers {
		s.others = slices.Delete(s.others, 0, 1)
	}
	s.others = append(s.others, seq)
}

// fit says which filters mean a message, none for one that was seen before.
func (s *search) fit(e *journal.Entry) (fits []bool, meant bool) {
	h, ok := e.Head()
	if !ok {
		return nil, false
	}
	fits = make([]bool, len(s.filters))
	for i, f := range s.filters {
		fits[i] = f.kinds[e.Kind] && f.fits(e, &h)
		meant = meant || fits[i]
	}
	switch {
	case !meant && e.Kind == journal.Received && h.Code == 0:
		s.other(e.Seq)
	case meant && !s.again:
		if s.once == nil {
			s.once, s.seed = make(map[uint64]bool), maphash.MakeSeed()
		}
		hash := maphash.String(s.seed, h.Once)
		if s.once[hash] {
			return nil, false
		}
		s.once[hash] = true
	}
	return fits, meant
}

// instead names the newest requests that came and were not meant, of one test if
// one is given.
func (s *search) instead(test string) []string {
	const most = 10
	var names []string
	once := make(map[string]bool)
	for _, seq := range slices.Backward(s.others) {
		entries, _, _ := s.journal.Read(seq, 1)
		if len(entries) == 0 || entries[0].Seq != seq || len(names) == most {
			continue
		}
		h, ok := entries[0].Head()
		if !ok || once[h.Once] || test != "" && testOf(s.journal, entries[0].Call) != test {
			continue
		}
		once[h.Once] = true
		names = append(names, string(journal.Redact([]byte(h.String()+" from "+h.From+" at "+entries[0].Flow.Remote.String()))))
	}
	slices.Reverse(names)
	return names
}
