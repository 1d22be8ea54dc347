package respondertest

import (
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/sipbin/sipbin/responder/dialog"
	"github.com/sipbin/sipbin/responder/media"
	"github.com/sipbin/sipbin/responder/message"
	"github.com/sipbin/sipbin/responder/transaction"
)

// leg is a dialog of the caller, seen from its side: Local is the caller.
type leg struct {
	*dialog.Dialog
	caller *Caller
	// invite is the transaction that made it, nil for a subscription.
	invite       *clientTx
	subscription bool
	// confirmed is set when a 2xx made the dialog more than an early one.
	confirmed bool
	// delayed is set while the INVITE's offer is to come from the other end.
	delayed bool
	rseq    uint32            // of the last reliable response, 0 before the first
	acks    map[uint32][]byte // by CSeq number of their INVITE
	closing *timer            // hangs up, or unsubscribes
	session sessionTimer
	// unacknowledged repeats a 2xx of the caller's own until its ACK comes.
	unacknowledged *timer
}

// over reports whether a message of the leg finds nobody: its end, or that of
// the INVITE of an early one.
func (l *leg) over() bool {
	if !l.confirmed && l.invite != nil {
		s := l.invite.State()
		return s == transaction.Completed || s == transaction.Terminated
	}
	return !slices.Contains(l.caller.legs, l)
}

// end forgets the leg.
func (l *leg) end() {
	c := l.caller
	c.legs = slices.DeleteFunc(c.legs, func(other *leg) bool { return other == l })
	c.timers.stop(l.closing)
	c.timers.stop(l.session.due)
	c.timers.stop(l.unacknowledged)
}

// learn takes tag, target and route set from what the other end sent first, and
// from a 2xx once more (RFC 3261 sections 12.1.2 and 13.2.2.4).
func (l *leg) learn(m *message.Message) {
	routes := m.List("Record-Route")
	if m.IsRequest() {
		l.ID.RemoteTag, l.Remote = m.FromTag(), m.From()
	} else {
		l.ID.RemoteTag, l.Remote = m.ToTag(), m.To()
		slices.Reverse(routes)
	}
	l.Routes = routes
	l.Refresh(m)
}

// request is one inside the dialog. Whoever does not know the dialog any more
// ends it (RFC 3261 section 12.2.1.2).
func (l *leg) request(method string) *request {
	r := &request{dialog: l.Dialog, method: method, moot: l.over}
	switch method {
	case "INVITE", "UPDATE", "SUBSCRIBE", "REFER":
		r.headers = append(l.caller.abilities(), l.caller.contact())
	}
	r.done = func(m *message.Message, _ time.Time) { l.lost(m) }
	return r
}

// lost ends the leg when a final response, nil for none, says that it is gone.
func (l *leg) lost(m *message.Message) {
	if m == nil || m.Code() == 408 || m.Code() == 481 {
		l.end()
	}
}

// prack acknowledges a reliable provisional response, in order and each once
// (RFC 3262 section 4).
func (l *leg) prack(m *message.Message, now time.Time) {
	value, _ := m.Header("RSeq")
	rseq, err := strconv.ParseUint(value, 10, 32)
	if err != nil || l.rseq != 0 && uint32(rseq) != l.rseq+1 {
		return
	}
	l.rseq = uint32(rseq)
	r := l.request("PRACK")
	r.set("RAck", fmt.Sprintf("%d %s", rseq, m.CSeq()))
	if answer := l.answerTo(m); answer != nil {
		r.carry("application/sdp", answer)
	}
	r.done = func(*message.Message, time.Time) {}
	l.caller.try(r, now)
}

// answerTo is the answer to the offer in a response, if the caller owes one.
func (l *leg) answerTo(m *message.Message) []byte {
	if !l.delayed || !m.HasBody() {
		return nil
	}
	l.delayed = false
	answer, err := media.Answer(m.Body(), l.caller.media())
	if err != nil {
		return nil
	}
	return answer
}

// acknowledge sends the ACK of a 2xx, the same one for each copy of it, and
// reports whether this was one (RFC 3261 section 13.2.2.4).
func (l *leg) acknowledge(m *message.Message, tx *clientTx, now time.Time) (copied bool) {
	c := l.caller
	if ack := l.acks[tx.seq]; ack != nil {
		c.send(ack)
		return true
	}
	if tx == l.invite {
		l.learn(m)
	} else {
		l.Refresh(m)
	}
	headers, body := slices.Clone(tx.credentials), l.answerTo(m)
	if body != nil {
		headers = append(headers, message.Header{Name: "Content-Type", Value: "application/sdp"})
	}
	uri, head := l.Head("ACK", tx.seq)
	if l.acks == nil {
		l.acks = make(map[uint32][]byte)
	}
	l.acks[tx.seq] = c.render("ACK", uri, fmt.Sprintf("%s-%d", message.MagicCookie, c.next()), head, headers, body)
	c.send(l.acks[tx.seq])
	l.session.agree(l, m, "uac", now)
	return false
}

// talk is what happens in an answered call until the caller hangs up.
func (l *leg) talk(now time.Time) {
	c := l.caller
	for i, method := range c.inside {
		c.after(time.Duration(i+1)*time.Second, now, func(now time.Time) {
			if !l.over() {
				l.interrupt(method, now)
			}
		})
	}
	l.closing = c.after(c.profile.Talk, now, l.hangUp)
}

// interrupt sends a request in a call: a re-INVITE or UPDATE that changes
// nothing, or an INFO.
func (l *leg) interrupt(method string, now time.Time) {
	switch method {
	case "re-INVITE":
		l.change("INVITE", l.caller.offer(), now)
	case "UPDATE":
		l.change("UPDATE", l.caller.offer(), now)
	default:
		l.caller.try(l.request(method), now)
	}
}

// change is an INVITE or UPDATE inside the dialog, with an offer or, for an
// UPDATE that only refreshes the session, without.
func (l *leg) change(method string, offer []byte, now time.Time) {
	r := l.request(method)
	if offer != nil {
		r.carry("application/sdp", offer)
	}
	l.session.ask(r)
	r.done = func(m *message.Message, now time.Time) {
		l.lost(m)
		switch {
		case m == nil || m.Code() >= 300:
		case r.method == "INVITE":
			l.acknowledge(m, r.tx, now)
		default:
			l.Refresh(m)
			l.session.agree(l, m, "uac", now)
		}
	}
	l.caller.try(r, now)
}

// hangUp sends BYE; whatever answers it, the leg is over (section 15.1.1).
func (l *leg) hangUp(now time.Time) {
	c := l.caller
	c.timers.stop(l.closing)
	c.timers.stop(l.session.due)
	if l.over() {
		return
	}
	r := l.request("BYE")
	r.done = func(*message.Message, time.Time) { l.end() }
	c.try(r, now)
}
