package responder

import (
	"errors"
	"slices"
	"time"

	"github.com/sipbin/sipbin/catalog"
	"github.com/sipbin/sipbin/responder/dialog"
	"github.com/sipbin/sipbin/responder/media"
	"github.com/sipbin/sipbin/scenarios"
)

// described is a description of ours for one dialog.
type described struct {
	to    string // To value of the dialog
	text  []byte
	offer bool // an offer of ours, else the answer to that of the request
	held  bool
	marks []string
	lines []media.Line // what was agreed by an answer
}

// describe puts a session description into a response: what its author asks
// for, else what the act answer does.
func (c *call) describe(tx *serverTx, r *reply, off scenarios.Acts, now time.Time) error {
	byAct := r.sdp == scenarios.SDPByAct && r.bend == nil
	if r.Body != nil || r.sdp == scenarios.SDPNone || byAct && off.Has(scenarios.Answer) {
		return nil
	}
	if byAct && !accepts(tx.request, "application/sdp") {
		return &refusal{catalog.Draft{Code: 406, Headers: warning(tx.request, media.WarnOther, "Accept leaves out application/sdp")}}
	}
	offer, err := tx.offer()
	if err != nil {
		return err
	}
	d := c.dialogTo(tx, r.to)
	if byAct {
		if slices.Contains(tx.settled, d) || offer == nil && !success(r.Code) && !r.Reliable {
			return nil
		}
	}
	x := tx.saidBefore(r, offer)
	if x == nil {
		if x, err = c.say(tx, r, d, offer, now); err != nil {
			return err
		}
		tx.says = append(tx.says, x)
	}
	r.Body, r.ContentType, r.says = x.text, "application/sdp", x
	return nil
}

// saidBefore is what earlier responses to the request said in the same dialog:
// every one says the same (RFC 3261 section 13.2.1), as long as its author does
// not want something else. Nil for nothing.
func (tx *serverTx) saidBefore(r *reply, offer []byte) *described {
	if r.bend != nil {
		return nil
	}
	for i := len(tx.says) - 1; i >= 0; i-- {
		x := tx.says[i]
		if x.to != r.to {
			continue
		}
		same := x.offer == (offer == nil || r.sdp == scenarios.SDPOffer)
		if same && (r.sdp == scenarios.SDPByAct || x.held == (r.sdp == scenarios.SDPHold)) {
			return x
		}
		return nil
	}
	return nil
}

// say is a new description: the answer to the offer of the request, or an offer
// of ours where it has none (RFC 3264, RFC 3261 section 13.3.1).
func (c *call) say(tx *serverTx, r *reply, d *dialog.Dialog, offer []byte, now time.Time) (*described, error) {
	x := &described{to: r.to, offer: offer == nil || r.sdp == scenarios.SDPOffer}
	x.held = r.sdp == scenarios.SDPHold || r.sdp == scenarios.SDPByAct && d != nil && d.Offers.Held
	voices := 1
	var offered media.Offered
	if !x.offer {
		var err error
		if offered, err = media.Read(offer); err != nil {
			c.note("the offer is not taken: "+err.Error(), now)
			return nil, notAcceptable(tx.request, err)
		}
		voices = offered.Voices()
		c.meet(offered, tx.request.flow)
	}
	own, err := c.mediaOwn(tx.request.flow, d, tx.fork(r.to), voices, now)
	if err != nil {
		return nil, err
	}
	own.Hold, own.Bend = x.held, bend(r.bend)
	if x.offer {
		x.text, x.marks = media.Offer(own)
		return x, nil
	}
	agreed, err := offered.Answer(own)
	if err != nil {
		return nil, notAcceptable(tx.request, err)
	}
	c.noteWrong("the offer: ", agreed.Wrong, now)
	x.text, x.marks, x.lines = agreed.Answer, agreed.Marks, agreed.Lines
	return x, nil
}

// fork counts the dialogs that responses to the request have described before
// the one with this To value: each has an origin of its own.
func (tx *serverTx) fork(to string) (n uint64) {
	for i, x := range tx.says {
		first := true
		for _, earlier := range tx.says[:i] {
			first = first && earlier.to != x.to
		}
		if x.to == to {
			return n
		}
		if first {
			n++
		}
	}
	return n
}

// notAcceptable is what an offer gets that cannot be answered, 488, or that cannot
// be read, 400; the Warning says why.
func notAcceptable(in *incoming, err error) error {
	if why := new(media.Refusal); errors.As(err, &why) {
		return &refusal{catalog.Draft{Code: 488, Headers: warning(in, why.Warning, why.Reason)}}
	}
	return &refusal{catalog.Draft{
		Code: 400, Reason: "Bad Request (SDP cannot be read)", Headers: warning(in, media.WarnOther, err.Error()),
	}}
}

// bend is what an author wants to have said otherwise, as media knows it.
func bend(b *scenarios.Bend) *media.Bend {
	if b == nil {
		return nil
	}
	return &media.Bend{
		Address: b.Address, Port: b.Port, Codecs: b.Codecs, Without: b.Without, Payloads: b.Payloads, Ptime: b.Ptime,
		Direction: media.Direction(b.Direction), SameVersion: b.SameVersion, SRTP: b.SRTP,
	}
}

// offerRead is the SDP of a request, and why there is none.
type offerRead struct {
	offer []byte
	err   error
}

// offer is the SDP of the request, read once.
func (tx *serverTx) offer() ([]byte, error) {
	if !tx.request.HasBody() {
		return nil, nil
	}
	if tx.read == nil {
		offer, err := offerIn(tx.request)
		tx.read = &offerRead{offer, err}
	}
	return tx.read.offer, tx.read.err
}

// prepareSession is what a 2xx to UPDATE and PRACK needs: an answer to an offer
// they carry, and the session timer.
func prepareSession(c *call, tx *serverTx, r *reply, own *catalog.Own, now time.Time) error {
	off := c.off | r.off
	if !success(r.Code) {
		return nil
	}
	if tx.request.Method() == "UPDATE" && !off.Has(scenarios.Refresh) {
		session, err := c.sessionExpires(tx.request)
		if err != nil {
			return err
		}
		own.SessionExpires = session
	}
	offer, err := tx.offer()
	if (offer == nil && err == nil || tx.answers) && r.sdp == scenarios.SDPByAct && r.bend == nil {
		return nil
	}
	return c.describe(tx, r, off, now)
}
