package registrar

import (
	"time"

	"github.com/sipbin/sipbin/responder/message"
)

// Result is how a REGISTER is to be answered.
type Result struct {
	// Code is 200; 400 for what cannot be read or is contradictory, 403 for
	// what exceeds the limits, 423 for an interval too brief, 500 for a request
	// that a later one of the same Call-ID has overtaken.
	Code int
	// Text is a reason phrase that says what is wrong.
	Text string
	// Contacts are, for a 200, the values of Contact: each binding with the
	// seconds it has left as expires, in the order they were first made.
	Contacts []string
	// MinExpires is what a 423 carries under that name, in seconds.
	MinExpires int
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
	for _, c := range asked.contacts {
		b := c.Binding
		b.AOR, b.Flow = asked.aor, flow
		b.CallID, b.CSeq = asked.callID, asked.cseq
		b.Registered, b.Expires = now, now.Add(c.expires)
		after = replace(after, b, now)
	}
	if asked.all {
		after = nil
	}
	if refused := r.exceeded(before, after, now); refused != nil {
		return nil, *refused
	}
	result := Result{Code: 200, Text: "OK"}
	for _, b := range after {
		result.Contacts = append(result.Contacts, b.value(now))
	}
	return after, result
}

// replace puts a binding in the place of the one for the same URI or at the
// end, and takes it away when it has ended.
func replace(bindings []Binding, b Binding, now time.Time) []Binding {
	out := make([]Binding, 0, len(bindings)+1)
	placed := !b.Expires.After(now)
	for _, old := range bindings {
		switch {
		case !old.sameURI(b):
			out = append(out, old)
		case !placed:
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
	if len(after) > r.config.MaxBindings {
		return &Result{Code: 403, Text: "Too many bindings"}
	}
	if len(before) > 0 || len(after) == 0 || r.count < r.config.MaxAORs {
		return nil
	}
	if r.expire(now); r.count < r.config.MaxAORs {
		return nil
	}
	return &Result{Code: 403, Text: "Too many addresses-of-record"}
}
