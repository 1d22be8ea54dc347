package responder

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/sipbin/sipbin/catalog"
	"github.com/sipbin/sipbin/responder/dialog"
	"github.com/sipbin/sipbin/responder/media"
	"github.com/sipbin/sipbin/responder/message"
	"github.com/sipbin/sipbin/responder/transaction"
	"github.com/sipbin/sipbin/scenarios"
)

// dialogTo is the dialog in which a response with this To value is sent, nil
// while there is none.
func (c *call) dialogTo(tx *serverTx, to string) *dialog.Dialog {
	if tx.dialog != nil {
		return tx.dialog
	}
	for _, d := range c.dialogs {
		if d.Local == to {
			return d
		}
	}
	return nil
}

// receiveOffer takes note of the offer in a request of the dialog; the error says
// why it comes at the wrong time. While an offer of ours is open, SDP in a PRACK
// is the answer to it (RFC 3262 section 5).
func (c *call) receiveOffer(tx *serverTx) error {
	in, o := tx.request, &tx.dialog.Offers
	switch in.Method() {
	case "INVITE", "UPDATE":
	case "PRACK":
		if tx.answers = o.Ours() && c.acknowledges(tx) != nil; tx.answers {
			return nil
		}
	default:
		return nil
	}
	if offer, _ := tx.offer(); offer == nil {
		return nil
	}
	return o.Receive(in.CSeq().Number)
}

// tooEarly answers a request whose offer comes at the wrong time, and reports
// whether it did (RFC 3311 section 5.2, RFC 3261 section 14.2).
func (c *call) tooEarly(tx *serverTx, now time.Time) bool {
	switch {
	case errors.Is(tx.glare, dialog.ErrOurs):
		c.respondCode(tx, 491, "default: "+tx.glare.Error(), now)
	case tx.glare != nil:
		c.tryLater(tx, tx.glare.Error(), now)
	default:
		return false
	}
	return true
}

// tryLater is 500 with a Retry-After of 0 to 10 seconds, by chance.
func (c *call) tryLater(tx *serverTx, why string, now time.Time) {
	const most = 10
	c.respond(tx, reply{
		Draft: catalog.Draft{Code: 500, Headers: []catalog.Header{{Name: "Retry-After", Value: codeText(c.random().IntN(most + 1))}}},
		why:   "default: " + why,
	}, now)
}

// pendingIn reports whether another request of the method waits for its final
// response in the dialog.
func (c *call) pendingIn(d *dialog.Dialog, method string, except *serverTx) bool {
	for _, tx := range c.pending {
		// The INVITE that begins a call is pending in each early dialog.
		if tx != except && tx.request != nil && tx.request.Method() == method && (tx.dialog == d || tx.dialog == nil && d.Early) {
			return true
		}
	}
	return false
}

// told takes note of what a response said in a dialog, whoever wrote it. Sent
// reliably, it closes the offer of its request, or opens one of ours.
func (c *call) told(tx *serverTx, d *dialog.Dialog, r reply, code int, now time.Time) {
	seq, o := tx.request.CSeq().Number, &d.Offers
	if code >= 300 {
		o.End(seq, false)
		return
	}
	offer, _ := tx.offer()
	if tx.answers {
		offer = nil
	}
	if offer != nil && !slices.Contains(tx.settled, d) {
		// An error means that it should have been refused, which its author
		// does not want.
		_ = o.Receive(seq)
	}
	text := r.description()
	if text == nil {
		if success(code) {
			o.End(seq, false)
		}
		return
	}
	if x := r.says; x != nil && bytes.Equal(x.text, text) {
		o.Held = x.held
	}
	if r.agreed {
		c.follows = d
	}
	o.Said = text
	if !r.Reliable && !success(code) {
		return
	}
	tx.settled = append(tx.settled, d)
	switch {
	case offer != nil && (r.says == nil || !r.says.offer):
		o.Answer(seq)
	default:
		o.Propose(seq, false)
	}
}

// agreeFirst has the streams do as a response says before it leaves, as media of
// the peer may be here before anything else is done. It reports whether it did.
func (c *call) agreeFirst(tx *serverTx, r *reply, code int, now time.Time) bool {
	x := r.says
	tag, _ := message.Param(r.to, "tag")
	late := tx.Final() && (tx.State() != transaction.Accepted || !success(code))
	if x == nil || x.offer || code == 100 || code >= 300 || tag == "" || late || !bytes.Equal(x.text, r.description()) {
		return false
	}
	if d := c.dialogTo(tx, r.to); d != nil && c.follows == d && bytes.Equal(d.Offers.Said, x.text) {
		return false
	}
	c.tellStreams(x.lines, now)
	return true
}

// description is the session description as the response was sent, nil for none.
func (r *reply) description() []byte {
	body := r.Body
	if r.raw != nil || r.fault != nil {
		_, sent, _ := bytes.Cut(r.data, []byte("\r\n\r\n"))
		body = bytes.Clone(sent)
	}
	if !isDescription(body) {
		return nil
	}
	return body
}

// isDescription reports a body that is meant to be SDP.
func isDescription(body []byte) bool { return bytes.HasPrefix(body, []byte("v=")) }

// propose takes note of the offer in a request of ours, and marks one that must
// not be sent while another is open (RFC 3261 section 14.1, RFC 3311 section 5.1).
func (c *call) propose(tx *clientTx) (marks []string) {
	if tx.dialog == nil || !tx.offers {
		return nil
	}
	o := &tx.dialog.Offers
	if o.Ours() || o.Theirs() {
		marks = []string{"an offer while another is open"}
	}
	o.Propose(tx.seq, true)
	o.Said = tx.body
	return marks
}

// hearAnswer reads what a response says to the offer in a request of ours, or
// the offer it makes when our INVITE made none.
func (c *call) hearAnswer(tx *clientTx, d *dialog.Dialog, in *incoming, now time.Time) {
	if d == nil || in.Code() <= 100 || in.Code() >= 300 {
		return
	}
	_, numbered := in.Header("RSeq")
	reliable := success(in.Code()) || numbered && in.Lists("Require", "100rel")
	text, _ := offerIn(in)
	if !tx.offers {
		if tx.method == "INVITE" && reliable && !d.Offers.Settled(tx.seq) {
			d.Offers.Asked = text
		}
		return
	}
	if tx.outside && d.Offers.Said == nil {
		d.Offers.Propose(tx.seq, true)
		d.Offers.Said = tx.body
	}
	where := codeText(in.Code())
	switch {
	case success(in.Code()):
		c.takeAnswer(d, in, where, now)
	case text == nil || !d.Offers.Ours():
	case reliable:
		c.takeAnswer(d, in, where, now)
	default:
		c.previewAnswer(d, text, where, now)
	}
}

// previewAnswer takes the answer to our open offer in a message that may be lost,
// the first of them (RFC 3261 section 13.2.1).
func (c *call) previewAnswer(d *dialog.Dialog, answer []byte, where string, now time.Time) {
	if first := d.Offers.Preview; first != nil {
		c.compareAnswers(first, answer, where, now)
		return
	}
	c.accept(d, answer, now)
	d.Offers.Preview = bytes.Clone(answer)
}

// takeAnswer reads the answer to our open offer in a message that has to have
// it, unless an earlier one had, and closes the offer.
func (c *call) takeAnswer(d *dialog.Dialog, in *incoming, where string, now time.Time) {
	o := &d.Offers
	answer, _ := offerIn(in)
	first := o.Preview
	switch {
	case !o.Ours() && answer != nil && in.Method() == "ACK":
		c.note("the SDP in the ACK answers nothing, no offer of ours is open", now)
		return
	case !o.Ours():
		return
	case answer == nil && first == nil:
		c.note("no answer to our offer in the "+where+" (RFC 3261 section 13.2.1)", now)
	case first == nil:
		c.accept(d, answer, now)
	default:
		c.compareAnswers(first, answer, where, now)
		if c.follows != d {
			c.accept(d, first, now)
		}
	}
	o.Accept()
}

func (c *call) compareAnswers(first, answer []byte, where string, now time.Time) {
	if answer != nil && !bytes.Equal(first, answer) {
		c.note("the SDP in the "+where+" is not the first answer, which counts (RFC 3261 section 13.2.1)", now)
	}
}

// accept lets media do as an answer to our offer says.
func (c *call) accept(d *dialog.Dialog, answer []byte, now time.Time) {
	agreed, err := media.Accept(d.Offers.Said, answer)
	if err != nil {
		c.note("the answer to our offer cannot be read: "+err.Error(), now)
		return
	}
	c.noteWrong("the answer: ", agreed.Wrong, now)
	c.agree(d, agreed.Lines, now)
}

// noteWrong takes down what is wrong with a description of the peer.
func (c *call) noteWrong(what string, wrong []string, now time.Time) {
	if len(wrong) > 0 {
		c.note(what+strings.Join(wrong, "; "), now)
	}
}

// wantsSDP reports whether a response to an INVITE has a session description
// without a word of its author.
func wantsSDP(tx *serverTx, r *reply) bool {
	if r.Code == 183 || success(r.Code) || r.sdp != scenarios.SDPByAct || r.bend != nil {
		return true
	}
	// The first reliable response offers when the INVITE did not (RFC 3261
	// section 13.2.1).
	offer, err := tx.offer()
	return r.Reliable && r.Code > 100 && r.Code < 200 && offer == nil && err == nil
}
