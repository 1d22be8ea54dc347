package responder

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/sipbin/sipbin/responder/dialog"
	"github.com/sipbin/sipbin/responder/faults"
	"github.com/sipbin/sipbin/responder/message"
	"github.com/sipbin/sipbin/responder/transaction"
	"github.com/sipbin/sipbin/scenarios"
)

// clientTx is a request of ours on its way.
type clientTx struct {
	transaction.Client
	ours
	call *call
	// dialog is the one it is sent in; nil for one that begins something, until
	// a response made it.
	dialog *dialog.Dialog
	branch string
	seq    uint32
	// uri and head are its Request-URI and the header fields of the dialog.
	uri    string
	head   []message.Header
	parcel parcel
	repeat *timer
	end    *timer
	// outside is set for one that begins something.
	outside bool
	// lost is why the transport could not send it, "" where it could.
	lost string
}

// clientKey is what a response is matched by (RFC 3261 section 17.1.3).
type clientKey struct{ branch, method string }

// ours is a request of ours.
type ours struct {
	method  string
	headers []message.Header
	// without are names of header fields that its author took away.
	without []string
	body    []byte
	// offers is set when the body is an offer of ours; marks are what it says on
	// purpose.
	offers bool
	marks  []string
	// fault is done to it on purpose.
	fault *scenarios.Fault
	// flow is what it leaves over, nil for that of the call.
	flow *message.Flow
	// why is the step or the act that sends it.
	why string
	// provisional is told the 1xx, done the final response; 408 and no message
	// when none came, 503 and none when it could not be sent.
	provisional func(code int, now time.Time)
	done        func(code int, m *message.Message, now time.Time)
	// anew describes the session for another try after a 491; nil for what is not
	// tried again.
	anew func(o ours, now time.Time) (ours, error)
	// authorized is set once it carries credentials.
	authorized bool
}

// request sends a request of ours inside a dialog, over the flow the call came
// on (RFC 3261 section 12.2.1).
func (c *call) request(d *dialog.Dialog, o ours, now time.Time) {
	tx := &clientTx{ours: o, dialog: d}
	tx.uri, tx.head = d.Head(o.method, 0)
	tx.seq = d.LocalSeq
	c.launch(tx, now)
}

// launch sends a request of ours and keeps its transaction.
func (c *call) launch(tx *clientTx, now time.Time) {
	s := c.shard
	tx.call = c
	if tx.flow == nil {
		tx.flow = &c.flow
	}
	if s.cfg.Gone != nil && tx.flow.Conn != 0 && s.cfg.Gone(*tx.flow) {
		c.reconnect(tx, now)
	}
	if tx.branch == "" {
		tx.branch = s.branch()
	}
	data := message.AppendRequest(nil, tx.method, tx.uri, c.frame(tx.branch, tx.head, tx.ours), tx.body)
	data, marks := faults.Message(tx.fault, data)
	if sent, err := message.Parse(data); err == nil && (tx.fault != nil || len(tx.headers) > 0) && sent.Via().Branch != "" {
		tx.branch, tx.seq = sent.Via().Branch, sent.CSeq().Number // an author may have written them
	}
	tellPackages(c, tx.headers)
	marks = slices.Concat(marks, tx.marks, c.propose(tx))
	tx.parcel = parcel{flow: *tx.flow, data: data, marks: strings.Join(marks, ", "), fault: tx.fault}
	var plan transaction.Plan
	tx.Client, plan = transaction.NewClient(tx.method == "INVITE", tx.flow.Transport.Reliable(), s.cfg.Timing)
	s.clients[tx.key()] = tx
	c.clients = append(c.clients, tx)
	c.deliver(&tx.parcel, tx.why, now)
	tx.arm(plan, now)
}

func (tx *clientTx) key() clientKey { return clientKey{tx.branch, tx.method} }

// finished reports whether it has its final response, or will have none.
func (tx *clientTx) finished() bool { return !slices.Contains(tx.call.clients, tx) }

// frame puts around the header fields of a dialog what every request carries.
// What its author wrote stands in place of ours.
func (c *call) frame(branch string, head []message.Header, o ours) []message.Header {
	headers := make([]message.Header, 0, len(head)+len(o.headers)+4)
	add := func(h message.Header) {
		written := func(other message.Header) bool { return message.SameName(h.Name, other.Name) }
		if !slices.ContainsFunc(o.headers, written) && !slices.ContainsFunc(o.without, func(name string) bool { return message.SameName(h.Name, name) }) {
			headers = append(headers, h)
		}
	}
	add(message.Header{
		Name: "Via", Value: message.Version + "/" + string(o.flow.Transport) + " " + o.flow.Face() + ";branch=" + branch + ";rport",
	})
	add(message.Header{Name: "Max-Forwards", Value: "70"})
	for _, h := range head {
		add(h)
	}
	headers = append(headers, o.headers...)
	if server := c.shard.cfg.Server; server != "" {
		add(message.Header{Name: "User-Agent", Value: server})
	}
	add(message.Header{Name: "Content-Length", Value: strconv.Itoa(len(o.body))})
	return headers
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
	if tx.isOpening() && tx.finished() {
		tx.call.forgetEarly(now)
	}
	tx.call.settle(now)
}

func (tx *clientTx) over() {
	q := &tx.call.shard.queue
	q.stop(tx.repeat)
	q.stop(tx.end)
	delete(tx.call.shard.clients, tx.key())
}

func (tx *clientTx) finish(code int, m *message.Message, now time.Time) {
	c := tx.call
	c.clients = slices.DeleteFunc(c.clients, func(p *clientTx) bool { return p == tx })
	if tx.dialog != nil && !success(code) {
		tx.dialog.Offers.End(tx.seq, true)
	}
	if tx.isOpening() && !success(code) {
		c.forgetDialogs(now)
	}
	if tx.done != nil {
		tx.done(code, m, now)
	}
	if tx.tells() {
		c.heardReply(code, tx.reason(m), now)
	}
	if tx.isOpening() {
		c.reply(&replied{code: code, lost: tx.lost != "", at: now}, now)
	}
}

// isOpening reports whether it is the INVITE that begins a call of ours.
func (tx *clientTx) isOpening() bool { return tx.outside && tx.method == "INVITE" }

// tells reports whether its responses are those of the call of ours: of what
// begins it, and of its INVITE.
func (tx *clientTx) tells() bool {
	return tx.outside && (tx.method == "INVITE" || tx.call.placed.invite == nil)
}

// reason is what the final response says, or why there is none.
func (tx *clientTx) reason(m *message.Message) string {
	if m == nil {
		return cmp.Or(tx.lost, "no answer")
	}
	return m.Reason()
}

// receiveResponse takes a response: of a request of ours, or nobody's.
func (s *shard) receiveResponse(in *incoming, now time.Time) {
	tx := s.clients[clientKey{in.Via().Branch, in.CSeq().Method}]
	if tx == nil || in.CSeq().Number != tx.seq {
		s.heard(in, 0, "response to no request of ours, ignored", now)
		return
	}
	c := tx.call
	news, plan := tx.Received(in.Code())
	why := "answer to our " + tx.method
	if tx.method == "INVITE" && news == transaction.Stray && in.Code() >= 200 {
		why += " after a final response, ignored"
	}
	s.heard(in, c.id, why, now)
	if c.over && news == transaction.FinalAgain {
		tx.answeredLate(in, now)
		return
	}
	d, another := tx.dialog, false
	if tx.outside && news != transaction.Stray {
		d, another = c.answeredOutside(tx, in)
	}
	if news != transaction.Stray {
		c.hearAnswer(tx, d, in, now)
	}
	if tx.method == "INVITE" && (news == transaction.Final || news == transaction.FinalAgain) {
		tx.acknowledge(d, in, now)
	}
	switch news {
	case transaction.Provisional:
		tx.ring(d, in, now)
	case transaction.Final:
		s.queue.stop(tx.repeat)
		if !tx.retryAuthorized(in, now) && !tx.tryPending(in, now) {
			tx.settled(d, in, now)
			tx.finish(in.Code(), in.Message, now)
		}
	case transaction.FinalAgain:
		if another {
			c.abandon(d, "another 2xx of a fork: acknowledged and hung up", now)
		}
	}
	tx.arm(plan, now)
	c.resume(now)
	c.settle(now)
}

// inviting reports whether an INVITE of ours is in progress.
func (c *call) inviting() bool {
	return slices.ContainsFunc(c.clients, func(tx *clientTx) bool { return tx.method == "INVITE" })
}
