package responder

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/sipbin/sipbin/responder/dialog"
	"github.com/sipbin/sipbin/responder/faults"
	"github.com/sipbin/sipbin/responder/media"
	"github.com/sipbin/sipbin/responder/message"
	"github.com/sipbin/sipbin/responder/transaction"
	"github.com/sipbin/sipbin/scenarios"
)

// clientTx is a request of ours on its way.
type clientTx struct {
	transaction.Client
	ours
	call   *call
	dialog *dialog.Dialog
	branch string
	seq    uint32
	// uri and head are its Request-URI and the header fields of the dialog.
	uri    string
	head   []message.Header
	parcel parcel
	repeat *timer
	end    *timer
}

// ours is a request of ours.
type ours struct {
	method  string
	headers []message.Header
	body    []byte
	// fault is done to it on purpose.
	fault *scenarios.Fault
	// flow is what it leaves over, nil for that of the call.
	flow *message.Flow
	// why is the step or the act that sends it.
	why string
	// done is told the final response; 408 and no message when none came.
	done func(code int, m *message.Message, now time.Time)
}

// request sends a request of ours inside a dialog, over the flow the call came
// on (RFC 3261 section 12.2.1).
func (c *call) request(d *dialog.Dialog, o ours, now time.Time) {
	s := c.shard
	if o.flow == nil {
		o.flow = &c.flow
	}
	tx := &clientTx{ours: o, call: c, dialog: d, branch: s.branch()}
	uri, head := d.Head(o.method, 0)
	tx.seq, tx.uri, tx.head = d.LocalSeq, uri, head
	data := message.AppendRequest(nil, o.method, uri, c.frame(tx.branch, head, o), o.body)
	data, marks := faults.Message(o.fault, data)
	tx.parcel = parcel{flow: *o.flow, data: data, marks: strings.Join(marks, ", "), fault: o.fault}
	var plan transaction.Plan
	tx.Client, plan = transaction.NewClient(o.method == "INVITE", o.flow.Transport.Reliable(), s.cfg.Timing)
	s.clients[tx.branch] = tx
	c.clients = append(c.clients, tx)
	c.deliver(&tx.parcel, o.why, now)
	tx.arm(plan, now)
}

// frame puts around the header fields of a dialog what every request carries.
func (c *call) frame(branch string, head []message.Header, o ours) []message.Header {
	headers := make([]message.Header, 0, len(head)+len(o.headers)+4)
	headers = append(headers, message.Header{
		Name: "Via", Value: message.Version + "/" + string(o.flow.Transport) + " " + o.flow.Face() + ";branch=" + branch + ";rport",
	})
	headers = append(headers, message.Header{Name: "Max-Forwards", Value: "70"})
	headers = append(headers, head...)
	headers = append(headers, o.headers...)
	if server := c.shard.cfg.Server; server != "" {
		headers = append(headers, message.Header{Name: "User-Agent", Value: server})
	}
	return append(headers, message.Header{Name: "Content-Length", Value: strconv.Itoa(len(o.body))})
}

func (tx *clientTx) arm(plan transaction.Plan, now time.Time) {
	q := &tx.call.shard.queue
	if plan.Repeat > 0 {
		tx.repeat = q.at(now.Add(plan.Repeat), tx.again)
	}
	if plan.End > 0 {
		q.stop(tx.end)
		tx.end = q.at(now.Add(plan.End), tx.timeout)
	} else if tx.State() == transaction.Terminated {
		tx.over()
	}
}

// again is Timer A or E.
func (tx *clientTx) again(now time.Time) {
	due, plan := tx.Repeat()
	if !due {
		return
	}
	tx.call.deliver(&tx.parcel, "retransmission", now)
	tx.arm(plan, now)
}

// timeout is Timer B, D, F, K or M.
func (tx *clientTx) timeout(now time.Time) {
	if tx.End() {
		tx.call.note("no answer to our "+tx.method+" in 64*T1", now)
		tx.call.event("no-answer", tx.call.first, now)
		tx.finish(408, nil, now)
	}
	if tx.State() == transaction.Terminated {
		tx.over()
	}
	tx.call.settle(now)
}

func (tx *clientTx) over() {
	q := &tx.call.shard.queue
	q.stop(tx.repeat)
	q.stop(tx.end)
	delete(tx.call.shard.clients, tx.branch)
}

func (tx *clientTx) finish(code int, m *message.Message, now time.Time) {
	c := tx.call
	c.clients = slices.DeleteFunc(c.clients, func(p *clientTx) bool { return p == tx })
	if tx.done != nil {
		tx.done(code, m, now)
	}
}

// receiveResponse takes a response: of a request of ours, or nobody's.
func (s *shard) receiveResponse(in *incoming, now time.Time) {
	tx := s.clients[in.Via().Branch]
	if tx == nil || in.CSeq().Method != tx.method || in.CSeq().Number != tx.seq {
		s.heard(in, 0, "response to no request of ours, ignored", now)
		return
	}
	c := tx.call
	news, plan := tx.Received(in.Code())
	s.heard(in, c.id, "answer to our "+tx.method, now)
	if tx.method == "INVITE" && (news == transaction.Final || news == transaction.FinalAgain) {
		tx.acknowledge(in, now)
	}
	if news == transaction.Final {
		s.queue.stop(tx.repeat)
		tx.finish(in.Code(), in.Message, now)
	}
	tx.arm(plan, now)
	c.resume(now)
	c.settle(now)
}

// acknowledge sends the ACK of a final response to an INVITE of ours: for a 2xx
// in the dialog, for a 3xx-6xx in the INVITE's transaction, with its Request-URI
// and Route and the To of the response (RFC 3261 section 17.1.1.3).
func (tx *clientTx) acknowledge(in *incoming, now time.Time) {
	c, branch, uri, head := tx.call, tx.branch, tx.uri, slices.Clone(tx.head)
	if success(in.Code()) {
		tx.dialog.Refresh(in.Message)
		branch = c.shard.branch()
		uri, head = tx.dialog.Head("ACK", tx.seq)
	}
	for i := range head {
		switch head[i].Name {
		case "To":
			head[i].Value = in.To()
		case "CSeq":
			head[i].Value = message.CSeq{Number: tx.seq, Method: "ACK"}.String()
		}
	}
	o := ours{flow: tx.flow}
	if success(in.Code()) && len(tx.body) == 0 {
		o = c.answerOffer(o, in, now)
	}
	data := message.AppendRequest(nil, "ACK", uri, c.frame(branch, head, o), o.body)
	c.shard.transmit(*tx.flow, data, c.id, "ACK", "", now)
}

// answerOffer puts the answer into the ACK when the offer came in the 2xx (RFC
// 3261 section 13.2.2.4).
func (c *call) answerOffer(ack ours, in *incoming, now time.Time) ours {
	offer, err := offerIn(in)
	if err != nil || offer == nil || c.off.Has(scenarios.Answer) {
		return ack
	}
	own, err := c.mediaOwn(*ack.flow, now)
	if err != nil {
		return ack
	}
	if ack.body, err = media.Answer(offer, own); err != nil {
		c.note("the offer in the 2xx cannot be answered: "+err.Error(), now)
		return ours{flow: ack.flow}
	}
	ack.headers = []message.Header{{Name: "Content-Type", Value: "application/sdp"}}
	c.session = ack.body
	return ack
}

// inviting reports whether an INVITE of ours is in progress.
func (c *call) inviting() bool {
	return slices.ContainsFunc(c.clients, func(tx *clientTx) bool { return tx.method == "INVITE" })
}
