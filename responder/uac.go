package responder

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/icholy/digest"

	"github.com/sipbin/sipbin/responder/dialog"
	"github.com/sipbin/sipbin/responder/message"
	"github.com/sipbin/sipbin/scenarios"
)

// ring takes a provisional response to a request of ours: a CANCEL that waited
// for it may go now, and a reliable one gets its PRACK (RFC 3262 section 4).
func (tx *clientTx) ring(d *dialog.Dialog, in *incoming, now time.Time) {
	c := tx.call
	if d != nil && !c.off.Has(scenarios.Acknowledge) {
		c.prack(tx, d, in, now)
	}
	if tx.provisional != nil {
		tx.provisional(in.Code(), now)
	}
	if tx.isOpening() && c.placed.cancel {
		c.cancelInvite(ours{why: "end"}, now)
	}
	if tx.tells() {
		c.heardReply(in.Code(), in.Reason(), now)
	}
	if tx.isOpening() {
		c.reply(&replied{code: in.Code(), at: now}, now)
	}
}

// prack acknowledges a reliable provisional response, once and in the order of
// RSeq.
func (c *call) prack(tx *clientTx, d *dialog.Dialog, in *incoming, now time.Time) {
	value, _ := in.Header("RSeq")
	rseq, err := strconv.ParseUint(value, 10, 32)
	if err != nil || !in.Lists("Require", "100rel") || d.RSeq != 0 && uint32(rseq) != d.RSeq+1 {
		return
	}
	d.RSeq = uint32(rseq)
	rack := value + " " + in.CSeq().String()
	o := ours{method: "PRACK", why: scenarios.Acknowledge.String(), headers: []message.Header{{Name: "RAck", Value: rack}}}
	o, _ = c.answerByAct(d, o, tx.seq, now)
	c.request(d, o, now)
}

// settled takes the first final response to a request of ours: the 2xx to the
// INVITE of a call of ours begins the talk, unless we had hung up, and each 2xx
// to an INVITE or UPDATE says what becomes of the session timer.
func (tx *clientTx) settled(d *dialog.Dialog, in *incoming, now time.Time) {
	c := tx.call
	if tx.isOpening() {
		c.placed.final = in.Message
	}
	if !success(in.Code()) || d == nil {
		return
	}
	if tx.outside {
		tx.dialog = d
	}
	if tx.isOpening() {
		if c.placed.cancelled {
			c.abandon(d, "the 2xx crossed our CANCEL: acknowledged and hung up", now)
			return
		}
		if c.up.IsZero() {
			c.up = now
		}
	}
	c.agreeRefresh(d, tx.method, in, now)
}

// retryAuthorized answers a challenge with the credentials the call was given,
// once a request (RFC 3261 section 22.2), and reports whether it did.
func (tx *clientTx) retryAuthorized(in *incoming, now time.Time) bool {
	c := tx.call
	if c.placed == nil || c.placed.User == "" || tx.authorized || in.Code() != 401 && in.Code() != 407 {
		return false
	}
	header, ok := tx.credentials(in)
	if !ok {
		return false
	}
	c.clients = slices.DeleteFunc(c.clients, func(p *clientTx) bool { return p == tx })
	o := tx.ours
	o.authorized = true
	o.headers = append(slices.Clone(o.headers), header)
	if tx.outside {
		c.begin(o, now)
	} else {
		c.request(tx.dialog, o, now)
	}
	return true
}

// credentials answer the first challenge that is understood (RFC 8760 section
// 2.4).
func (tx *clientTx) credentials(in *incoming) (message.Header, bool) {
	asks, answers := "WWW-Authenticate", "Authorization"
	if in.Code() == 407 {
		asks, answers = "Proxy-Authenticate", "Proxy-Authorization"
	}
	for _, value := range in.HeaderValues(asks) {
		challenge, err := digest.ParseChallenge(value)
		if err != nil {
			continue
		}
		for i := range challenge.QOP {
			challenge.QOP[i] = strings.TrimSpace(challenge.QOP[i])
		}
		answer, err := digest.Digest(challenge, digest.Options{
			Method: tx.method, URI: tx.uri, Username: tx.call.placed.User, Password: tx.call.placed.Password, Count: 1,
		})
		if err == nil {
			return message.Header{Name: answers, Value: answer.String()}, true
		}
	}
	return message.Header{}, false
}

// acknowledge sends the ACK of a final response to an INVITE of ours: for a 2xx
// in the dialog, for a 3xx-6xx in the INVITE's transaction, with its Request-URI
// and Route and the To of the response (RFC 3261 section 17.1.1.3).
func (tx *clientTx) acknowledge(d *dialog.Dialog, in *incoming, now time.Time) {
	c := tx.call
	if c.off.Has(scenarios.Acknowledge) {
		c.note("acknowledge is off", now)
		return
	}
	o, declined := ours{flow: tx.flow}, false
	if success(in.Code()) {
		o, declined = c.answerByAct(d, o, tx.seq, now)
	}
	c.ack(tx, d, in.Message, o, scenarios.Acknowledge.String(), now)
	if declined {
		c.bye(d, ours{why: "end"}, now)
	}
}

// ack sends an ACK of ours, with what o adds to it.
func (c *call) ack(tx *clientTx, d *dialog.Dialog, response *message.Message, o ours, why string, now time.Time) {
	branch, uri, head := tx.branch, tx.uri, slices.Clone(tx.head)
	if success(response.Code()) && d != nil {
		if !tx.outside {
			d.Refresh(response)
		}
		branch = c.shard.branch()
		uri, head = d.Head("ACK", tx.seq)
	}
	for i := range head {
		switch head[i].Name {
		case "To":
			head[i].Value = response.To()
		case "CSeq":
			head[i].Value = message.CSeq{Number: tx.seq, Method: "ACK"}.String()
		}
	}
	for _, h := range tx.headers {
		if message.SameName(h.Name, "Authorization") || message.SameName(h.Name, "Proxy-Authorization") {
			o.headers = append(o.headers, h) // section 22.1
		}
	}
	if o.flow == nil {
		o.flow = tx.flow
	}
	data := message.AppendRequest(nil, "ACK", uri, c.frame(branch, head, o), o.body)
	p := parcel{flow: *o.flow, data: data, fault: o.fault, marks: strings.Join(o.marks, ", ")}
	c.deliver(&p, why, now)
}
