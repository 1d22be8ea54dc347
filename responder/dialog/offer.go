package dialog

import "errors"

// Offers is what a dialog remembers of offers and answers (RFC 3264): what we
// said last, and whose offer still waits for its answer. At most one may (RFC
// 3261 section 13.2.1, RFC 3311 section 5).
type Offers struct {
	// Said is our last description as it was sent, nil before the first.
	Said []byte
	// Preview is what answered our open offer in a response that might have been
	// lost. It is the answer already, but the offer stays open (RFC 3261 section
	// 13.2.1).
	Preview []byte
	// Asked is an offer in a response to our request, until that is acknowledged
	// with our answer.
	Asked []byte
	// Held is set while we want no media.
	Held bool

	ours, theirs exchange
}

// exchange is an offer and its answer, named by the CSeq number of the request
// that one of them belongs to.
type exchange struct {
	seq uint32
	// request is set when the offer of ours is in a request of ours.
	request     bool
	begun, open bool
}

func (e exchange) is(seq uint32, request bool) bool {
	return e.begun && e.seq == seq && e.request == request
}

// Errors of [Offers.Receive].
var (
	// ErrOurs: we wait for an answer ourselves, 491.
	ErrOurs = errors.New("an offer of ours waits for its answer")
	// ErrTheirs: an earlier offer of the peer waits for our answer, 500 with
	// Retry-After.
	ErrTheirs = errors.New("an earlier offer waits for our answer")
)

// Receive takes note of an offer in the request of the peer with that CSeq
// number, once. With an error it must be refused (RFC 3311 section 5.2).
func (o *Offers) Receive(seq uint32) error {
	switch {
	case o.theirs.is(seq, false):
		return nil
	case o.ours.open:
		return ErrOurs
	case o.theirs.open:
		return ErrTheirs
	}
	o.theirs = exchange{seq: seq, begun: true, open: true}
	return nil
}

// Answer takes note that the offer in that request was answered, in a message
// that is repeated until it arrives.
func (o *Offers) Answer(seq uint32) {
	if o.theirs.is(seq, false) {
		o.theirs.open = false
	}
}

// Propose takes note of an offer of ours, once: in our request with that CSeq
// number, else in a response to the peer's.
func (o *Offers) Propose(seq uint32, request bool) {
	if !o.ours.is(seq, request) {
		o.ours, o.Preview = exchange{seq: seq, request: request, begun: true, open: true}, nil
	}
}

// Accept takes note that our offer was answered, or never will be.
func (o *Offers) Accept() { o.ours.open, o.Preview = false, nil }

// End takes note that a request has failed, of ours or of the peer, and with it
// the offer that belongs to it.
func (o *Offers) End(seq uint32, request bool) {
	if o.ours.is(seq, request) {
		o.Accept()
	}
	if !request {
		o.Answer(seq)
	}
}

// Ours reports whether an offer of ours waits for its answer.
func (o *Offers) Ours() bool { return o.ours.open }

// Theirs reports whether an offer of the peer waits for our answer.
func (o *Offers) Theirs() bool { return o.theirs.open }

// Settled reports whether the exchange that belongs to that request of ours is
// over.
func (o *Offers) Settled(seq uint32) bool { return o.ours.is(seq, true) && !o.ours.open }
