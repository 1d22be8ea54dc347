package registrar

import (
	"cmp"
	"crypto/cipher"
	"math"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/sipbin/sipbin/responder/message"
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
	// MaxContacts is the most bindings of one address-of-record and the most
	// Contacts of one request. Default 10; less than 0 for any number.
	MaxContacts int
	// MaxBindings is the most bindings in all. Default 10,000; less than 0 for
	// any number.
	MaxBindings int
	// Secret is the key of temporary GRUUs. Default: random.
	Secret []byte
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
	// count is the number of bindings, ended ones that were not freed yet among
	// them.
	count int
	// due is not later than the first binding ends.
	due time.Time
	// made numbers bindings, asked the temporary GRUUs.
	made, asked uint64
	gruus       cipher.Block
}

// New makes an empty registrar.
func New(c Config) *Registrar {
	c.MinExpires = cmp.Or(c.MinExpires, time.Second)
	c.MaxExpires = cmp.Or(c.MaxExpires, 2*time.Hour)
	c.DefaultExpires = min(cmp.Or(c.DefaultExpires, time.Hour), c.MaxExpires)
	c.MaxContacts = unlimited(cmp.Or(c.MaxContacts, 10))
	c.MaxBindings = unlimited(cmp.Or(c.MaxBindings, 10_000))
	return &Registrar{config: c, aors: make(map[string]map[string][]Binding), gruus: gruuKey(c.Secret)}
}

// unlimited reads a limit: less than 0 is none.
func unlimited(limit int) int {
	if limit < 0 {
		return math.MaxInt
	}
	return limit
}

// Bindings are the bindings of an address-of-record, as [message.URI.AOR]
// spells it, or of a user alone in whatever domain, the one to try first in
// front.
func (r *Registrar) Bindings(who string, now time.Time) []Binding {
	r.mu.Lock()
	defer r.mu.Unlock()
	bindings := r.current(who, now)
	if !strings.Contains(who, ":") {
		bindings = r.ofUser(who, now)
	}
	preferredFirst(bindings)
	return bindings
}

// Lookup is where to send a request for somebody, the one to try first in
// front: an address-of-record or a GRUU of ours as a URI, or a user alone, in
// whatever domain. Of several flows to one instance only the last one made is
// tried (RFC 5626 section 7).
func (r *Registrar) Lookup(who string, now time.Time) []Binding {
	r.mu.Lock()
	defer r.mu.Unlock()
	bindings := oneFlowEach(r.find(who, now))
	preferredFirst(bindings)
	return bindings
}

func (r *Registrar) find(who string, now time.Time) []Binding {
	if !strings.Contains(who, ":") {
		return r.ofUser(who, now)
	}
	uri, err := message.ParseURI(who)
	if err != nil {
		return nil
	}
	if instance, ok := uri.Param("gr"); ok {
		return r.findGRUU(uri, instance, now)
	}
	return r.current(uri.AOR(), now)
}

func (r *Registrar) ofUser(user string, now time.Time) (bindings []Binding) {
	for aor := range r.aors[user] {
		bindings = append(bindings, r.current(aor, now)...)
	}
	return bindings
}

// All are all bindings, by address-of-record and, of each, the one to try first
// in front.
func (r *Registrar) All(now time.Time) (all []Binding) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, aors := range r.aors {
		for aor := range aors {
			all = append(all, r.current(aor, now)...)
		}
	}
	preferredFirst(all)
	slices.SortStableFunc(all, func(a, b Binding) int { return strings.Compare(a.AOR, b.AOR) })
	return all
}

// Remove takes the bindings of an address-of-record away, as an administrator
// does: the client is not told. It returns what was taken away.
func (r *Registrar) Remove(aor string, now time.Time) []Binding {
	r.mu.Lock()
	defer r.mu.Unlock()
	gone := r.current(aor, now)
	r.store(aor, nil)
	return gone
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
	before, known := r.aors[user][aor]
	r.count += len(bindings) - len(before)
	switch {
	case len(bindings) > 0 && r.aors[user] == nil:
		r.aors[user] = map[string][]Binding{aor: bindings}
	case len(bindings) > 0:
		r.aors[user][aor] = bindings
	case known:
		delete(r.aors[user], aor)
		if len(r.aors[user]) == 0 {
			delete(r.aors, user)
		}
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
