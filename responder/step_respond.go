package responder

import (
	"strings"
	"time"

	"github.com/sipbin/sipbin/catalog"
	"github.com/sipbin/sipbin/scenarios"
)

// respond plays respond: CODE or none.
func (t *track) respond(s *scenarios.Respond, now time.Time) {
	tx := t.tx
	switch {
	case s.Code == 0:
		tx.silence(now)
		return
	case tx.request == nil || tx.Final():
		t.call.unplayed(s.String())
		t.call.note(s.String()+" left out: the final response is sent", now)
		return
	case t.call.unacknowledgedReliable(tx, s.Code):
		t.again(func() bool { return t.call.reliable != nil })
		return
	}
	draft, err := t.draft(s)
	if err != nil {
		t.call.note(s.String()+" cannot be built, the call gets 500: "+err.Error(), now)
		t.call.respondCode(tx, 500, s.String(), now)
		return
	}
	t.call.respond(tx, reply{Draft: draft, why: s.String(), off: s.Off}, now)
}

// draft is the response as its author wants it, with templates filled in.
func (t *track) draft(s *scenarios.Respond) (catalog.Draft, error) {
	d := catalog.Draft{Code: s.Code, Reason: s.Reason, Breaks: s.Breaks, Dialled: t.call.isDialled()}
	for _, h := range s.Headers {
		if h.Value.Empty() {
			d.Without = append(d.Without, h.Name)
			continue
		}
		value, err := h.Value.Render(t.view(h.Value))
		if err != nil {
			return d, err
		}
		d.Headers = append(d.Headers, catalog.Header{Name: h.Name, Value: value})
	}
	if s.Body.Empty() {
		return d, nil
	}
	body, err := s.Body.Render(t.view(s.Body))
	d.Body = []byte(body)
	d.ContentType = contentType(body)
	return d, err
}

// contentType is what a body of an author is when no Content-Type is written.
func contentType(body string) string {
	if strings.HasPrefix(body, "v=0") {
		return "application/sdp"
	}
	return "text/plain"
}
