package responder

import (
	"net/netip"
	"strconv"
	"strings"
	"time"

	"github.com/sipbin/sipbin/catalog"
	"github.com/sipbin/sipbin/responder/dialog"
	"github.com/sipbin/sipbin/responder/message"
	"github.com/sipbin/sipbin/responder/transaction"
	"github.com/sipbin/sipbin/scenarios"
)

// serverTx is a server transaction of a call: the state machine, the request,
// and the timers its machine asks for.
type serverTx struct {
	transaction.Server
	key  transaction.Key
	call *call
	// request is the request. Nil when nothing answers it any more.
	request *incoming
	begun   time.Time
	// last is what a retransmission gets.
	last parcel
	// to is the To value of the responses, with our tag.
	to string
	// dialog is the one the request came in, nil for none.
	dialog *dialog.Dialog
	// silent is set when a scenario wants no answer, not even to retransmissions.
	silent bool
	// counted is set while it counts as pending.
	counted bool
	// playing counts the tracks that answer the request.
	playing int
	// tries counts those of the lists for its retransmissions.
	tries map[*scenarios.List]*attempt
	// read is what offer has read.
	read *offerRead
	// says are the descriptions of its responses, one a dialog that they make,
	// and more where an author wants that.
	says []*described
	// settled are the dialogs in which a reliable response has answered its
	// offer, or made one: the others say nothing more (RFC 3261 section 13.2.1).
	settled []*dialog.Dialog
	// glare is why its offer comes at the wrong time; answers is set when it
	// carries the answer to an offer of ours instead.
	glare   error
	answers bool

	repeat  *timer // Timer G
	trying  *timer
	ring    *timer // repeat-1xx
	expires *timer
	// ending numbers the entry of deadlines that ends the transaction.
	ending uint64
	// merge is what another copy of the request would have in common with it.
	merge *mergeKey
}

func (s *shard) newServerTx(key transaction.Key, c *call, in *incoming, now time.Time) *serverTx {
	key = key.Clone()
	tx := &serverTx{
		Server:  transaction.NewServer(in.Method() == "INVITE", in.flow.Transport.Reliable(), s.cfg.Timing),
		key:     key,
		call:    c,
		request: in,
		begun:   now,
		last:    parcel{flow: back(in.Via(), in.flow)},
		to:      in.To(),
	}
	if in.ToTag() == "" {
		tx.to += ";tag=" + s.tag(in, "")
	}
	s.servers[key] = tx
	s.keepFew(now)
	c.pending = append(c.pending, tx)
	tx.pending()
	return tx
}

// wayBack is where a response goes. Without the act received that is the port of
// sent-by, as before RFC 3581.
func (tx *serverTx) wayBack(off scenarios.Acts) message.Flow {
	if tx.request == nil || !off.Has(scenarios.Received) {
		return tx.last.flow
	}
	via := tx.request.Via()
	via.RPort = false
	return back(via, tx.request.flow)
}

// toIn is the To value of a response in an early dialog of that name; "" is the
// one that all responses share.
func (tx *serverTx) toIn(c *call, dialog string) string {
	if dialog == "" || tx.request == nil || tx.request.ToTag() != "" {
		return tx.to
	}
	return tx.request.To() + ";tag=" + c.shard.tag(tx.request, dialog)
}

// answer sends a response and tells the state machine. It reports whether the
// response counts: one after the final response does not.
func (tx *serverTx) answer(r *reply, built catalog.Response, now time.Time) bool {
	c := tx.call
	c.shard.queue.stop(tx.trying)
	tx.trying = nil
	if tx.silent {
		tx.silent, tx.ending = false, 0
	}
	p := parcel{flow: tx.wayBack(c.off | r.off), data: r.data, marks: strings.Join(built.Marks, ", "), fault: r.fault}
	before := tx.Final()
	plan := tx.Sent(built.Code)
	if before {
		late := p
		if built.Code != tx.Code() {
			late.marks = strings.Join(append(nonEmpty(p.marks), "after the final response"), ", ")
		}
		c.deliver(&late, r.why, now)
		return tx.State() == transaction.Accepted && success(built.Code)
	}
	tx.last = p
	c.deliver(&tx.last, r.why, now)
	if (c.off | r.off).Has(scenarios.RepeatFinal) {
		plan.Repeat = 0
	}
	if built.Code >= 200 {
		c.done(tx)
	}
	if success(built.Code) {
		tx.concluded()
	}
	tx.arm(plan, now)
	return true
}

// forget lets go of the request when it has its final response and no list
// answers it any more.
func (tx *serverTx) forget() {
	if !tx.Final() || tx.playing > 0 {
		return
	}
	tx.request, tx.read, tx.says, tx.settled, tx.dialog = nil, nil, nil, nil, nil
	if !tx.INVITE() {
		tx.to = ""
	}
	if tx.State() == transaction.Accepted {
		tx.last.data = nil
	}
}

// arm arms what the state machine asks for.
func (tx *serverTx) arm(plan transaction.Plan, now time.Time) {
	s := tx.call.shard
	if plan.End > 0 {
		s.queue.end(tx, plan.End, now)
	} else if tx.State() == transaction.Terminated {
		tx.over()
	}
	if plan.Repeat > 0 {
		tx.repeat = s.queue.at(now.Add(plan.Repeat), tx.repeatFinal)
	}
}

// repeatFinal is the act of that name: Timer G.
func (tx *serverTx) repeatFinal(now time.Time) {
	due, plan := tx.Repeat()
	if !due {
		return
	}
	tx.call.deliver(&tx.last, scenarios.RepeatFinal.String(), now)
	tx.arm(plan, now)
}

// end is called when Timer H, I, J or L fired, or silence has lasted long enough.
func (tx *serverTx) end(now time.Time) {
	c := tx.call
	if tx.End() {
		c.shard.queue.stop(tx.repeat)
		c.note("no ACK of the "+codeText(tx.Code())+" in 64*T1 (Timer H)", now)
		c.awaiting--
		c.end.Acked = "missing"
		c.event("no-ACK", tx, now)
	}
	if !tx.Final() {
		c.done(tx)
		if tx.dialog != nil && tx.request != nil {
			tx.dialog.Offers.End(tx.request.CSeq().Number, false)
		}
		if tx.dialog != nil && tx.request != nil && tx.request.Method() == "BYE" {
			c.leftUnanswered(tx.dialog, now)
		}
		if tx == c.first && c.confirmed() == nil {
			c.forgetDialogs(now)
		}
	}
	tx.over()
	c.settle(now)
}

// over takes the transaction out of the shard's table.
func (tx *serverTx) over() {
	s := tx.call.shard
	if s.servers[tx.key] == tx {
		delete(s.servers, tx.key)
	}
	tx.unmerge()
	tx.concluded()
	tx.ending = 0
	tx.last.data = nil
}

// back is where a response goes: over a stream the connection, with the port
// for a new one should it be gone; over UDP the address the request came from,
// at the port it came from when the client asked for that by rport, else at the
// port of sent-by (RFC 3261 section 18.2.2, RFC 3581 section 4). Never to another
// address: maddr is not followed.
func back(via message.Via, flow message.Flow) message.Flow {
	port := uint64(flow.Transport.Port())
	if p := via.Port(); p != "" {
		var err error
		if port, err = strconv.ParseUint(p, 10, 16); err != nil || port == 0 {
			return flow
		}
	}
	switch {
	case flow.Transport.Reliable():
		flow.ReturnPort = uint16(port)
	case !via.RPort:
		flow.Remote = netip.AddrPortFrom(flow.Remote.Addr(), uint16(port))
	}
	return flow
}

// viaOf are the Via values of a request as they go back, one a line, the top
// one with received and rport.
func (s *shard) viaOf(m *message.Message, flow message.Flow) []string {
	lines := m.HeaderValues("Via")
	if len(lines) == 0 || m.Via().SentBy == "" {
		return lines
	}
	top := m.Via()
	lines[0] = strings.Replace(lines[0], top.Text, top.Received(flow.Remote), 1)
	return lines
}

func codeText(code int) string { return strconv.Itoa(code) }
