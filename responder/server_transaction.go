package responder

import (
	"net/netip"
	"strconv"
	"strings"
	"time"

	"github.com/sipbin/sipbin/responder/dialog"
	"github.com/sipbin/sipbin/responder/message"
	"github.com/sipbin/sipbin/responder/transaction"
)

// serverTx is a server transaction of a call: the state machine, the request,
// and the timers its machine asks for.
type serverTx struct {
	transaction.Server
	key  transaction.Key
	call *call
	// request is the request. Nil after the final response.
	request *incoming
	begun   time.Time
	// back is where responses go.
	back message.Flow
	// to is the To value of the responses, with our tag.
	to string
	// dialog is the one the request came in, nil for none.
	dialog *dialog.Dialog
	// silent is set when a scenario wants no answer, not even to retransmissions.
	silent bool
	// marks stand beside the last response in the journal, for its repetitions.
	marks string
	// sdp is the answer or offer of ours, the same in each response.
	sdp []byte

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
		back:    back(in.Via(), in.flow),
		to:      in.To(),
	}
	if in.ToTag() == "" {
		tx.to += ";tag=" + s.tag(in.Message, "")
	}
	s.servers[key] = tx
	c.pending = append(c.pending, tx)
	return tx
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
	tx.call.shard.transmit(tx.back, tx.Last(), tx.call.id, "repeat-final", tx.marks, now)
	tx.arm(plan, now)
}

// end is called when Timer H, I, J or L fired, or silence has lasted long enough.
func (tx *serverTx) end(now time.Time) {
	c := tx.call
	if tx.End() {
		c.shard.queue.stop(tx.repeat)
		c.note("no ACK of the "+codeText(tx.Code())+" in 64*T1 (Timer H)", now)
		c.unacknowledged(tx, now)
	}
	if tx.silent {
		c.done(tx)
		if tx == c.first && c.confirmed() == nil {
			c.forgetDialogs(now)
		}
	}
	tx.over()
	c.settle(now)
}

// over forgets the transaction.
func (tx *serverTx) over() {
	s := tx.call.shard
	if s.servers[tx.key] == tx {
		delete(s.servers, tx.key)
	}
	tx.unmerge()
	tx.ending, tx.request, tx.sdp = 0, nil, nil
}

// back is where a response goes: over a stream the connection, over UDP the
// address the request came from, at the port it came from when the client asked
// for that by rport, else at the port of sent-by (RFC 3261 section 18.2.2,
// RFC 3581 section 4). Never to another address.
func back(via message.Via, flow message.Flow) message.Flow {
	if flow.Transport.Reliable() || via.RPort {
		return flow
	}
	port := uint64(5060)
	if p := via.Port(); p != "" {
		var err error
		if port, err = strconv.ParseUint(p, 10, 16); err != nil || port == 0 {
			return flow
		}
	}
	flow.Remote = netip.AddrPortFrom(flow.Remote.Addr(), uint16(port))
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
	port := strconv.Itoa(int(flow.Remote.Port()))
	lines[0] = strings.Replace(lines[0], top.Text, top.Received(flow.Remote.Addr().WithZone("").String(), port), 1)
	return lines
}

func codeText(code int) string { return strconv.Itoa(code) }
