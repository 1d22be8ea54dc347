package respondertest

import (
	"fmt"
	"time"

	"github.com/sipbin/sipbin/responder/dialog"
	"github.com/sipbin/sipbin/responder/media"
	"github.com/sipbin/sipbin/responder/message"
	"github.com/sipbin/sipbin/responder/transaction"
)

// ringing is a call of the other end that waits to be picked up.
type ringing struct {
	leg    *leg
	invite *message.Message
	pickUp *timer
}

// pickUp takes a call of the other end: it rings for a second, and then is a
// call like its own (RFC 3261 section 13.3.1). One whose offer has nothing for
// it gets 488.
func (c *Caller) pickUp(tx *serverTx, m *message.Message, now time.Time) {
	body, err := c.offer(), error(nil)
	if m.HasBody() {
		body, err = media.Answer(m.Body(), c.media())
	}
	if err != nil {
		tx.respond(m, reply{code: 488, reason: "Not Acceptable Here"}, now)
		return
	}
	tag := fmt.Sprintf("caller-%d", c.next())
	l := &leg{Dialog: dialog.New(m, m.To()+";tag="+tag, c.contact().Value), caller: c, confirmed: true}
	c.legs = append(c.legs, l)
	tx.ringing = &ringing{leg: l, invite: m}
	headers := append(c.abilities(), c.contact())
	for _, value := range m.HeaderValues("Record-Route") {
		headers = append(headers, message.Header{Name: "Record-Route", Value: value})
	}
	tx.respond(m, reply{code: 180, reason: "Ringing", headers: headers}, now)
	tx.ringing.pickUp = c.after(time.Second, now, func(now time.Time) {
		tx.respond(m, reply{code: 200, reason: "OK", headers: headers, body: body}, now)
		l.repeat2xx(tx.sent, now, c.timing.T1, now.Add(c.timing.Timeout()))
		l.talk(now)
	})
}

// refuseCopy says to the copy of an INVITE that its call is here already, which
// is for what came on another way (section 8.2.2.2).
func (c *Caller) refuseCopy(m *message.Message, now time.Time) {
	copied := &serverTx{Server: transaction.NewServer(true, true, c.timing), caller: c}
	copied.respond(m, reply{code: 482, reason: "Merged Request"}, now)
}

// cancelled ends what still rings (section 9.2).
func (tx *serverTx) cancelled(now time.Time) {
	if tx.ringing == nil || tx.State() != transaction.Proceeding {
		return
	}
	tx.caller.timers.stop(tx.ringing.pickUp)
	tx.respond(tx.ringing.invite, reply{code: 487, reason: "Request Terminated"}, now)
	tx.ringing.leg.end()
}
