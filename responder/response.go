package responder

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/sipbin/sipbin/catalog"
	"github.com/sipbin/sipbin/responder/faults"
	"github.com/sipbin/sipbin/responder/journal"
	"github.com/sipbin/sipbin/responder/message"
	"github.com/sipbin/sipbin/responder/transaction"
	"github.com/sipbin/sipbin/scenarios"
)

// supported are the option tags we understand (RFC 3261 section 8.2.2.3).
var supported = []string{"100rel", "timer", "norefersub", "replaces"}

// What header fields of responses list, as one element each: nothing is to be
// joined for a response.
var (
	allowedMethods    = []string{strings.Join(allowed, ", ")}
	supportedTags     = []string{strings.Join(supported, ", ")}
	acceptedBodies    = []string{"application/sdp"}
	allowedEventKinds = []string{strings.Join(eventPackages, ", ")}
)

// reply is a response on its way out.
type reply struct {
	catalog.Draft
	// why is the step or the automatic act that sends it.
	why string
	// off are acts switched off for this response.
	off scenarios.Acts
	// sdp overrules the act answer, bend what it says, nil for nothing.
	sdp  scenarios.SDP
	bend *scenarios.Bend
	// dialog names an early dialog of its own.
	dialog string
	// fault is done to it on purpose.
	fault *scenarios.Fault
	// raw is sent in place of what is built.
	raw []byte
	// challenge is what a 401 or 407 asks for beyond the settings.
	challenge *scenarios.Challenge

	// to is the To value with the tag of the dialog, says the session
	// description it carries, nil for none of ours; data are the bytes as they
	// were sent. Filled on the way.
	to   string
	says *described
	data []byte
	// agreed is set when the streams were told of says.
	agreed bool
}

// respondCode sends a response of which nothing but the code is said.
func (c *call) respondCode(tx *serverTx, code int, why string, now time.Time) {
	c.respond(tx, reply{Draft: catalog.Draft{Code: code}, why: why}, now)
}

// respond builds a response, checks it, sends it, and lets follow what follows
// from it. What cannot be built is answered 500 instead.
func (c *call) respond(tx *serverTx, r reply, now time.Time) {
	if tx.request == nil || tx.Final() && !c.afterFinal(tx, r) {
		return
	}
	r.to = tx.toIn(c, r.dialog)
	if r.raw != nil {
		c.send(tx, r, catalog.Response{Code: r.Code, Marks: []string{"raw"}}, now)
		return
	}
	built, err := c.build(tx, &r, now)
	if refused, ok := errors.AsType[*refusal](err); ok {
		r = reply{Draft: refused.Draft, why: r.why, to: r.to}
		built, err = c.build(tx, &r, now)
	}
	if err != nil {
		c.wrong(r.why+" cannot be built", err, now)
		r = reply{Draft: catalog.Draft{Code: 500}, why: r.why, to: r.to}
		if built, err = c.build(tx, &r, now); err != nil {
			r.Breaks = []string{"To-tag"} // the client's own, which is no token
			built, err = c.build(tx, &r, now)
		}
		if err != nil {
			c.note("nor can the 500, there is no answer: "+err.Error(), now)
			tx.end(now) // or the call would wait for its response for ever
			return
		}
	}
	c.send(tx, r, built, now)
}

// wrong is the verdict on a response that cannot be built: the call gets 500.
func (c *call) wrong(what string, err error, now time.Time) {
	why, _, _ := strings.Cut(err.Error(), "\n")
	c.judge(journal.FailedAt("", "", what+": "+why), now)
	c.note(what+", the call gets 500: "+err.Error(), now)
}

// afterFinal reports whether a response may follow the final one: a 2xx of
// another dialog (RFC 6026 section 7.1), or what its author says is wrong.
func (c *call) afterFinal(tx *serverTx, r reply) bool {
	if slices.Contains(r.Breaks, "two-finals") || slices.Contains(r.Breaks, "late-provisional") {
		return true
	}
	return tx.State() == transaction.Accepted && success(r.Code) && !c.hasConfirmed(tx.toIn(c, r.dialog))
}

// build lets the catalog fill the response and check it.
func (c *call) build(tx *serverTx, r *reply, now time.Time) (catalog.Response, error) {
	own, err := c.own(tx, r, now)
	if err != nil {
		return catalog.Response{}, err
	}
	if r.Later == nil && r.Headers == nil && r.Without == nil && r.Breaks == nil && r.Body == nil {
		r.Later = c.shard.laterOf(plainDraft{r.Code, r.Reliable, r.Dialled, tx.request.Method()})
	}
	return catalog.Build(tx.request, &r.Draft, own)
}

// plainDraft is a response of which nothing but the code is said.
type plainDraft struct {
	code              int
	reliable, dialled bool
	method            string
}

// laterOf are the rules that only the request can answer, worked out once.
func (s *shard) laterOf(d plainDraft) []*catalog.Rule {
	if _, known := methods[d.method]; !known {
		return nil
	}
	later, ok := s.plain[d]
	if !ok {
		var problems []catalog.Problem
		problems, later = catalog.CheckDraft(d.method, catalog.Draft{Code: d.code, Reliable: d.reliable, Dialled: d.dialled})
		switch {
		case len(problems) > 0:
			later = nil // everything is asked again, to be refused
		case later == nil:
			later = []*catalog.Rule{}
		}
		s.plain[d] = later
	}
	return later
}

// own is what the responder knows of itself for this response.
func (c *call) own(tx *serverTx, r *reply, now time.Time) (*catalog.Own, error) {
	in, s := tx.request, c.shard
	off := c.off | r.off
	own := &catalog.Own{
		To:          r.to,
		Reach:       in,
		Prefix:      s.cfg.DialPrefix + in.prefix,
		Stream:      in.flow.Transport.Reliable(),
		InDialog:    tx.dialog != nil,
		Allow:       allowedMethods,
		Supported:   supportedTags,
		Accept:      acceptedBodies,
		AllowEvents: allowedEventKinds,
		MinExpires:  minExpires,
		MinSE:       minSE,
		Delay:       now.Sub(tx.begun),
		Server:      s.cfg.Server,
	}
	if r.Code == 100 {
		own.To = in.To()
	}
	if !off.Has(scenarios.Received) {
		own.Via = s.viaOf(in.Message, in.flow)
	}
	if off.Has(scenarios.RecordRoute) {
		r.Without, r.Breaks = append(r.Without, "Record-Route"), append(r.Breaks, "Record-Route")
	}
	if r.Code == 401 || r.Code == 407 {
		own.Challenges = c.challenges(tx, r, now)
	}
	if prepare := methods[in.Method()].prepare; prepare != nil {
		if err := prepare(c, tx, r, own, now); err != nil {
			return nil, err
		}
	}
	return own, nil
}

// send does the faults on the message, gives its bytes to the transaction and
// to the wire, and lets follow what follows from what was really sent.
func (c *call) send(tx *serverTx, r reply, built catalog.Response, now time.Time) {
	if r.data = r.raw; r.data == nil {
		r.data = c.shard.render(built)
	}
	if r.says != nil && r.raw == nil {
		built.Marks = append(built.Marks, r.says.marks...)
	}
	if r.fault != nil {
		var marks []string
		r.data, marks = faults.Message(r.fault, r.data)
		built.Marks = append(built.Marks, marks...)
	}
	if r.raw != nil || r.fault != nil {
		readBack(&r, &built)
	}
	tellPackages(c, built.Headers)
	r.agreed = c.agreeFirst(tx, &r, built.Code, now)
	counts := tx.answer(&r, built, now)
	if tx == c.first {
		c.remember(built, now)
	}
	if counts && tx.request != nil {
		if sent := methods[tx.request.Method()].sent; sent != nil {
			sent(c, tx, r, built, now)
		}
	}
	tx.forget()
}

// readBack takes bytes that were changed on purpose as a client would: what
// follows goes by what was sent, not by what was meant.
func readBack(r *reply, built *catalog.Response) {
	m, err := message.Parse(r.data)
	if err != nil || m.Code() == 0 {
		return
	}
	built.Code, built.Reason, r.Code = m.Code(), m.Reason(), m.Code()
	built.Headers = built.Headers[:0]
	for _, h := range m.Headers() {
		built.Headers = append(built.Headers, catalog.Header(h))
	}
	if m.To() != "" {
		r.to = m.To()
	}
}

// render makes the bytes of a response, in a buffer of their own size.
func (s *shard) render(built catalog.Response) []byte {
	s.headers = s.headers[:0]
	for _, h := range built.Headers {
		s.headers = append(s.headers, message.Header(h))
	}
	s.buffer = message.AppendResponse(s.buffer[:0], built.Code, built.Reason, s.headers, built.Body)
	return bytes.Clone(s.buffer)
}

// remember keeps what the call's line in the log says of its responses.
func (c *call) remember(built catalog.Response, now time.Time) {
	sent := c.end.Responses
	if len(sent) == 0 || sent[len(sent)-1].Code != built.Code {
		c.end.Responses = append(sent, journal.Response{Code: built.Code, After: now.Sub(c.begun)})
	}
	c.end.Reason = built.Reason
	if len(built.Marks) > 0 {
		c.end.Marks = strings.Join(built.Marks, ", ")
	}
}

// Contact is a URI of ours that reaches this user again and faces this peer.
func (in *incoming) Contact() string {
	if in.contact != "" {
		return in.contact
	}
	user := in.called
	if user == "" {
		if u, err := message.ParseURI(in.RequestURI()); err == nil {
			user = u.User
		}
	}
	in.contact = in.flow.URI(user, wantsSIPS(in))
	return in.contact
}

// Face is our host:port as this peer knows it.
func (in *incoming) Face() string { return in.flow.Face() }

// wantsSIPS reports whether the dialog of a request has to be secure: its
// Request-URI is sips, or the top Record-Route, or without one the Contact (RFC
// 3261 section 12.1.1).
func wantsSIPS(in *incoming) bool {
	if isSIPS(in.RequestURI()) {
		return true
	}
	next, ok := in.Header("Record-Route")
	if !ok {
		next, ok = in.Header("Contact")
	}
	return ok && isSIPS(message.AddrSpec(next))
}

func isSIPS(uri string) bool {
	return len(uri) > 5 && strings.EqualFold(uri[:5], "sips:")
}
