package control

import (
	"time"
	"unicode/utf8"

	"github.com/sipbin/sipbin/responder/journal"
)

// messageView is a message as it is shown.
type messageView struct {
	Seq       uint64    `json:"seq"`
	At        time.Time `json:"at"`
	Call      uint64    `json:"call,omitempty"`
	Kind      string    `json:"kind"`
	Transport string    `json:"transport"`
	Source    string    `json:"source"`
	Target    string    `json:"target"`
	Listener  string    `json:"listener,omitempty"`
	Method    string    `json:"method,omitempty"`
	Code      int       `json:"code,omitempty"`
	User      string    `json:"user,omitempty"`
	From      string    `json:"from,omitempty"`
	Why       string    `json:"why,omitempty"`
	Marks     string    `json:"marks,omitempty"`
	// Text is the message; Bytes are it where it is no UTF-8.
	Text        string `json:"text,omitempty"`
	Bytes       []byte `json:"bytes,omitempty"`
	Overwritten bool   `json:"overwritten,omitempty"`
}

// viewMessage shows a message, with its secrets only where they were asked for.
func viewMessage(e *journal.Entry, secrets bool) messageView {
	h, _ := e.Head()
	v := messageView{
		Seq: e.Seq, At: e.At, Call: e.Call, Kind: e.Kind.String(), Transport: e.Flow.Transport.Param(),
		Source: e.Flow.Remote.String(), Target: e.Flow.Local.String(), Listener: e.Flow.Listener,
		Method: h.Method, Code: h.Code, User: h.User, From: h.From, Why: e.Why, Marks: e.Marks, Overwritten: e.Overwritten,
	}
	if e.Kind.Ours() {
		v.Source, v.Target = v.Target, v.Source
	}
	data := e.Data
	if !secrets {
		data = journal.Redact(data)
		v.From = string(journal.Redact([]byte(v.From)))
	}
	if utf8.Valid(data) {
		v.Text = string(data)
	} else {
		v.Bytes = data
	}
	return v
}

// found is what was found of messages.
type found struct {
	// Count is how many came, each counted once however often it was repeated.
	Count    int           `json:"count"`
	Messages []messageView `json:"messages"`
	// Others are the requests that came as well and were not meant, in short.
	Others []string `json:"others,omitempty"`
	// Next is the number of the journal's entry from which one may look on.
	Next uint64 `json:"next"`
	// Unread is how many entries had made room before they were looked at.
	Unread uint64 `json:"unread,omitempty"`
}

// maxShown is how many messages an answer shows that only counts them.
const maxShown = 100

// add counts a message.
func (f *found) add(e *journal.Entry, secrets bool) {
	f.Count++
	if len(f.Messages) < maxShown {
		f.Messages = append(f.Messages, viewMessage(e, secrets))
	}
}
