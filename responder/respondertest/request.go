package respondertest

import (
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/sipbin/sipbin/responder/dialog"
	"github.com/sipbin/sipbin/responder/message"
	"github.com/sipbin/sipbin/responder/transaction"
)

// request is something a caller wants answered, in as many transactions as it
// takes: credentials, a longer interval and another target each make a new one
// (RFC 3261 section 8.1.3.5).
type request struct {
	// dialog is what From, To, Call-ID, CSeq and target come from. Of a request
	// that begins something it has no tag of the other side yet.
	dialog  *dialog.Dialog
	method  string
	headers []message.Header
	body    []byte
	// heard is told each provisional response, nil for nobody.
	heard func(m *message.Message, now time.Time)
	// done is told the final response that nothing follows from, and each 2xx
	// to an INVITE; nil when none came.
	done func(m *message.Message, now time.Time)
	// moot reports whether nobody wants an answer any more.
	moot func() bool

	tx         *clientTx // the latest try
	challenges []*challenge
	targets    []string // it was redirected to
	waits      int      // it was told to come back later
	raised     int      // times that its interval was
	insatiable bool     // there is no end to that
	insisted   int      // it was sent again though it should not
	password   string   // of its credentials
	misplaced  bool     // they stand in Authorization even for a proxy
	forgetful  bool     // only the latest are sent
	countsOn   bool     // nc goes on with a new nonce
	mixes      bool     // what one line says is one challenge
	bodiless   bool     // the digest of its body is that of none
	others     []string // it may be sent to when the target refuses
	refusal    *message.Message
}

// set writes a header field of the next try.
func (r *request) set(name, value string) {
	for i := range r.headers {
		if message.SameName(r.headers[i].Name, name) {
			r.headers[i].Value = value
			return
		}
	}
	r.headers = append(r.headers, message.Header{Name: name, Value: value})
}

// header is the value that was sent last, "" for none.
func (r *request) header(name string) string {
	for _, h := range r.headers {
		if message.SameName(h.Name, name) {
			return h.Value
		}
	}
	return ""
}

// target is where a request that begins something goes from now on.
func (r *request) target(uri string) {
	r.dialog.Target, r.dialog.Remote = uri, "<"+uri+">"
}

// clientKey tells client transactions apart (RFC 3261 section 17.1.3).
type clientKey struct{ branch, method string }

// clientTx is one try of a request.
type clientTx struct {
	transaction.Client
	*request
	caller *Caller
	branch string
	uri    string
	head   []message.Header // Route, From, To, Call-ID and CSeq as sent
	seq    uint32
	data   []byte
	// credentials are those of this try; the ACK of a 2xx repeats them
	// (section 22.1).
	credentials []message.Header

	repeat *timer
	end    *timer
}

// try sends a request in a transaction of its own.
func (c *Caller) try(r *request, now time.Time) {
	tx := &clientTx{request: r, caller: c, branch: fmt.Sprintf("%s-%d", message.MagicCookie, c.next())}
	if c.profile.does(keepsTag) && r.method == "INVITE" && r.refusal != nil {
		r.dialog.Remote = r.refusal.To()
	}
	r.password, r.misplaced, r.insatiable = c.password, c.profile.does(otherHeader), c.profile.does(raisesForEver)
	r.forgetful, r.countsOn = c.profile.does(dropsFirstLogin), c.profile.does(countsOn)
	r.mixes, r.bodiless = c.profile.does(mixesChallenges), c.profile.does(hashesNoBody)
	if c.profile.does(keepsBranch) && len(r.challenges) > 0 {
		tx.branch = r.tx.branch
		r.dialog.LocalSeq--
	}
	tx.uri, tx.head = r.dialog.Head(r.method, 0)
	tx.seq = r.dialog.LocalSeq
	tx.credentials = r.answers(tx.uri)
	r.tx = tx
	tx.begin(slices.Concat(r.headers, tx.credentials), now)
}

// begin sends a transaction's request with header fields behind those of the
// dialog.
func (tx *clientTx) begin(headers []message.Header, now time.Time) {
	c := tx.caller
	c.clients[clientKey{tx.branch, tx.method}] = tx
	tx.data = c.render(tx.method, tx.uri, tx.branch, tx.head, headers, tx.body)
	var plan transaction.Plan
	tx.Client, plan = transaction.NewClient(tx.method == "INVITE", c.flow.Transport.Reliable(), c.timing)
	c.send(tx.data)
	tx.arm(plan, now)
}

// render makes the bytes of a request.
func (c *Caller) render(method, uri, branch string, head, more []message.Header, body []byte) []byte {
	headers := append([]message.Header{c.via(branch), {Name: "Max-Forwards", Value: "70"}}, head...)
	headers = append(headers, message.Header{Name: "User-Agent", Value: "sipbin-try/" + c.profile.Name})
	headers = append(headers, more...)
	headers = append(headers, message.Header{Name: "Content-Length", Value: strconv.Itoa(len(body))})
	return message.AppendRequest(nil, method, uri, headers, body)
}

func (tx *clientTx) arm(plan transaction.Plan, now time.Time) {
	c := tx.caller
	if plan.Repeat > 0 && !tx.repeatsWrongly(plan.Repeat, now) {
		tx.repeat = c.after(plan.Repeat, now, func(now time.Time) {
			if due, plan := tx.Repeat(); due {
				c.send(tx.data)
				tx.arm(plan, now)
			}
		})
	}
	if plan.End > 0 {
		c.timers.stop(tx.end)
		tx.end = c.after(plan.End, now, tx.ended)
	} else if tx.State() == transaction.Terminated {
		tx.over()
	}
}

// ended is Timer B, D, F, K or M.
func (tx *clientTx) ended(now time.Time) {
	unanswered := tx.End()
	if tx.State() == transaction.Terminated {
		tx.over()
	}
	if unanswered {
		tx.done(nil, now)
	}
}

func (tx *clientTx) over() {
	c := tx.caller
	c.timers.stop(tx.repeat)
	c.timers.stop(tx.end)
	delete(c.clients, clientKey{tx.branch, tx.method})
}

// receiveResponse gives a response to its transaction and what is new of it to
// the request. One that fits no transaction is dropped (section 18.1.2).
func (c *Caller) receiveResponse(m *message.Message, now time.Time) {
	tx := c.clients[clientKey{m.Via().Branch, m.CSeq().Method}]
	if tx != nil && tx.dialog != nil && tx.dialog.ID.RemoteTag != "" && m.ToTag() != tx.dialog.ID.RemoteTag && c.profile.does(dropsOtherTags) {
		return
	}
	if tx == nil && m.CSeq().Method != "INVITE" && m.Code() >= 200 && c.profile.does(acksEverything) {
		c.acknowledgeLate(m)
	}
	if tx == nil && c.profile.does(connectsLate) && m.CSeq().Method == "INVITE" && m.Code()/100 == 2 {
		c.acknowledgeLate(m)
	}
	if tx == nil && c.profile.does(takesBroken) {
		tx = c.waiting()
	} else if tx == nil || !c.isFor(m, tx) {
		return
	}
	if tx == nil {
		return
	}
	success := m.Code()/100 == 2
	news, plan := tx.Received(m.Code())
	if c.acknowledges(tx, news, success) {
		tx.acknowledge(m)
	}
	if news == transaction.Final {
		c.timers.stop(tx.repeat)
		tx.refusal = m
	}
	tx.arm(plan, now)
	switch {
	case news == transaction.Provisional && tx.forgoes(m):
	case news == transaction.Provisional && tx.heard != nil:
		tx.heard(m, now)
	case news == transaction.Final && !c.follow(tx.request, m, now),
		news == transaction.FinalAgain && success,
		success && tx.method == "INVITE" && tx.State() == transaction.Completed && c.profile.does(connectsLate):
		tx.done(m, now)
	}
}

// acknowledges reports whether a final response gets the ACK of its transaction:
// 3xx-6xx to an INVITE, each copy of them.
func (c *Caller) acknowledges(tx *clientTx, news transaction.News, success bool) bool {
	switch {
	case news != transaction.Final && news != transaction.FinalAgain:
		return false
	case tx.method != "INVITE":
		return c.profile.does(acksEverything)
	case c.profile.does(noACK), c.profile.does(ackOnce) && news == transaction.FinalAgain:
		return false
	}
	return !success
}

// acknowledge sends the ACK of a 3xx-6xx, which is part of the transaction and
// carries its branch, Request-URI and Route (section 17.1.1.3).
func (tx *clientTx) acknowledge(m *message.Message) {
	branch := tx.branch
	if tx.caller.profile.does(newBranch) {
		branch += "-ack"
	}
	to := m.To()
	for _, l := range tx.caller.legs {
		if l.invite == tx && l.early && tx.caller.profile.does(keepsEarlyTag) {
			to = l.Remote
		}
	}
	tx.caller.send(tx.caller.render("ACK", tx.uri, branch, tx.headFor("ACK", to), nil, nil))
}

// headFor is what ACK and CANCEL take over from their INVITE.
func (tx *clientTx) headFor(method, to string) []message.Header {
	head := append([]message.Header{}, tx.head...)
	for i, h := range head {
		switch h.Name {
		case "To":
			head[i].Value = to
		case "CSeq":
			head[i].Value = message.CSeq{Number: tx.seq, Method: method}.String()
		}
	}
	return head
}

// answering reports whether the transaction got a provisional response and waits
// for the final one.
func (tx *clientTx) answering() bool { return tx.State() == transaction.Proceeding }

// inProgress reports whether the transaction waits for its final response.
func (tx *clientTx) inProgress() bool {
	s := tx.State()
	return s == transaction.Calling || s == transaction.Trying || s == transaction.Proceeding
}

// cancel sends the CANCEL of an INVITE that got a provisional response. When
// still no final one comes, the INVITE is given up after 64*T1 (section 9.1).
func (tx *clientTx) cancel(now time.Time) {
	c := tx.caller
	cancel := &clientTx{
		request: &request{method: "CANCEL", done: func(*message.Message, time.Time) {}},
		caller:  c, branch: tx.branch, uri: tx.uri, seq: tx.seq,
		head: tx.headFor("CANCEL", tx.dialog.Remote),
	}
	var headers []message.Header
	if c.profile.does(forkBranch) && !c.profile.does(noReason) {
		headers = []message.Header{{Name: "Reason", Value: `SIP;cause=600;text="Busy Everywhere"`}}
	}
	cancel.begin(headers, now)
	if c.profile.does(cancelsAgain) {
		c.after(time.Second, now, func(now time.Time) {
			if tx.inProgress() {
				tx.cancel(now)
			}
		})
	}
	c.after(c.timing.Timeout(), now, func(now time.Time) {
		if tx.inProgress() {
			tx.over()
			tx.done(nil, now)
		}
	})
}
