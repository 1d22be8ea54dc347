package registrar

import (
	"time"

	"github.com/sipbin/sipbin/responder/message"
)

// Result is how a REGISTER is to be answered.
type Result struct {
	// Code is 200; 400 for what cannot be read or is contradictory, 403 for
	// more Contacts than one may have, 420 for a Path that the client does not
	// support, 423 for an interval too brief, 439 for a first hop without
	// outbound, 500 for a request that a later one of the same Call-ID has
	// overtaken, 503 when the registrar is full.
	Code int
	// Text is a reason phrase that says what is wrong.
	Text string
	// Contacts are, for a 200, the values of Contact: each binding with the
	// seconds it has left as expires, in the order they were first made.
	Contacts []string
	// MinExpires is what a 423 carries under that name, in seconds.
	MinExpires int
	// Headers are what the answer carries besides.
	Headers []message.Header
}

// Register does what a REGISTER asks for, at once and entirely, or refuses it
// and changes nothing (RFC 3261 section 10.3 steps 5 to 8). flow is what it
// came over.
func (r *Registrar) Register(m *message.Message, flow message.Flow, now time.Time) Result {
	asked, refused := r.config.read(m)
	if refused != nil {
		return *refused
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	bindings, result := r.plan(asked, flow, now)
	if result.Code == 200 {
		r.store(asked.aor, bindings)
		r.made += uint64(len(asked.contacts))
		r.asked++
	}
	return result
}

// Preview is what [Registrar.Register] would say. Nothing is stored.
func (r *Registrar) Preview(m *message.Message, now time.Time) Result {
	asked, refused := r.config.read(m)
	if refused != nil {
		return *refused
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	_, result := r.plan(asked, message.Flow{}, now)
	return result
}

// plan works out the bindings that the address-of-record is to have.
func (r *Registrar) plan(asked request, flow message.Flow, now time.Time) ([]Binding, Result) {
	before := r.current(asked.aor, now)
	if asked.overtaken(before) {
		return nil, Result{Code: 500, Text: "CSeq not higher than before"}
	}
	after := before
	for i, c := range asked.contacts {
		b := c.Binding
		b.AOR, b.host, b.Flow, b.Path = asked.aor, asked.host, flow, asked.path
		b.CallID, b.CSeq = asked.callID, asked.cseq
		b.Registered, b.Expires = now, now.Add(c.expires)
		b.Number = r.made + uint64(i) + 1
		after = replace(after, b, now)
	}
	if asked.all {
		after = nil
	}
	if refused := r.exceeded(before, after, now); refused != nil {
		return nil, *refused
	}
	result := Result{Code: 200, Text: "OK", Headers: asked.accepted()}
	for _, b := range after {
		value := b.value(now)
		if asked.gruu && b.Instance != "" && b.host != "" { // a number has no GRUU
			value += r.gruuParams(b)
		}
		result.Contacts = append(result.Contacts, value)
	}
	return after, result
}

// accepted are the header fields of a 200: the Path that was stored (RFC 3327
// section 5.3), and that outbound was applied (RFC 5626 section 6).
func (q request) accepted() (headers []message.Header) {
	for _, path := range q.path {
		headers = append(headers, message.Header{Name: "Path", Value: path})
	}
	if q.outbound {
		headers = append(headers, message.Header{Name: "Require", Value: "outbound"})
	}
	return headers
}

// replace puts a binding in the place of the same one or at the end, and takes
// it away when it has ended.
func replace(bindings []Binding, b Binding, now time.Time) []Binding {
	out := make([]Binding, 0, len(bindings)+1)
	placed := !b.Expires.After(now)
	for _, old := range bindings {
		switch {
		case !old.same(b):
			out = append(out, old)
		case !placed:
			if old.CallID == b.CallID {
				b.Number = old.Number
			}
			out = append(out, b)
			placed = true
		}
	}
	if !placed {
		out = append(out, b)
	}
	return out
}

// exceeded says which limit forbids to store after in place of before.
func (r *Registrar) exceeded(before, after []Binding, now time.Time) *Result {
	more := len(after) - len(before)
	if more <= 0 {
		return nil
	}
	if len(after) > r.config.MaxContacts {
		return &Result{Code: 403, Text: "Too many bindings"}
	}
	if r.count+more > r.config.MaxBindings {
		r.expire(now)
	}
	if r.count+more > r.config.MaxBindings {
		return &Result{
			Code: 503, Text: "Registrar is full",
			Headers: []message.Header{{Name: "Retry-After", Value: "60"}},
		}
	}
	return nil
}
