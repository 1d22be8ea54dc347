package responder

import (
	"strings"
	"time"

	"github.com/sipbin/sipbin/catalog"
	"github.com/sipbin/sipbin/responder/message"
	"github.com/sipbin/sipbin/scenarios"
)

// respond plays respond: CODE or none.
func (t *track) respond(s *scenarios.Respond, now time.Time) {
	c, tx := t.call, t.answering(s)
	if s.Code == 0 && s.Raw.Empty() {
		if tx != nil {
			tx.silence(now)
		}
		return
	}
	if tx != nil {
		if to := tx.toIn(c, s.Dialog); c.mustWait(tx, s.Code, to) {
			t.again(func() bool { return c.unPRACKed(tx, to) != nil })
			return
		}
	}
	if tx == nil || tx.request == nil || tx.Final() && !c.afterFinal(tx, reply{Draft: catalog.Draft{Code: s.Code, Breaks: s.Breaks}, dialog: s.Dialog}) {
		c.unplayed(s.String())
		c.note(s.String()+" left out: the final response is sent", now)
		return
	}
	r, err := t.reply(s, now)
	if err != nil {
		c.wrong(s.String()+" cannot be built", err, now)
		c.respondCode(tx, 500, s.String(), now)
		return
	}
	c.respond(tx, r, now)
	t.copies(s, tx, max(s.Times, 1)-1, now)
}

// answering is the request that the step answers.
func (t *track) answering(s *scenarios.Respond) *serverTx {
	if s.Answers == "" {
		return t.tx
	}
	if first := t.call.first; first != nil && first.request != nil && first.request.Method() == s.Answers {
		return first
	}
	for _, tx := range t.call.pending {
		if tx.request.Method() == s.Answers {
			return tx
		}
	}
	return nil
}

// copies sends the response again, as times: and every: say; the next step
// comes after the last pause.
func (t *track) copies(s *scenarios.Respond, tx *serverTx, left int, now time.Time) {
	if s.Every == 0 {
		for range left {
			t.call.deliver(&tx.last, s.String(), now)
		}
		return
	}
	t.deadline = t.call.shard.queue.at(now.Add(s.Every), func(now time.Time) {
		t.deadline = nil
		if left > 0 {
			t.call.deliver(&tx.last, s.String(), now)
			t.copies(s, tx, left-1, now)
		}
		t.play(now)
		t.call.settle(now)
	})
}

// reply is the response as its author wants it, with templates filled in.
func (t *track) reply(s *scenarios.Respond, now time.Time) (reply, error) {
	r := reply{
		Draft: catalog.Draft{Code: s.Code, Reason: s.Reason, Breaks: s.Breaks, Reliable: s.Reliable, Dialled: t.call.isDialled()},
		why:   s.String(), off: s.Off, sdp: s.SDP, bend: s.Bend, dialog: s.Dialog, fault: s.Fault,
	}
	if !s.Raw.Empty() {
		raw, err := s.Raw.Render(t.view(s.Raw, now))
		r.raw = []byte(raw)
		return r, err
	}
	var err error
	if r.Headers, r.Without, err = t.headers(s.Headers, now); err != nil || s.Body.Empty() {
		return r, err
	}
	body, err := s.Body.Render(t.view(s.Body, now))
	r.Body, r.ContentType = []byte(body), contentType(body)
	return r, err
}

// headers are those of an author, with templates filled in, and the names that
// an empty value takes away.
func (t *track) headers(list []scenarios.Header, now time.Time) (headers []catalog.Header, without []string, err error) {
	for _, h := range list {
		if h.Value.Empty() {
			without = append(without, h.Name)
			continue
		}
		value, err := h.Value.Render(t.view(h.Value, now))
		if err != nil {
			return nil, nil, err
		}
		headers = append(headers, catalog.Header{Name: h.Name, Value: value})
	}
	return headers, without, nil
}

// contentType is what a body of an author is when no Content-Type is written.
func contentType(body string) string {
	switch {
	case strings.HasPrefix(body, "v=0"):
		return "application/sdp"
	case strings.HasPrefix(body, message.Version+" "):
		return "message/sipfrag;version=2.0"
	case strings.HasPrefix(body, "Messages-Waiting:"):
		return messageSummaryPackage.kind
	case strings.HasPrefix(body, "<"):
		return kindOfXML(body)
	}
	return "text/plain"
}
