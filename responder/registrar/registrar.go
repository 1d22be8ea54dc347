package registrar

import (
	"cmp"
	"slices"
	"strings"
	"sync"
	"time"
)

// Config bounds what is stored. The zero value is ready to use.
type Config struct {
	// MinExpires is the shortest time a binding may be asked for; less is
	// refused with 423. It counts only up to an hour, the most a registrar may
	// insist on (RFC 3261 section 10.3 step 7). Default 1 s, which refuses
	// nothing: a client is told to ask for longer by a scenario, not by chance.
	MinExpires time.Duration
	// MaxExpires is the longest time a binding is given; who asks for more gets
	// this. Default 2 h: twice what clients commonly ask for, short enough for
	// what they forgot to remove.
	MaxExpires time.Duration
	// DefaultExpires is given to who asks for no time, or for none that can be
	// read. Default 1 h (section 10.2.1.1).
	DefaultExpires time.Duration
	// MaxBindings is the most bindings of one address-of-record and the most
	// Contacts of one request. Default 10.
	MaxBindings int
	// MaxAORs is the most addresses-of-record with bindings. Default 10,000.
	MaxAORs int
}

// maxText bounds what one binding is made of: address-of-record, Contact and
// Call-ID, in bytes. Real ones have some 300.
const maxText = 2048

// Registrar holds bindings. It may be used by several goroutines at once.
type Registrar struct {
	config Config

	mu sync.Mutex
	// aors are the bindings by user and, below that, by address-of-record, in
	// the order they were first made. No list is empty and none is changed in
	// place.
	aors map[string]map[string][]Binding
	// count is the number of addresses-of-record.
	count int
	// due is not later than the first binding ends.
	due time.Time
}

// New makes an empty registrar.
func New(c Config) *Registrar {
	c.MinExpires = cmp.Or(c.MinExpires, time.Second)
	c.MaxExpires = cmp.Or(c.MaxExpires, 2*time.Hour)
	c.DefaultExpires = min(cmp.Or(c.DefaultExpires, time.Hour), c.MaxExpires)
	c.MaxBindings = cmp.Or(c.MaxBindings, 10)
	c.MaxAORs = cmp.Or(c.MaxAORs, 10_000)
	return &Registrar{config: c, aors: make(map[string]map[string][]Binding)}
}

// Bindings are the bindings of an address-of-record, as [message.URI.AOR]
// spells it, the one to try first in front.
func (r *Registrar) Bindings(aor string, now time.Time) []Binding {
	r.mu.Lock()
	defer r.mu.Unlock()
	bindings := r.current(aor, now)
	preferredFirst(bindings)
	return bindings
}

// Lookup is the bindings of a user in whatever domain, the one to try first in
// front.
func (r *Registrar) Lookup(user string, now time.Time) []Binding {
	r.mu.Lock()
	defer r.mu.Unlock()
	var bindings []Binding
	for aor := range r.aors[user] {
		bindings = append(bindings, r.current(aor, now)...)
	}
	preferredFirst(bindings)
	return bindings
}

// Expire frees what has ended. It costs nothing while nothing has.
func (r *Registrar) Expire(now time.Time) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.expire(now)
}

func (r *Registrar) expire(now time.Time) {
	if r.count == 0 || now.Before(r.due) {
		return
	}
	r.due = time.Time{}
	for _, aors := range r.aors {
		for aor := range aors {
			r.store(aor, r.current(aor, now))
		}
	}
}

// current is a copy of the bindings of an address-of-record that have not
// ended.
func (r *Registrar) current(aor string, now time.Time) []Binding {
	var bindings []Binding
	for _, b := range r.aors[userOf(aor)][aor] {
		if b.Expires.After(now) {
			bindings = append(bindings, b)
		}
	}
	return bindings
}

// store replaces the bindings of an address-of-record.
func (r *Registrar) store(aor string, bindings []Binding) {
	user := userOf(aor)
	_, known := r.aors[user][aor]
	switch {
	case len(bindings) > 0 && r.aors[user] == nil:
		r.aors[user] = map[string][]Binding{aor: bindings}
		r.count++
	case len(bindings) > 0:
		r.aors[user][aor] = bindings
		if !known {
			r.count++
		}
	case known:
		delete(r.aors[user], aor)
		if len(r.aors[user]) == 0 {
			delete(r.aors, user)
		}
		r.count--
	}
	for _, b := range bindings {
		if r.due.IsZero() || b.Expires.Before(r.due) {
			r.due = b.Expires
		}
	}
}

// userOf is the user of an address-of-record; an escape undone may have left an
// @ in it.
func userOf(aor string) string {
	_, rest, _ := strings.Cut(aor, ":")
	if at := strings.LastIndexByte(rest, '@'); at >= 0 {
		return rest[:at]
	}
	return ""
}

// preferredFirst sorts by q (RFC 3261 section 10.2.1.2) and, where that is the
// same, by who registered last.
func preferredFirst(bindings []Binding) {
	slices.SortStableFunc(bindings, func(a, b Binding) int {
		return cmp.Or(cmp.Compare(b.Q, a.Q), b.Registered.Compare(a.Registered),
			strings.Compare(a.AOR, b.AOR))
	})
}
