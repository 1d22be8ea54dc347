package responder

import (
	"time"

	"github.com/sipbin/sipbin/responder/dialog"
	"github.com/sipbin/sipbin/responder/message"
	"github.com/sipbin/sipbin/responder/transaction"
)

// incoming is a request on its way through a shard. It meets what catalog and
// scenarios want to know of a request.
type incoming struct {
	*message.Message
	flow message.Flow
	// data are the bytes as received, valid only while they are received.
	data []byte
	// user is the user part that is dialled, read by choose.
	user string
}

// User is the user part that is dialled: of the Request-URI, in a REGISTER of To.
func (in *incoming) User() string { return in.user }

// receive finds out what a message is: a response, a retransmission, an ACK, a
// CANCEL, a request in a dialog, or the beginning of a call.
func (s *shard) receive(in *incoming, now time.Time) {
	switch {
	case in.Defect() != nil:
		s.receiveMalformed(in, now)
		return
	case !in.IsRequest():
		s.receiveResponse(in, now)
		return
	}
	key := transaction.KeyOf(in.Message)
	if tx := s.servers[key]; tx != nil && s.receiveRepeated(tx, in, now) {
		return
	}
	switch {
	case in.Method() == "ACK":
		s.receiveACK(in, now)
	case in.Method() == "CANCEL":
		s.receiveCancel(key, in, now)
	case in.ToTag() != "":
		s.receiveInDialog(key, in, now)
	default:
		s.receiveNew(key, in, now)
	}
}

// receiveRepeated gives a message to the transaction it belongs to. It reports
// false for an ACK to a 2xx, which belongs to the dialog.
func (s *shard) receiveRepeated(tx *serverTx, in *incoming, now time.Time) bool {
	verdict, plan := tx.Received(in.Method())
	switch verdict {
	case transaction.Passed:
		return false
	case transaction.Acknowledged:
		s.queue.stop(tx.repeat)
		tx.arm(plan, now)
		s.heard(in, tx.call.id, "ACK of the "+codeText(tx.Code()), now)
		tx.call.acknowledged(tx, in, now)
	case transaction.Repeated:
		s.heard(in, tx.call.id, "retransmission", now)
		if last := tx.Last(); last != nil && !tx.silent {
			s.transmit(tx.back, last, tx.call.id, "retransmission", tx.marks, now)
		}
	case transaction.Absorbed:
		s.heard(in, tx.call.id, "retransmission, absorbed", now)
	}
	return true
}

// receiveInDialog takes a request with a To tag: of a dialog of ours, or 481
// (RFC 3261 section 12.2.2).
func (s *shard) receiveInDialog(key transaction.Key, in *incoming, now time.Time) {
	d, known := s.dialogs[dialog.IDOf(in.Message)]
	if !known {
		c := s.newCall(in, now)
		c.dialled = in.RequestURI()
		tx := s.newServerTx(key, c, in, now)
		s.heard(in, c.id, "no such dialog", now)
		c.respondCode(tx, 481, "default", now)
		c.settle(now)
		return
	}
	tx := s.newServerTx(key, d.call, in, now)
	tx.dialog = d.dialog
	d.call.receive(tx, now)
}

// receiveNew takes a request that begins something.
func (s *shard) receiveNew(key transaction.Key, in *incoming, now time.Time) {
	chosen := s.choose(in, now)
	c := s.newCall(in, now)
	c.scenario, c.dialled = chosen.scenario, chosen.dialled
	if c.scenario != nil {
		c.off = c.scenario.Off
	}
	tx := s.newServerTx(key, c, in, now)
	c.first = tx
	c.open(tx, chosen, now)
	c.dialled = ""
	c.settle(now)
}
