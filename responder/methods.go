package responder

import (
	"strings"
	"time"

	"github.com/sipbin/sipbin/catalog"
)

// method is what the responder does with a SIP method. Each has a file.
type method struct {
	// outside answers a request that begins something when no scenario wants
	// it. Nil: it belongs in a dialog and gets 481.
	outside func(c *call, tx *serverTx, now time.Time)
	// inside answers a request in a dialog of ours when no list wants it.
	inside func(c *call, tx *serverTx, now time.Time)
	// prepare adds what a response to the method must know.
	prepare func(c *call, tx *serverTx, r *reply, own *catalog.Own, now time.Time) error
	// sent does what follows from a response that was sent.
	sent func(c *call, tx *serverTx, r reply, built catalog.Response, now time.Time)
}

var (
	methods map[string]method
	// allowed are their names, as in Allow.
	allowed = []string{
		"INVITE", "ACK", "CANCEL", "BYE", "PRACK", "UPDATE", "INFO", "REGISTER",
		"OPTIONS", "SUBSCRIBE", "NOTIFY", "PUBLISH", "MESSAGE", "REFER",
	}
)

func init() {
	methods = map[string]method{
		"INVITE":    invite,
		"BYE":       bye,
		"PRACK":     prack,
		"UPDATE":    update,
		"INFO":      info,
		"REGISTER":  register,
		"OPTIONS":   options,
		"SUBSCRIBE": subscribe,
		"NOTIFY":    notify,
		"PUBLISH":   publish,
		"MESSAGE":   instantMessage,
		"REFER":     refer,
	}
}

// byDefault answers a request the way its method does. One that is not
// recognised gets 501 (RFC 3261 section 8.2.1), which says what is.
func (c *call) byDefault(tx *serverTx, now time.Time) {
	m, known := methods[tx.request.Method()]
	answer := m.outside
	if tx.dialog != nil {
		answer = m.inside
	}
	switch {
	case !known:
		unknown := catalog.Draft{Code: 501, Headers: []catalog.Header{{Name: "Allow", Value: strings.Join(allowed, ", ")}}}
		c.respond(tx, reply{Draft: unknown, why: "default"}, now)
	case answer == nil:
		c.respondCode(tx, 481, "default", now)
	default:
		answer(c, tx, now)
	}
}

// answerWith is a default that is nothing but a code.
func answerWith(code int) func(c *call, tx *serverTx, now time.Time) {
	return func(c *call, tx *serverTx, now time.Time) { c.respondCode(tx, code, "default", now) }
}

// isDialled reports whether a dial string is played: to any method, with sample
// values where only an author could know.
func (c *call) isDialled() bool { return c.scenario != nil && c.scenario.Dialled }
