package responder

import (
	"time"

	"github.com/sipbin/sipbin/responder/dialog"
	"github.com/sipbin/sipbin/responder/message"
	"github.com/sipbin/sipbin/responder/transaction"
	"github.com/sipbin/sipbin/scenarios"
)

// incoming is a request on its way through a shard. It meets what catalog and
// scenarios want to know of a request.
type incoming struct {
	*message.Message
	flow message.Flow
	// data are the bytes as received, valid only while they are received.
	data []byte
	// replaces is the dialog it is to take the place of, nil for none.
	replaces *replaced
	// user is the user part that is dialled, read by choose; called is the same
	// with the prefix of its test, and test the ID of that, "" for none.
	user, called, prefix, test string
	// contact is what Contact has worked out.
	contact string
}

// User is the user part that is dialled: of the Request-URI, in a REGISTER of To.
func (in *incoming) User() string {
	if in.user == "" {
		in.user = dialledUser(in) // in a dialog nothing was chosen by it
	}
	return in.user
}

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
	s.prove(key, in)
	s.refuseMaddr(in, now)
	if s.losesOnTheWay(key, in, now) {
		return
	}
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
	c := tx.call
	if in.Method() == "ACK" && (tx.State() == transaction.Accepted || tx.State() == transaction.Proceeding) {
		return false
	}
	if c.loses(in, now) {
		return true
	}
	verdict, plan := tx.Received(in.Method())
	switch verdict {
	case transaction.Passed:
		return false
	case transaction.Acknowledged:
		s.queue.stop(tx.repeat)
		tx.arm(plan, now)
		tx.concluded()
		c.awaiting--
		c.acknowledged(in, nil, "ACK of the "+codeText(tx.Code()), now)
	default:
		c.receiveAgain(tx, in, verdict == transaction.Repeated, now)
	}
	return true
}

// receiveAgain takes a retransmission: the scenario's list for it, or the last
// response again where that is due.
func (c *call) receiveAgain(tx *serverTx, in *incoming, due bool, now time.Time) {
	name := in.Method() + " again"
	c.count(name)
	if list := c.ownList(name); list != nil && tx.request != nil {
		c.shard.heard(in, c.id, "on "+list.At.String(), now)
		if !c.watch(name, now) {
			c.playAgain(tx, list, now)
		}
		c.settle(now)
		return
	}
	why := "retransmission"
	if !due {
		why = "retransmission, absorbed"
	}
	c.shard.heard(in, c.id, why, now)
	if !c.watch(name, now) && due && tx.last.data != nil && !tx.silent {
		c.deliver(&tx.last, "retransmission", now)
	}
	c.settle(now)
}

// playAgain plays the try for one retransmission; tries are counted in the
// transaction. An empty one is silence to this retransmission only.
func (c *call) playAgain(tx *serverTx, list *scenarios.List, now time.Time) {
	if tx.tries == nil {
		tx.tries = make(map[*scenarios.List]*attempt)
	}
	at := tx.tries[list]
	if at == nil {
		at = &attempt{forget: list.ForgetAfter}
		tx.tries[list] = at
	}
	steps, failed := at.advance(c, list, tx.request, now)
	switch {
	case failed != "":
		c.failTry(list, failed, now)
	case len(steps) > 0:
		c.play(tx, steps, now)
	}
}

// receiveInDialog takes a request with a To tag: of a dialog of ours, or 481
// (RFC 3261 section 12.2.2).
func (s *shard) receiveInDialog(key transaction.Key, in *incoming, now time.Time) {
	d, known := s.dialogs[dialog.IDOf(in.Message)]
	if !known {
		d, known = s.notifiedFirst(in)
	}
	if !known {
		s.receiveStray(key, in, "no such dialog", now)
		return
	}
	if d.call.loses(in, now) {
		return
	}
	tx := s.newServerTx(key, d.call, in, now)
	if d.dialog == nil {
		d.call.receiveForgotten(tx, now)
		return
	}
	tx.dialog = d.dialog
	d.call.receive(tx, now)
}

// notifiedFirst is the dialog that a NOTIFY makes which came before the 2xx to
// our SUBSCRIBE or REFER (RFC 6665 section 4.4.1).
func (s *shard) notifiedFirst(in *incoming) (inDialog, bool) {
	id := dialog.IDOf(in.Message)
	c := s.begun[dialog.ID{CallID: id.CallID, LocalTag: id.LocalTag}]
	if c == nil || in.Method() != "NOTIFY" {
		return inDialog{}, false
	}
	d := c.addDialog(dialog.New(in.Message, in.To(), c.placed.contact))
	d.Early, d.Subscribed, d.LocalSeq, d.RemoteSeq = false, true, c.placed.seq, 0
	return inDialog{call: c, dialog: d}, true
}

// receiveStray answers 481 to what belongs to nothing of ours.
func (s *shard) receiveStray(key transaction.Key, in *incoming, why string, now time.Time) {
	c := s.newCall(in, now)
	tx := s.newServerTx(key, c, in, now)
	s.heard(in, c.id, why, now)
	c.respondCode(tx, 481, "default", now)
	c.settle(now)
}

// receiveNew takes a request that begins something.
func (s *shard) receiveNew(key transaction.Key, in *incoming, now time.Time) {
	if s.overLimit(in, now) {
		return
	}
	chosen := s.choose(in, now)
	if s.losesFirst(in, chosen.scenario, now) {
		s.nexts.giveBack(chosen.asked, in)
		return
	}
	c := s.newCall(in, now)
	c.test = in.test
	c.scenario, c.dialled = chosen.scenario, chosen.dialled
	if c.scenario != nil {
		c.off = c.scenario.Off
		c.followConn()
	}
	if n := s.losing[in.Via().Branch]; n > 0 {
		c.lost = map[string]int{in.Method(): n}
	}
	tx := s.newServerTx(key, c, in, now)
	c.first = tx
	c.open(tx, chosen, now)
	c.dialled = ""
	c.settle(now)
}
