package respondertest

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/sipbin/sipbin/responder/media"
	"github.com/sipbin/sipbin/responder/message"
	"github.com/sipbin/sipbin/responder/transaction"
)

// serverTx is a request of the other end being answered.
type serverTx struct {
	transaction.Server
	caller *Caller
	key    transaction.Key
	sent   []byte
	repeat *timer
	// ringing is the call that it is to begin, until that was picked up.
	ringing *ringing
}

// reply is a response of the caller's.
type reply struct {
	code    int
	reason  string
	headers []message.Header
	body    []byte
}

// receiveRequest takes a request: a repeated one gets its response again, one of
// a dialog that the caller does not know 481 (RFC 3261 sections 17.2 and 12.2.2).
func (c *Caller) receiveRequest(m *message.Message, now time.Time) {
	key := transaction.KeyOf(m)
	if tx := c.servers[key]; tx != nil {
		verdict, plan := tx.Received(m.Method())
		switch verdict {
		case transaction.Repeated:
			if m.Method() == "INVITE" && c.profile.does(refusesCopies) {
				c.refuseCopy(m, now)
				return
			}
			c.send(tx.sent)
			return
		case transaction.Acknowledged:
			c.timers.stop(tx.repeat)
			tx.arm(plan, now)
			return
		case transaction.Absorbed:
			return
		}
	}
	l := c.legOf(m)
	if m.Method() == "ACK" {
		if l != nil {
			c.timers.stop(l.unacknowledged)
		}
		return
	}
	tx := &serverTx{
		Server: transaction.NewServer(m.Method() == "INVITE", c.flow.Transport.Reliable(), c.timing),
		caller: c, key: key.Clone(),
	}
	c.servers[tx.key] = tx
	switch {
	case l != nil && l.Receive(m) != nil:
		tx.respond(m, reply{code: 500, reason: "Server Internal Error"}, now)
	case l != nil:
		l.answer(tx, m, now)
	case m.ToTag() == "" && m.Method() == "INVITE":
		c.pickUp(tx, m, now)
	case m.Method() == "CANCEL" && c.servers[transaction.Cancelled(m)] != nil:
		tx.respond(m, reply{code: 200, reason: "OK"}, now)
		c.servers[transaction.Cancelled(m)].cancelled(now)
	case m.ToTag() == "" && (m.Method() == "OPTIONS" || m.Method() == "MESSAGE"):
		tx.respond(m, reply{code: 200, reason: "OK", headers: c.abilities()}, now)
	case m.ToTag() == "":
		tx.respond(m, reply{code: 405, reason: "Method Not Allowed", headers: []message.Header{{Name: "Allow", Value: "INVITE, ACK, CANCEL, OPTIONS, MESSAGE"}}}, now)
	default:
		tx.respond(m, reply{code: 481, reason: "Call/Transaction Does Not Exist"}, now)
	}
}

// legOf is the dialog of a request, nil for none. A subscription without a tag
// of the other end takes that of its first NOTIFY.
func (c *Caller) legOf(m *message.Message) *leg {
	for _, l := range c.legs {
		if l.ID.CallID != m.CallID() || l.ID.LocalTag != m.ToTag() || l.over() {
			continue
		}
		if l.ID.RemoteTag == m.FromTag() {
			return l
		}
		if l.ID.RemoteTag == "" && m.Method() == "NOTIFY" {
			l.learn(m)
			return l
		}
	}
	return nil
}

// answer answers a request in a dialog.
func (l *leg) answer(tx *serverTx, m *message.Message, now time.Time) {
	ok := reply{code: 200, reason: "OK"}
	switch m.Method() {
	case "BYE":
		l.answerBye(tx, m, now)
	case "INVITE", "UPDATE":
		l.answerChange(tx, m, now)
	case "NOTIFY":
		if l.caller.profile.does(notifyUnknown) {
			tx.respond(m, reply{code: 481, reason: "Call/Transaction Does Not Exist"}, now)
			return
		}
		tx.respond(m, ok, now)
		state, _ := m.Header("Subscription-State")
		switch {
		case l.subscription != nil:
			l.notifyArrived(m, now)
		case strings.EqualFold(message.BareValue(state), "terminated"):
			l.transferred(string(m.Body()), now)
		}
	case "OPTIONS":
		ok.headers = append(l.caller.abilities(), l.caller.contact())
		tx.respond(m, ok, now)
	case "INFO", "MESSAGE":
		tx.respond(m, ok, now)
	case "REFER":
		tx.respond(m, reply{code: 603, reason: "Decline"}, now)
	case "CANCEL":
		tx.respond(m, ok, now) // every INVITE has its final response by now
	default:
		tx.respond(m, reply{code: 501, reason: "Not Implemented"}, now)
	}
}

// answerBye ends the leg; who hangs up in the same moment has sent a BYE of its
// own (RFC 3261 section 15.1.2).
func (l *leg) answerBye(tx *serverTx, m *message.Message, now time.Time) {
	c := l.caller
	if c.profile.does(ignoresBye) {
		return
	}
	if c.profile.does(hangsUpToo) {
		l.hangUp(now)
	}
	tx.respond(m, reply{code: 200, reason: "OK"}, now)
	l.end()
}

// answerChange answers a re-INVITE or UPDATE: the answer to an offer, or to an
// INVITE without one an offer, unless both ends change the session at once
// (RFC 3261 section 14.2, RFC 3311 section 5.2).
func (l *leg) answerChange(tx *serverTx, m *message.Message, now time.Time) {
	c := l.caller
	for _, mine := range c.clients {
		first := mine == l.invite && !c.profile.does(answersEarlyUpdate)
		if (first || mine.dialog == l.Dialog) && mine.method == "INVITE" && mine.inProgress() {
			tx.respond(m, reply{code: 491, reason: "Request Pending"}, now)
			return
		}
	}
	ok := reply{code: 200, reason: "OK", headers: append(c.abilities(), c.contact())}
	switch {
	case m.HasBody():
		answer, err := media.Answer(m.Body(), c.media())
		if err != nil {
			tx.respond(m, reply{code: 488, reason: "Not Acceptable Here"}, now)
			return
		}
		ok.body = answer
		if c.profile.does(ignoresHold) {
			ok.body = []byte(strings.NewReplacer("a=recvonly", "a=sendrecv", "a=inactive", "a=sendrecv").Replace(string(answer)))
		}
	case m.Method() == "INVITE":
		ok.body = c.offer()
	}
	l.Refresh(m)
	if _, timed := m.Header("Session-Expires"); timed {
		l.session.agree(l, m, "uas", now)
		ok.headers = append(ok.headers, l.session.accept(m)...)
	}
	tx.respond(m, ok, now)
	if m.Method() == "INVITE" {
		l.repeat2xx(tx.sent, now, c.timing.T1, now.Add(c.timing.Timeout()))
	}
}

// repeat2xx sends a 2xx again until its ACK comes, and after 64*T1 ends the call
// (RFC 3261 section 13.3.1.4).
func (l *leg) repeat2xx(data []byte, now time.Time, wait time.Duration, until time.Time) {
	c := l.caller
	l.unacknowledged = c.after(min(wait, until.Sub(now)), now, func(now time.Time) {
		if !now.Before(until) {
			l.hangUp(now)
			return
		}
		c.send(data)
		l.repeat2xx(data, now, c.timing.Double(wait), until)
	})
}

// respond sends a response of the caller's.
func (tx *serverTx) respond(m *message.Message, r reply, now time.Time) {
	to := m.To()
	if m.ToTag() == "" && tx.ringing != nil {
		to = tx.ringing.leg.Local
	} else if m.ToTag() == "" {
		to += fmt.Sprintf(";tag=caller-%d", tx.caller.next())
	}
	var headers []message.Header
	for _, via := range m.HeaderValues("Via") {
		headers = append(headers, message.Header{Name: "Via", Value: via})
	}
	headers = append(headers,
		message.Header{Name: "From", Value: m.From()},
		message.Header{Name: "To", Value: to},
		message.Header{Name: "Call-ID", Value: m.CallID()},
		message.Header{Name: "CSeq", Value: m.CSeq().String()},
	)
	headers = append(headers, r.headers...)
	if r.body != nil {
		headers = append(headers, message.Header{Name: "Content-Type", Value: "application/sdp"})
	}
	headers = append(headers, message.Header{Name: "Content-Length", Value: strconv.Itoa(len(r.body))})
	tx.sent = message.AppendResponse(nil, r.code, r.reason, headers, r.body)
	plan := tx.Sent(r.code)
	tx.caller.send(tx.sent)
	tx.arm(plan, now)
}

func (tx *serverTx) arm(plan transaction.Plan, now time.Time) {
	c := tx.caller
	if plan.Repeat > 0 {
		tx.repeat = c.after(plan.Repeat, now, func(now time.Time) {
			if due, plan := tx.Repeat(); due {
				c.send(tx.sent)
				tx.arm(plan, now)
			}
		})
	}
	switch {
	case plan.End > 0:
		c.after(plan.End, now, func(time.Time) {
			tx.End()
			c.timers.stop(tx.repeat)
			delete(c.servers, tx.key)
		})
	case tx.State() == transaction.Terminated:
		delete(c.servers, tx.key)
	}
}
