package responder

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/sipbin/sipbin/responder/dialog"
	"github.com/sipbin/sipbin/responder/journal"
	"github.com/sipbin/sipbin/responder/message"
	"github.com/sipbin/sipbin/responder/transaction"
)

// placed is what a call of ours remembers as its UAC (RFC 3261 section 8.1).
type placed struct {
	Placement
	callID, tag       string
	from, to, contact string
	seq               uint32 // CSeq number of the last request outside a dialog
	invite            *clientTx
	final             *message.Message // the last final response to it
	cancel            bool             // a CANCEL is to follow the first provisional response
	cancelled         bool
	notified          bool   // the last NOTIFY came of what we subscribed to
	informed          bool   // a NOTIFY of it came
	ended             bool   // its SUBSCRIBE says that it is to end
	patience          *timer // Timer N
	replies           []*replied
}

// replied is a response to an INVITE of ours that an expect may look back at.
type replied struct {
	code  int
	lost  bool // it is our own, because the INVITE reached nobody
	at    time.Time
	taken bool
}

func newPlaced(c *call, p Placement, callID string) *placed {
	face := p.Flow.Face()
	if p.From == "" {
		p.From = "sip:sipbin@" + face
	}
	contact := "<sip:sipbin@" + face
	if p.Flow.Transport != message.UDP {
		contact += ";transport=" + p.Flow.Transport.Param()
	}
	tag := strings.TrimPrefix(c.shard.branch(), message.MagicCookie)
	return &placed{
		Placement: p, callID: callID, tag: tag, from: "<" + p.From + ">;tag=" + tag, to: "<" + p.Target + ">", contact: contact + ">",
	}
}

// half is what a NOTIFY that comes before the 2xx can name of the dialog (RFC
// 6665 section 4.4.1).
func (p *placed) half() dialog.ID { return dialog.ID{CallID: p.callID, LocalTag: p.tag} }

// unplace forgets what was begun.
func (c *call) unplace() {
	if c.placed != nil {
		delete(c.shard.begun, c.placed.half())
		c.shard.queue.stop(c.placed.patience)
	}
}

// head is the Request-URI and what makes a request of ours part of the call
// while there is no dialog (section 8.1.1).
func (p *placed) head(method string) (uri string, seq uint32, headers []message.Header) {
	p.seq++
	for _, r := range p.Routes {
		headers = append(headers, message.Header{Name: "Route", Value: r})
	}
	return p.Target, p.seq, append(headers,
		message.Header{Name: "From", Value: p.from},
		message.Header{Name: "To", Value: p.to},
		message.Header{Name: "Call-ID", Value: p.callID},
		message.Header{Name: "CSeq", Value: strconv.FormatUint(uint64(p.seq), 10) + " " + method},
	)
}

// begin sends a request of ours that begins something.
func (c *call) begin(o ours, now time.Time) *clientTx {
	p := c.placed
	switch o.method {
	case "INVITE":
		o.headers = append(o.headers, p.headers...)
	case "SUBSCRIBE", "REFER":
		o = c.subscribing(o)
	}
	tx := &clientTx{ours: o, outside: true}
	tx.uri, tx.seq, tx.head = p.head(o.method)
	switch o.method {
	case "INVITE":
		p.invite, p.cancelled, p.cancel = tx, false, false
	case "SUBSCRIBE", "REFER":
		p.notified = false
		c.shard.begun[p.half()] = c
	}
	c.launch(tx, now)
	return tx
}

// cancelInvite sends the CANCEL of our INVITE, at once or as soon as a
// provisional response came (RFC 3261 section 9.1). It reports false when there
// is nothing to cancel.
func (c *call) cancelInvite(o ours, now time.Time) bool {
	p := c.placed
	if p == nil || p.invite == nil || p.invite.finished() || p.cancelled {
		return false
	}
	if p.invite.State() != transaction.Proceeding {
		p.cancel = true
		return true
	}
	p.cancelled, p.cancel = true, false
	inv := p.invite
	head := slices.Clone(inv.head)
	for i := range head {
		if head[i].Name == "CSeq" {
			head[i].Value = message.CSeq{Number: inv.seq, Method: "CANCEL"}.String()
		}
	}
	o.method = "CANCEL"
	c.launch(&clientTx{ours: o, branch: inv.branch, seq: inv.seq, uri: inv.uri, head: head}, now)
	return true
}

// answeredOutside is the dialog that a response to a request of ours that began
// something belongs to, nil for none, and whether it is a 2xx that made or
// confirmed it (RFC 3261 section 12.1.2).
func (c *call) answeredOutside(tx *clientTx, in *incoming) (d *dialog.Dialog, confirmed bool) {
	code := in.Code()
	over := tx.method != "INVITE" && c.placed.notified
	if in.ToTag() == "" || code == 100 || code >= 300 || !makesDialog(tx.method) || over {
		return nil, false
	}
	d = c.dialogBy(dialog.ID{CallID: in.CallID(), LocalTag: in.FromTag(), RemoteTag: in.ToTag()})
	if d == nil {
		d = c.addDialog(dialog.NewUAC(in.Message, c.placed.contact))
		d.Subscribed = tx.method != "INVITE"
	}
	if success(code) && d.Early {
		d.Early = false
		d.Learn(in.Message)
		return d, true
	}
	return d, false
}

// makesDialog reports whether a 2xx to the method makes a dialog.
func makesDialog(method string) bool {
	return method == "INVITE" || method == "SUBSCRIBE" || method == "REFER"
}

func (c *call) dialogBy(id dialog.ID) *dialog.Dialog {
	for _, d := range c.dialogs {
		if d.ID == id {
			return d
		}
	}
	return nil
}

// heardReply takes note of a response to what begins the call: for the log, and for
// who waits for the outcome.
func (c *call) heardReply(code int, reason string, now time.Time) {
	p := c.placed
	if n := len(c.end.Responses); n == 0 || c.end.Responses[n-1].Code != code {
		const most = 64
		if n < most {
			c.end.Responses = append(c.end.Responses, journal.Response{Code: code, After: now.Sub(c.begun)})
		}
	}
	c.end.Reason = reason
	if p.heard != nil {
		p.heard(code, reason, now)
	}
}

// reply shows a response to our INVITE to the expect that waits for it; one that
// waits for another is judged by the final response.
func (c *call) reply(r *replied, now time.Time) {
	for _, t := range slices.Clone(c.tracks) {
		if t.over || t.expecting == nil || len(t.expecting.Codes) == 0 || r.taken {
			continue
		}
		if t.takes(r, now) {
			t.play(now)
		}
	}
	const most = 64
	if !r.taken && len(c.placed.replies) < most {
		c.placed.replies = append(c.placed.replies, r)
	}
}

// takes gives a response to the expect the track waits at, and reports whether
// the track goes on.
func (t *track) takes(r *replied, now time.Time) bool {
	s := t.expecting
	fits := slices.Contains(s.Codes, r.code)
	switch early := s.After - r.at.Sub(t.since); {
	case r.lost:
		r.taken = true
		t.missed(nobody, now)
	case !fits && r.code < 200:
		return false
	case !fits:
		r.taken = true
		t.missed(codeText(r.code)+" came", now)
	case early > 0 && !r.at.Before(t.since):
		r.taken = true
		t.missed(codeText(r.code)+" came "+early.String()+" too early", now)
	default:
		r.taken = true
		t.unwait()
	}
	return true
}

// nobody is what came of a request whose transport failed.
const nobody = "nobody was reached"

// lookBack gives an expect for a response one that came since the list began.
func (t *track) lookBack(now time.Time) {
	if t.call.placed == nil {
		return
	}
	for _, r := range t.call.placed.replies {
		if !r.taken && !r.at.Before(t.begun) && t.expecting != nil && t.takes(r, now) {
			return
		}
	}
}

// forgetEarly ends the dialogs that no 2xx will confirm any more: 64*T1 after
// the first (RFC 3261 section 13.2.2.4).
func (c *call) forgetEarly(now time.Time) {
	for _, d := range slices.Clone(c.dialogs) {
		if d.Early {
			c.forgetDialog(d, now)
		}
	}
}

// abandon ends a dialog that a 2xx made although we had hung up, or that another
// 2xx of a fork made: ACK was sent, BYE follows (RFC 3261 section 13.2.2.4).
func (c *call) abandon(d *dialog.Dialog, why string, now time.Time) {
	c.note(why, now)
	c.request(d, ours{method: "BYE", why: "end", done: func(_ int, _ *message.Message, now time.Time) {
		c.forgetDialog(d, now)
	}}, now)
}

// answeredLate takes a final response to our INVITE that comes again, or of
// another branch of a fork, when the call is over. It is acknowledged, and the
// dialog that another 2xx made is ended (RFC 3261 section 13.2.2.4).
func (tx *clientTx) answeredLate(in *incoming, now time.Time) {
	another := success(in.Code()) && tx.outside && (tx.dialog == nil || tx.dialog.ID.RemoteTag != in.ToTag())
	if another {
		tx.dialog = dialog.NewUAC(in.Message, "")
	}
	tx.acknowledge(tx.dialog, in, now)
	if another {
		tx.call.request(tx.dialog, ours{method: "BYE", why: "end"}, now)
	}
}
