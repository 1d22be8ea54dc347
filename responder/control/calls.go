package control

import (
	"net/http"
	"time"

	"github.com/sipbin/sipbin/responder/journal"
	"github.com/sipbin/sipbin/responder/ladder"
)

// callView is a call as it is shown. Times are seconds.
type callView struct {
	Call      uint64    `json:"call"`
	Opened    time.Time `json:"opened"`
	Placed    bool      `json:"placed"`
	Method    string    `json:"method"`
	Dialled   string    `json:"dialled"`
	Scenario  string    `json:"scenario"`
	CallID    string    `json:"call_id"`
	From      string    `json:"from"`
	Peer      string    `json:"peer"`
	Local     string    `json:"local"`
	Transport string    `json:"transport"`
	Listener  string    `json:"listener"`
	Test      string    `json:"test"`
	Ended     bool      `json:"ended"`
	End       *endView  `json:"end,omitempty"`
}

// endView is what is known when a call is over.
type endView struct {
	At        time.Time      `json:"at"`
	Responses []responseView `json:"responses"`
	Reason    string         `json:"reason,omitempty"`
	Acked     string         `json:"acked,omitempty"`
	Talk      float64        `json:"talk"`
	By        string         `json:"by,omitempty"`
	Verdict   verdictView    `json:"verdict"`
	Unplayed  string         `json:"unplayed,omitempty"`
	Marks     string         `json:"marks,omitempty"`
}

type responseView struct {
	Code  int     `json:"code"`
	After float64 `json:"after"`
}

type verdictView struct {
	Outcome string  `json:"outcome"`
	Step    string  `json:"step,omitempty"`
	At      string  `json:"at,omitempty"`
	Why     string  `json:"why,omitempty"`
	After   float64 `json:"after"`
}

func viewCall(s *journal.Summary) callView {
	v := callView{
		Call: s.ID, Opened: s.Opened, Placed: s.Placed, Method: s.Method, Dialled: bare(s.Dialled), Scenario: s.Scenario,
		CallID: s.CallID, From: bare(s.From), Peer: s.Flow.Remote.String(), Local: s.Flow.Local.String(),
		Transport: s.Flow.Transport.Param(), Listener: s.Flow.Listener, Test: s.TestID, Ended: s.Ended,
	}
	if !s.Ended {
		return v
	}
	v.End = &endView{
		At: s.At, Responses: []responseView{}, Reason: s.Reason, Acked: s.Acked, Talk: s.Talk.Seconds(), By: s.EndedBy,
		Verdict: verdictView{
			Outcome: s.Verdict.Outcome.String(), Step: s.Verdict.Step, At: s.Verdict.At, Why: bare(s.Verdict.Why),
			After: s.Verdict.After.Seconds(),
		},
		Unplayed: s.Unplayed, Marks: s.Marks,
	}
	for _, r := range s.Responses {
		v.End.Responses = append(v.End.Responses, responseView{Code: r.Code, After: r.After.Seconds()})
	}
	return v
}

// bare is a text of a message without its secrets.
func bare(text string) string { return journal.RedactText(text) }

// Call is a call as the API shows it, for what else is to show it so.
func Call(s *journal.Summary) any { return viewCall(s) }

const (
	shownCalls = 100
	mostCalls  = 10_000
)

// listCalls lists the calls that pass a filter, the oldest first.
func (c *Control) listCalls(a *asked) (*answer, error) {
	f := readCallFilter(a.fields)
	limit := a.number("limit", 1, mostCalls, shownCalls)
	if err := a.done(); err != nil {
		return nil, err
	}
	_, since := c.resets.of(f.test)
	calls := c.responder.Journal().Calls(func(s *journal.Summary) bool {
		return f.fits(s) && (!s.Ended || s.At.After(since))
	})
	more := max(0, len(calls)-limit)
	list, last := []callView{}, f.after
	for i := range calls[:len(calls)-more] {
		list = append(list, viewCall(&calls[i]))
		last = calls[i].ID
	}
	return ok(map[string]any{"calls": list, "more": more, "next": last}), nil
}

// summary is the call that a path names.
func (c *Control) summary(a *asked) (journal.Summary, error) {
	id, err := callNumber(a)
	if err != nil {
		return journal.Summary{}, err
	}
	s, known := c.responder.Journal().Call(id)
	if !known {
		return s, fail(http.StatusNotFound, "there is no call %d, or it made room for newer ones; /api/calls lists them", id)
	}
	return s, nil
}

func (c *Control) getCall(a *asked) (*answer, error) {
	if err := a.done(); err != nil {
		return nil, err
	}
	s, err := c.summary(a)
	if err != nil {
		return nil, err
	}
	return ok(viewCall(&s)), nil
}

func (c *Control) endCall(a *asked) (*answer, error) {
	if err := a.done(); err != nil {
		return nil, err
	}
	s, err := c.summary(a)
	if err != nil {
		return nil, err
	}
	if !c.responder.End(s.ID, time.Now()) {
		return nil, fail(http.StatusConflict, "call %d is over already", s.ID)
	}
	return done(), nil
}

func (c *Control) messagesOfCall(a *asked) (*answer, error) {
	secrets := a.secrets()
	after := uint64(a.number("after", 0, 1<<53, 0))
	if err := a.done(); err != nil {
		return nil, err
	}
	s, err := c.summary(a)
	if err != nil {
		return nil, err
	}
	list := messageList{views: []messageView{}, next: after}
	for _, e := range c.responder.Journal().Of(s.ID) {
		if list.full(mostMessages) {
			break
		}
		if e.Seq >= after && e.Kind.Message() {
			list.add(&e, secrets)
		}
	}
	return ok(map[string]any{"messages": list.views, "next": list.next}), nil
}

func (c *Control) ladderOfCall(a *asked) (*answer, error) {
	ascii := a.oneOf("characters", "unicode", "ascii") == "ascii"
	if err := a.done(); err != nil {
		return nil, err
	}
	s, err := c.summary(a)
	if err != nil {
		return nil, err
	}
	return text(plainText, ladder.Text(c.responder.Journal().Of(s.ID), ladder.Options{ASCII: ascii})), nil
}
