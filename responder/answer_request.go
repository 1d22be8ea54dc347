package responder

import (
	"errors"
	"time"

	"github.com/sipbin/sipbin/responder/dialog"
	"github.com/sipbin/sipbin/responder/media"
	"github.com/sipbin/sipbin/responder/message"
	"github.com/sipbin/sipbin/scenarios"
)

// errNotAsked is why a request of ours cannot answer.
var errNotAsked = errors.New("sdp: no offer of the peer waits for an answer")

// description is the session description in a request of ours, in a dialog or,
// when that is nil, in an INVITE that begins something. An INVITE offers by
// itself, another request where its author wants it, and an ACK or PRACK may
// answer what came in a response.
func (c *call) description(o ours, s *scenarios.Request, d *dialog.Dialog, now time.Time) (ours, error) {
	bent := bend(s.Bend)
	if s.SDP == scenarios.SDPNone || s.SDP == scenarios.SDPByAct && bent == nil && o.method != "INVITE" {
		return o, nil
	}
	held := s.SDP == scenarios.SDPHold
	if d != nil {
		d.Offers.Held = held
	}
	if s.SDP == scenarios.SDPAnswer || o.method == "ACK" || o.method == "PRACK" && s.SDP != scenarios.SDPOffer {
		if d == nil || d.Offers.Asked == nil {
			return o, errNotAsked
		}
		o, _, err := c.answerAsked(d, o, bent, now)
		return o, err
	}
	own, err := c.mediaOwn(c.flow, d, 0, 1, now)
	if err != nil {
		return o, err
	}
	own.Hold, own.Bend = held, bent
	o.body, o.marks = media.Offer(own)
	o.offers = true
	return o, nil
}

// answerAsked puts the answer to the offer in a response into the ACK or PRACK
// of it (RFC 3261 section 13.2.2.4, RFC 3262 section 5). What cannot be accepted
// is declined, and the dialog is to end.
func (c *call) answerAsked(d *dialog.Dialog, o ours, bent *media.Bend, now time.Time) (answering ours, declined bool, err error) {
	offered, err := media.Read(d.Offers.Asked)
	if err != nil {
		return o, true, err
	}
	flow := c.flow
	if o.flow != nil {
		flow = *o.flow
	}
	c.meet(offered, flow)
	own, err := c.mediaOwn(flow, d, 0, offered.Voices(), now)
	if err != nil {
		return o, true, err
	}
	own.Hold, own.Bend = d.Offers.Held, bent
	agreed, err := offered.Answer(own)
	if err != nil {
		c.note("the offer in the response is declined: "+err.Error(), now)
		agreed.Answer, declined = offered.Decline(own), true
	}
	c.noteWrong("the offer: ", agreed.Wrong, now)
	c.agree(d, agreed.Lines, now)
	o.body, o.marks = agreed.Answer, agreed.Marks
	d.Offers.Said, d.Offers.Asked = agreed.Answer, nil
	return o, declined, nil
}

// answerByAct is answerAsked for the acts that acknowledge, in the ACK or PRACK
// that belongs to our request with that CSeq number.
func (c *call) answerByAct(d *dialog.Dialog, o ours, seq uint32, now time.Time) (answering ours, declined bool) {
	if d == nil || d.Offers.Asked == nil || c.off.Has(scenarios.Answer) {
		return o, false
	}
	o, declined, err := c.answerAsked(d, o, nil, now)
	if err != nil {
		c.note("the offer in the response cannot be answered: "+err.Error(), now)
		return o, declined
	}
	o.headers = append(o.headers, message.Header{Name: "Content-Type", Value: "application/sdp"})
	d.Offers.Propose(seq, true) // the exchange that belongs to our request, and
	d.Offers.Accept()           // is over
	return o, declined
}
