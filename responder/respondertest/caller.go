package respondertest

import (
	"fmt"
	"slices"
	"time"

	"github.com/sipbin/sipbin/responder/message"
	"github.com/sipbin/sipbin/responder/transaction"
)

// Caller is a user agent client that behaves well, as far as its [Profile] lets
// it. It has no clock, no socket and no goroutine, and is not safe for
// concurrent use. Use [NewCaller].
type Caller struct {
	profile Profile
	// flow is seen from the other end, like all flows: Remote is the caller.
	flow   message.Flow
	send   func(data []byte)
	timing transaction.Timing
	timers timers
	// number makes branches and Call-IDs, all different and each time the same.
	number  int
	clients map[clientKey]*clientTx
	servers map[transaction.Key]*serverTx
	// legs are the dialogs that are not over.
	legs []*leg
	// inside are requests it sends in a call, a second apart.
	inside []string
	// byName is a scenario it asks for by header instead of by number.
	byName string
	// password is what it logs in with at the moment.
	password string
	// refreshes counts the registrations it asked for again.
	refreshes int
	// refused is set when an offer of it was.
	refused bool
	// dead is set while the last OPTIONS was not answered well.
	dead bool
	// outside is set while it sends from another port than it registered from.
	outside bool
}

// NewCaller makes a caller at the Remote end of a flow. Send transmits one
// message to the other end.
func NewCaller(as Profile, flow message.Flow, send func(data []byte)) *Caller {
	return &Caller{
		profile: as, flow: flow, send: send,
		timing: transaction.Timing{}.WithDefaults(), password: password,
		clients: make(map[clientKey]*clientTx),
		servers: make(map[transaction.Key]*serverTx),
	}
}

// Receive takes one message that came at a moment. What is no valid message is
// dropped (RFC 3261 section 18.3).
func (c *Caller) Receive(data []byte, now time.Time) {
	m, err := message.Parse(c.asACode(data))
	switch {
	case c.misreads(data), err != nil, m.Defect() != nil && !c.profile.does(takesBroken):
	case m.IsRequest():
		c.receiveRequest(m, now)
	default:
		c.receiveResponse(m, now)
	}
}

// Next is when something is due, and whether anything is.
func (c *Caller) Next() (next time.Time, ok bool) {
	if len(c.timers) == 0 {
		return time.Time{}, false
	}
	return c.timers[0].at, true
}

// Advance does what is due until now.
func (c *Caller) Advance(now time.Time) { c.timers.advance(now) }

// next is a number that no other thing of this caller has.
func (c *Caller) next() int {
	c.number++
	return c.number
}

// uri is the address of the caller.
func (c *Caller) uri() string {
	uri := "sip:" + c.profile.Name + "@" + c.flow.Remote.String()
	if c.flow.Transport != message.UDP {
		uri += ";transport=" + c.flow.Transport.Param()
	}
	return uri
}

// contact is the Contact of all its requests and responses that need one.
func (c *Caller) contact() message.Header {
	return message.Header{Name: "Contact", Value: "<" + c.uri() + ">"}
}

// via is a Via of its own.
func (c *Caller) via(branch string) message.Header {
	sentBy := c.flow.Remote.String()
	if c.profile.does(wrongVia) {
		sentBy = "192.0.2.99:5062"
	}
	if c.profile.does(behindNAT) {
		sentBy = "192.168.1.10:5060"
	}
	value := fmt.Sprintf("%s/%s %s;branch=%s", message.Version, c.flow.Transport, sentBy, branch)
	if !c.profile.does(noRport) {
		value += ";rport"
	}
	return message.Header{Name: "Via", Value: value}
}

// abilities are the methods it answers and the extensions it knows.
func (c *Caller) abilities() []message.Header {
	headers := []message.Header{{Name: "Allow", Value: "INVITE, ACK, CANCEL, BYE, OPTIONS, INFO, NOTIFY, MESSAGE, UPDATE, REFER"}}
	if c.profile.Reliable {
		headers[0].Value += ", PRACK"
		headers = append(headers, message.Header{Name: "Supported", Value: "100rel"})
	}
	if c.profile.SessionExpires > 0 {
		headers = append(headers, message.Header{Name: "Supported", Value: "timer"})
	}
	if c.profile.does(supports199) {
		headers = append(headers, message.Header{Name: "Supported", Value: "199"})
	}
	return headers
}

// after waits for a while and then does something.
func (c *Caller) after(wait time.Duration, now time.Time, do func(now time.Time)) *timer {
	return c.timers.at(now.Add(wait), do)
}

// disconnected tells the caller that the other end closed the connection, which
// is none of a dialog's business (RFC 3261 section 18).
func (c *Caller) disconnected() {
	if !c.profile.does(leavesConnection) {
		return
	}
	for _, l := range slices.Clone(c.legs) {
		l.end()
	}
	for _, tx := range c.clients {
		tx.over()
	}
}
