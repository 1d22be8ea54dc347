package responder

import (
	"maps"
	"slices"
	"sync"
	"time"
)

// lately is how long a trouble counts that nothing more was heard of.
const lately = time.Minute

// troubles are what does not work around the engine, the last of each place.
type troubles struct {
	mu   sync.Mutex
	last map[string]trouble
}

type trouble struct {
	text string
	at   time.Time
}

// add takes a trouble down.
func (t *troubles) add(place, text string, now time.Time) {
	const most = 100
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.last == nil || len(t.last) >= most {
		t.last = make(map[string]trouble)
	}
	t.last[place] = trouble{text, now}
}

// Trouble warns of something around the responder that does not work: of a
// listener, a file, a disk. It is degraded until nothing was heard of the place
// for a minute.
func (r *Responder) Trouble(place, text string) {
	now := time.Now()
	r.troubles.add(place, text, now)
	r.warn(place+": "+text, now)
}

// Troubles are what did not work in the last minute, one sentence for each
// place.
func (r *Responder) Troubles() (sentences []string) {
	now := time.Now()
	r.troubles.mu.Lock()
	defer r.troubles.mu.Unlock()
	for _, place := range slices.Sorted(maps.Keys(r.troubles.last)) {
		if t := r.troubles.last[place]; now.Sub(t.at) < lately {
			sentences = append(sentences, place+": "+t.text)
		}
	}
	return sentences
}
