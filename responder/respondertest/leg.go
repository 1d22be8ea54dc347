package respondertest

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
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
	// call is that of an INVITE, nil for a subscription.
	call *call
	// invite is the transaction that made it, nil for a subscription.
	invite       *clientTx
	subscription *subscription // nil for a call
	// confirmed is set when a 2xx made the dialog more than an early one.
	confirmed bool
	// early is set when a provisional response made it.
	early bool
	// delayed is set while the INVITE's offer is to come from the other end.
	delayed bool
	rseq    uint32            // of the last reliable response, 0 before the first
	acks    map[uint32][]byte // by CSeq number of their INVITE
	closing *timer            // hangs up, or unsubscribes
	session sessionTimer
	// reason is why it hangs up, a value of Reason, "" for no special one.
	reason string
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
	if len(routes) > 1 && l.caller.profile.does(takesFirstRoute) {
		routes = routes[:1]
	}
	for i, route := range routes {
		if !strings.Contains(route, "<") {
			routes[i] = "<" + route + ">" // what follows can only be meant for the URI
		}
		if l.caller.profile.does(strictRoutes) {
			routes[i] = strings.Replace(routes[i], ";lr", "", 1)
		}
	}
	if !l.caller.profile.does(noRoutes) {
		l.Routes = routes
	}
	l.Refresh(m)
	if l.caller.profile.does(decodesURIs) {
		if target, err := url.PathUnescape(l.Target); err == nil {
			l.Target = target
		}
	}
}

// request is one inside the dialog. Whoever does not know the dialog any more
// ends it (RFC 3261 section 12.2.1.2).
func (l *leg) request(method string) *request {
	r := &request{dialog: l.Dialog, method: method, moot: l.over}
	switch method {
	case "INVITE", "UPDATE", "SUBSCRIBE", "REFER":
		r.headers = append(l.caller.abilities(), l.caller.contact())
	}
	r.done = l.lost
	return r
}

// lost ends the leg when a final response says that it is gone: 481, and for a
// call, with a BYE, 408 and none at all (RFC 5057 section 5.1).
func (l *leg) lost(m *message.Message, now time.Time) {
	gone := m != nil && m.Code() == 481
	silent := m == nil || m.Code() == 408
	switch {
	case !gone && !silent, l.caller.profile.does(stays):
	case silent && l.confirmed && l.subscription == nil:
		l.hangUp(now)
	default:
		l.end()
	}
}

// prack acknowledges a reliable provisional response, in order and each once
// (RFC 3262 section 4).
func (l *leg) prack(m *message.Message, now time.Time) {
	profile := &l.caller.profile
	value, _ := m.Header("RSeq")
	rseq, err := strconv.ParseUint(value, 10, 32)
	if profile.does(pracksEverything) && err != nil {
		rseq, err = uint64(l.rseq)+1, nil
	}
	if err != nil || l.rseq != 0 && uint32(rseq) != l.rseq+1 && !profile.does(pracksCopies) && !profile.does(pracksEverything) {
		return
	}
	l.rseq = uint32(rseq)
	r := l.request("PRACK")
	r.set("RAck", fmt.Sprintf("%d %s", rseq, m.CSeq()))
	if answer := l.answerTo(m); answer != nil && !profile.does(ackWithoutAnswer) {
		r.carry("application/sdp", answer)
	}
	r.done = func(m *message.Message, now time.Time) {
		if (m == nil || m.Code() >= 300) && profile.does(leavesPrackRefused) && l.call != nil {
			l.call.giveUp(now)
		}
	}
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
		l.reason = unusable
		return refuseAll(m.Body(), l.caller.offer())
	}
	return answer
}

// acknowledge sends the ACK of a 2xx, the same one for each copy of it, and
// reports whether this was one (RFC 3261 section 13.2.2.4).
func (l *leg) acknowledge(m *message.Message, tx *clientTx, now time.Time) (copied bool) {
	c := l.caller
	if ack := l.acks[tx.seq]; ack != nil {
		if !c.profile.does(ackOnce) && !c.profile.does(noACK) {
			c.send(ack)
		}
		return true
	}
	kept := c.profile.does(keepsEarlyRoute) && len(l.Routes) > 0 || c.profile.does(oneDialog) && l.ID.RemoteTag != m.ToTag() ||
		l.early && c.profile.does(keepsEarlyTag)
	if tx == l.invite && !kept {
		l.learn(m)
	} else {
		l.Refresh(m)
	}
	headers, body := slices.Clone(tx.credentials), l.answerTo(m)
	if c.profile.does(ackWithoutAnswer) {
		body = nil
	}
	if body != nil {
		headers = append(headers, message.Header{Name: "Content-Type", Value: "application/sdp"})
	}
	uri, head := l.Head("ACK", tx.seq)
	if c.profile.does(acksRequestURI) {
		uri = tx.uri
	}
	if l.acks == nil {
		l.acks = make(map[uint32][]byte)
	}
	l.acks[tx.seq] = c.render("ACK", uri, fmt.Sprintf("%s-%d", message.MagicCookie, c.next()), head, headers, body)
	if !c.profile.does(noACK) {
		c.send(l.acks[tx.seq])
	}
	l.session.agree(l, m, "uac", now)
	return false
}

// talk is what happens in an answered call until the caller hangs up.
func (l *leg) talk(now time.Time) {
	c := l.caller
	for i, method := range c.inside {
		if method == "re-INVITE" && c.profile.does(reinvitesAtOnce) {
			continue
		}
		c.after(time.Duration(i+1)*time.Second, now, func(now time.Time) {
			if !l.over() {
				l.interrupt(method, now)
			}
		})
	}
	if c.profile.does(reinvitesAtOnce) {
		c.after(50*time.Millisecond, now, func(now time.Time) { l.change("INVITE", c.offer(), now) })
	}
	l.closing = c.after(c.profile.Talk, now, l.hangUp)
	if c.profile.does(missesAudio) {
		c.timers.stop(l.closing)
		l.closing = c.after(min(45*time.Second, c.profile.Talk), now, func(now time.Time) {
			l.reason = `SIP;cause=408;text="no audio"`
			l.hangUp(now)
		})
	}
}

// interrupt sends a request in a call: a re-INVITE or UPDATE that changes
// nothing, or an INFO.
func (l *leg) interrupt(method string, now time.Time) {
	switch method {
	case "re-INVITE":
		offer := l.caller.offer()
		if l.caller.profile.does(fax) {
			offer = []byte(strings.Replace(string(offer), "m=audio 9 RTP/AVP", "m=image 9 udptl t38\r\na=T38FaxVersion:0\r\nm=audio 0 RTP/AVP", 1))
		}
		l.change("INVITE", offer, now)
	case "REFER":
		l.transfer(now)
	case "UPDATE":
		l.change("UPDATE", l.caller.offer(), now)
	default:
		r := l.request(method)
		r.done = func(m *message.Message, now time.Time) {
			l.lost(m, now)
			if m != nil && m.Code() >= 300 && l.caller.profile.does(hangsUpRefused) {
				l.hangUp(now)
			}
		}
		l.caller.try(r, now)
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
		l.lost(m, now)
		switch {
		case (m == nil || m.Code() >= 300) && l.caller.profile.does(hangsUpRefused):
			l.hangUp(now)
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
	if l.reason != "" {
		r.set("Reason", l.reason)
	}
	l.login(r)
	r.done = func(m *message.Message, now time.Time) {
		l.end()
		const most = 3
		if r.insisted++; (m == nil || m.Code() >= 300) && c.profile.does(repeatsBye) && r.insisted <= most {
			c.after(time.Second, now, func(now time.Time) { c.try(r, now) })
		}
	}
	c.try(r, now)
}

// transfer asks the other end to call somebody else. Until it reports how that
// went the call stays (RFC 5589 section 6).
func (l *leg) transfer(now time.Time) {
	c := l.caller
	r := l.request("REFER")
	r.set("Refer-To", "<sip:carol@"+c.flow.Remote.Addr().String()+">")
	r.done = func(m *message.Message, now time.Time) {
		l.lost(m, now)
		switch {
		case m == nil || m.Code() >= 300:
		case c.profile.does(hangsUpAtAccepted):
			l.hangUp(now)
		default:
			c.timers.stop(l.closing)
			l.closing = c.after(2*time.Minute, now, l.hangUp)
		}
	}
	c.try(r, now)
}

// transferred takes the report on a transfer: the call is over when it came
// about, and goes on when it did not.
func (l *leg) transferred(sipfrag string, now time.Time) {
	c := l.caller
	c.timers.stop(l.closing)
	if strings.HasPrefix(sipfrag, "SIP/2.0 2") {
		l.hangUp(now)
		return
	}
	l.closing = c.after(c.profile.Talk, now, l.hangUp)
}
