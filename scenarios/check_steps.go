package scenarios

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

func (w *walk) respond(s *Respond) {
	if w.placing != nil {
		w.add(Problem{At: s.At, Text: fmt.Sprintf("%s has nothing to answer: a list of start: is opened by nobody", s), Hint: "put it into the do: of an expect, or into a list of on:"})
		return
	}
	if s.Code == 0 {
		return
	}
	if s.Answers != "" && (s.Answers != w.method || w.inner || w.inDialog) {
		other := &walk{reader: w.reader, off: w.off, method: s.Answers, inner: true, elsewhere: true}
		if !w.unread[s] {
			other.code(s)
		}
		return
	}
	switch {
	case w.method == "ACK":
		w.add(Problem{At: s.At, Text: "ACK is never answered", RFC: "RFC 3261 17", Hint: "answer the INVITE instead, or leave respond: out to only watch"})
		return
	case w.cancelled != (Position{}) && !(w.off | s.Off).Has(Cancel) && w.final() == nil:
		w.add(Problem{At: s.At, Severity: Warning, Text: fmt.Sprintf("%s is never sent: the CANCEL that was waited for is answered, and the INVITE with 487", s), RFC: "RFC 3261 9.2",
			Hint: "to answer in place of that, write  {expect: CANCEL, respond: 200}"})
		return
	}
	w.tooLate(s)
	w.unsure(s)
	if !w.unread[s] {
		w.code(s)
	}
	w.answers = append(w.answers, s)
	w.waited += time.Duration(s.Times) * s.Every
	w.quiet = s.Every
}

// unsure warns of a reliable response to a client that may not know them: it
// cannot be built, and the call gets 500.
func (w *walk) unsure(s *Respond) {
	if s.Reliable && s.Code > 100 && s.Code < 200 && !w.sure && w.method == "INVITE" && !slices.Contains(s.Breaks, "100rel") {
		w.add(Problem{At: s.At, Severity: Warning, RFC: "RFC 3262 3", Text: "a client that does not say that it supports 100rel gets 500 in place of this reliable response",
			Hint: "say  needs: {supported: 100rel}  at the top"})
	}
}

// tooLate warns when the client will have given up: an INVITE without any
// response at 64*T1 (Timer B), another request without a final one (Timer F).
func (w *walk) tooLate(s *Respond) {
	switch {
	case w.waited <= 64*t1 || w.inner || w.branched || w.final() != nil:
	case w.method == "INVITE" && len(w.answers) == 0 && (w.off | s.Off).Has(Trying):
		w.add(Problem{At: s.At, Severity: Warning, RFC: "RFC 3261 17.1.1.2",
			Text: fmt.Sprintf("the first response comes after %s, and a client gives up at 64*T1, %s", w.waited, 64*t1),
			Hint: "send 100 first, or leave trying switched on, which sends it"})
	case w.method != "INVITE" && w.method != "any" && s.Code >= 200:
		w.add(Problem{At: s.At, Severity: Warning, RFC: "RFC 3261 17.1.2.2",
			Text: fmt.Sprintf("the final response comes after %s, and a client gives up at 64*T1, %s", w.waited, 64*t1)})
	}
}

// wait warns when a proxy will have given the INVITE up (Timer C).
func (w *walk) wait(s *Wait) {
	if w.method != "INVITE" || len(w.answers) == 0 || w.final() != nil || w.quiet <= time.Minute {
		return
	}
	if last := w.answers[len(w.answers)-1]; (w.off | last.Off).Has(Repeat1xx) {
		w.add(Problem{At: s.At, Severity: Warning, RFC: "RFC 3261 13.3.1.1",
			Text: fmt.Sprintf("%s without a response, with repeat-1xx off: a proxy may cancel after three minutes", w.quiet),
			Hint: "repeat the response each minute, or leave repeat-1xx switched on, which does"})
	}
}

// play warns of what nobody can hear: before a session description of ours the
// caller does not know where the audio comes from, nor we where it goes.
func (w *walk) play(s *Play) {
	if w.method != "INVITE" || w.inner || w.inDialog || w.branched || s.Source == "stop" {
		return
	}
	heard := slices.ContainsFunc(w.answers, func(a *Respond) bool {
		return a.Code == 183 || a.Code/100 == 2 || a.SDP != SDPByAct && a.SDP != SDPNone || a.Bend != nil || !a.Body.Empty() || !a.Raw.Empty()
	})
	if !heard {
		w.add(Problem{At: s.At, Severity: Warning, RFC: "RFC 3261 13.2.1", Text: "nobody hears this: no response with a session description was sent yet", Hint: "send 183 before it, or {respond: 180, sdp: answer}"})
	}
}

// never warns of one that means another call of the same caller, and not until when.
func (w *walk) never(s *Never) {
	if s.For == 0 && !w.inner && !w.inDialog && slices.Contains(s.Methods, w.method) {
		w.add(Problem{At: s.At, Severity: Warning, Text: fmt.Sprintf("this %s never comes in its own call: it means the caller's next, and does not say until when", w.method),
			Hint: "write  for: 2s"})
	}
}

func (w *walk) expect(s *Expect) {
	if len(s.Codes) > 0 && w.placing != nil {
		w.placed(s)
	}
	switch {
	case !slices.Contains(s.Methods, "ACK") || w.inner || w.branched || w.reliable():
	case len(s.Methods) == 1 && w.method != "INVITE" && w.method != "any":
		w.add(Problem{At: s.At, Severity: Warning, RFC: "RFC 3261 17.1.1.3", Text: fmt.Sprintf("no ACK follows the answer to %s", w.method)})
	case len(s.Methods) == 1 && w.method == "INVITE" && w.final() == nil && w.cancelled == (Position{}):
		w.add(Problem{At: s.At, Severity: Warning, RFC: "RFC 3261 17.1.1.3", Text: "no ACK can come before a final response was sent", Hint: "put a final response before this step"})
	case s.Within > 64*t1:
		w.add(Problem{At: s.At, Severity: Warning, RFC: "RFC 3261 13.3.1.4", Text: fmt.Sprintf("after 64*T1, %s, no ACK is waited for any more, so %s is longer than it means", 64*t1, s.Within), Hint: "write  within: 32s"})
	}
	for _, method := range s.Methods {
		if s.Takes {
			inner := &walk{reader: w.reader, off: w.off, method: strings.TrimPrefix(method, "re-"), inner: true}
			inner.steps(s.Do)
		}
	}
	if s.HasElse {
		otherwise := w.may()
		otherwise.waited += s.Within
		otherwise.quiet += s.Within
		otherwise.steps(s.Else)
		otherwise.end(s.Else)
		w.branched = w.branched || len(otherwise.answers) > len(w.answers)
		if !s.Takes && s.Within == 0 && s.After == 0 && s.Where == nil && len(s.Codes) == 0 {
			w.add(Problem{At: s.At, Severity: Warning, Text: fmt.Sprintf("else: of %s is never played: it waits as long as the call lasts, and nothing can be wrong", s), Hint: "add within: or where:"})
		}
	}
	w.waited += s.After
	w.quiet += s.After
	if s.Takes || s.HasElse || len(s.Methods) != 1 || w.method != "INVITE" {
		return
	}
	switch s.Methods[0] {
	case "CANCEL":
		w.cancelled = s.At
	case "BYE":
		if !w.forgotten {
			w.ended = s.At
		}
	}
}

// reliable reports whether a response waits for its PRACK: when none comes, the
// act give-up sends the final response that an ACK is for.
func (w *walk) reliable() bool {
	return w.final() == nil && slices.ContainsFunc(w.answers, func(s *Respond) bool { return s.Reliable })
}

// request looks at a BYE of ours: there must be a call to end.
func (w *walk) request(s *Request) {
	if w.placing != nil {
		w.place(s)
	}
	if s.Method != "BYE" || w.inner || w.inDialog || w.branched || w.forgotten {
		return
	}
	switch final := w.final(); {
	case w.ended != (Position{}):
		w.add(Problem{At: s.At, Severity: Warning, RFC: "RFC 3261 15.1.2", Text: "the call is over: the BYE that was waited for is answered", Hint: "to hang up when none comes, write  {expect: BYE, within: 10s, else: [{request: BYE}]}"})
	case w.method == "REGISTER" || w.method == "PUBLISH":
		w.add(Problem{At: s.At, RFC: "RFC 3261 15", Text: fmt.Sprintf("%s makes no dialog that a BYE could end", w.method)})
	case w.method != "INVITE":
	case final == nil:
		w.add(Problem{At: s.At, RFC: "RFC 3261 15", Text: "a BYE of ours must not come before the INVITE was answered 2xx", Hint: "put 200 before it, or answer 480 instead"})
	case final.Code >= 300:
		w.add(Problem{At: s.At, RFC: "RFC 3261 15", Text: fmt.Sprintf("after %d there is no call that a BYE could end", final.Code), Hint: "leave it out"})
	}
}
