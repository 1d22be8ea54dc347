package responder

import (
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/sipbin/sipbin/catalog"
	"github.com/sipbin/sipbin/responder/dialog"
	"github.com/sipbin/sipbin/responder/message"
	"github.com/sipbin/sipbin/scenarios"
)

// refer asks us to call somebody else (RFC 3515, RFC 7647). Inside a dialog we
// do; outside of one a scenario decides.
var refer = method{
	outside: notFound,
	inside: func(c *call, tx *serverTx, now time.Time) {
		if len(tx.request.HeaderValues("Refer-To")) != 1 {
			c.respond(tx, reply{Draft: catalog.Draft{Code: 400, Reason: "Bad Request (one Refer-To is needed)"}, why: "default"}, now)
			return
		}
		c.respondCode(tx, 200, "default", now)
	},
	prepare: func(_ *call, tx *serverTx, r *reply, _ *catalog.Own, _ time.Time) error {
		if success(r.Code) && unreported(tx.request) {
			r.Headers = append(r.Headers, catalog.Header{Name: "Refer-Sub", Value: "false"})
		}
		return nil
	},
	sent: sentRefer,
}

// unreported reports whether the client wants no NOTIFYs (RFC 4488 section 4).
func unreported(in *incoming) bool {
	sub, ok := in.Header("Refer-Sub")
	return ok && strings.EqualFold(message.BareValue(sub), "false")
}

// reference is what a REFER asked for: the implicit subscription to the progress
// of the call we place for it.
type reference struct {
	call  *call
	sub   *subscription // nil when nothing is to be reported
	alone bool          // nothing but the REFER made the dialog
	told  bool          // a NOTIFY is on its way
	next  string        // the news that waits for it to be answered
	over  bool
}

// sentRefer is the act notify: the call is placed, and its progress reported: 100
// at once, then what comes, and the final response last (RFC 3515 section 2.4.5).
func sentRefer(c *call, tx *serverTx, r reply, built catalog.Response, now time.Time) {
	if !success(built.Code) {
		return
	}
	d := tx.dialog
	if d == nil {
		d = c.addDialog(dialog.New(tx.request.Message, tx.to, "<"+tx.request.Contact()+">"))
		d.Early, d.Subscribed = false, true
	}
	if (c.off | r.off).Has(scenarios.Notify) {
		c.leaveToScenario(d, referEvent, now)
		return
	}
	ref := &reference{call: c, alone: tx.dialog == nil}
	if !unreported(tx.request) {
		ref.sub = &subscription{dialog: d, event: referEvent}
	}
	c.references = append(c.references, ref)
	ref.report(100, "Trying", now)
	if err := c.place(tx.request, ref, now); err != nil {
		c.note("no call is placed: "+err.Error(), now)
		ref.report(503, "Service Unavailable", now)
	}
}

// place calls whom a REFER names. Without a network to place calls in it is
// reported as done.
func (c *call) place(in *incoming, ref *reference, now time.Time) error {
	s := c.shard
	if s.cfg.Reach == nil {
		ref.report(200, "OK", now)
		return nil
	}
	to, _ := in.Header("Refer-To")
	target, method, headers, err := referTo(message.AddrSpec(to))
	if err != nil {
		return err
	}
	p := Placement{
		Scenario: &scenarios.Scenario{Name: "refer", Start: []scenarios.Step{&scenarios.Request{Method: method}}},
		Target:   target, headers: headers, heard: ref.report,
	}
	if by, ok := in.Header("Referred-By"); ok {
		p.headers = append(p.headers, message.Header{Name: "Referred-By", Value: by})
	}
	if err := s.route(&p, now); err != nil {
		return err
	}
	id := s.place(p, s.callIDHere(), now)
	c.note(fmt.Sprintf("places call %d", id), now)
	return nil
}

// referTo takes the URI of a Refer-To apart: the target, the method it asks for,
// and the header fields it wants in the request (RFC 3261 section 19.1.1), of
// which Replaces, Require and Referred-By are honoured (section 19.1.5).
func referTo(uri string) (target, method string, headers []message.Header, err error) {
	bare := message.WithoutHeaders(uri)
	fields := strings.TrimPrefix(uri[len(bare):], "?")
	u, err := message.ParseURI(bare)
	if err != nil {
		return "", "", nil, err
	}
	method = "INVITE"
	if named, ok := u.Param("method"); ok {
		method = strings.ToUpper(named)
	}
	if _, known := methods[method]; !known || method == "PRACK" || method == "UPDATE" || method == "BYE" {
		return "", "", nil, fmt.Errorf("a REFER cannot ask for a %s", method)
	}
	for field := range strings.SplitSeq(fields, "&") {
		name, value, _ := strings.Cut(field, "=")
		value, err := url.PathUnescape(value)
		for _, honoured := range [...]string{"Replaces", "Require", "Referred-By"} {
			if err == nil && strings.EqualFold(name, honoured) && !strings.ContainsAny(value, "\r\n") {
				headers = append(headers, message.Header{Name: honoured, Value: value})
			}
		}
	}
	return withoutParam(bare, "method"), method, headers, nil
}

// withoutParam takes a parameter out of a URI.
func withoutParam(uri, name string) string {
	parts := strings.Split(uri, ";")
	kept := parts[:1]
	for _, p := range parts[1:] {
		if n, _, _ := strings.Cut(p, "="); !strings.EqualFold(n, name) {
			kept = append(kept, p)
		}
	}
	return strings.Join(kept, ";")
}

// report tells the progress; one NOTIFY at a time, the news that came meanwhile
// in one, and nothing after a final response.
func (ref *reference) report(code int, reason string, now time.Time) {
	c := ref.call
	if ref.over && ref.next == "" || c.over {
		return
	}
	if ref.sub == nil {
		if code >= 200 {
			ref.end(now)
		}
		return
	}
	ref.over = ref.over || code >= 200
	ref.next = fmt.Sprintf("%s %d %s\r\n", message.Version, code, reason)
	ref.tell(now)
}

func (ref *reference) tell(now time.Time) {
	if ref.told || ref.next == "" {
		return
	}
	state := stateActive(time.Minute)
	if ref.over {
		state = "terminated;reason=noresource"
	}
	body, last := ref.next, ref.over
	ref.told, ref.next = true, ""
	ref.call.notify(ref.sub, state, body, func(ok bool, now time.Time) {
		ref.told = false
		if !ok || last {
			ref.over, ref.next = true, ""
			ref.end(now)
			return
		}
		ref.tell(now)
	}, now)
}

// end forgets the reference, and the dialog that nothing else made.
func (ref *reference) end(now time.Time) {
	c := ref.call
	for i, other := range c.references {
		if other == ref {
			c.references = append(c.references[:i], c.references[i+1:]...)
			break
		}
	}
	if ref.alone && len(c.references) == 0 {
		c.forgetDialogs(now)
	}
	c.settle(now)
}
