package scenarios

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// t1 is RFC 3261's round trip estimate; checks count in 64*T1, after which
// client and server transactions give up.
const t1 = 500 * time.Millisecond

// check holds a scenario that was read to what SIP asks of it, as far as that
// shows before a request is there.
func (r *reader) check(s *Scenario) {
	for name, list := range s.On {
		for _, try := range list.Tries {
			w := r.walk(s, name)
			w.steps(try.Steps)
			w.end(try.Steps)
		}
	}
	r.checkNames(s)
}

// walk follows one way through the steps that answer a request.
type walk struct {
	*reader
	off       Acts
	method    string // of the request that is answered
	inner     bool   // it is no request that begins something by itself
	inDialog  bool   // it came in a dialog
	answers   []*Respond
	branched  bool          // a way that need not be gone has answered
	again     bool          // this is the second round of a repeat
	waited    time.Duration // since the list began, as far as it is certain
	quiet     time.Duration // since the last answer
	cancelled Position      // of the expect that left CANCEL to the default
	ended     Position      // of the expect that left BYE to the default
	forgotten bool          // the dialog is
}

// walk begins where a list of on: does.
func (r *reader) walk(s *Scenario, name string) *walk {
	w := &walk{reader: r, off: s.Off, method: name}
	if method, ok := strings.CutSuffix(name, " again"); ok {
		w.method, w.inner = method, true
	}
	switch {
	case strings.HasPrefix(w.method, "re-INVITE"):
		w.method, w.inDialog = "INVITE", true
	case name != "any" && slices.Contains(eventNames(), name):
		w.method, w.inner = "INVITE", true // its list answers what began the call
	}
	if name == "no-ACK" {
		w.answers = []*Respond{{Code: 200}}
	}
	return w
}

// may is a way that begins here and need not be gone.
func (w *walk) may() *walk {
	branch := *w
	branch.answers = slices.Clone(w.answers)
	return &branch
}

func (w *walk) steps(steps []Step) {
	for _, step := range steps {
		switch step := step.(type) {
		case *Respond:
			w.respond(step)
		case *Challenge:
			w.respond(&Respond{At: step.At, Code: step.Code})
		case *Wait:
			w.waited += step.For
			w.quiet += step.For
			w.wait(step)
		case *Expect:
			w.expect(step)
		case *Request:
			w.request(step)
		case *Forget:
			w.forgotten = true
		case *When:
			w.when(step)
		case *Repeat:
			w.repeat(step)
		}
	}
}

// final is the final response that was sent, nil without one.
func (w *walk) final() *Respond {
	for _, a := range w.answers {
		if a.Code >= 200 {
			return a
		}
	}
	return nil
}

func (w *walk) respond(s *Respond) {
	if s.Code == 0 {
		return
	}
	if s.Answers != "" && (s.Answers != w.method || w.inner || w.inDialog) {
		other := &walk{reader: w.reader, off: w.off, method: s.Answers, inner: true}
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
	if !w.unread[s] {
		w.code(s)
	}
	w.answers = append(w.answers, s)
	w.waited += time.Duration(s.Times) * s.Every
	w.quiet = s.Every
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

func (w *walk) expect(s *Expect) {
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
		if !s.Takes && s.Within == 0 && s.After == 0 && s.Where == nil {
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

// when goes both ways. What follows comes after a final response for certain
// when both have sent one.
func (w *walk) when(s *When) {
	do, otherwise := w.may(), w.may()
	do.steps(s.Do)
	otherwise.steps(s.Else)
	if w.final() == nil && do.final() != nil && otherwise.final() != nil {
		*w = *do
		return
	}
	w.branched = w.branched || len(do.answers)+len(otherwise.answers) > 2*len(w.answers)
}

// repeat goes around twice, which shows what comes after itself.
func (w *walk) repeat(s *Repeat) {
	before := w.waited
	w.steps(s.Do)
	if s.Times < 2 || w.again {
		return
	}
	w.again = true
	w.steps(s.Do)
	w.again = false
	w.waited += (w.waited - before) / 2 * time.Duration(s.Times-2)
}

// request looks at a BYE of ours: there must be a call to end.
func (w *walk) request(s *Request) {
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

// end looks at what only shows when the steps are over.
func (w *walk) end(steps []Step) {
	if len(steps) == 0 {
		return
	}
	if last, ok := steps[len(steps)-1].(*Wait); ok && !w.inner {
		w.add(Problem{At: last.At, Severity: Warning, Text: "nothing comes after this wait", Hint: "take it out, or say what is done then"})
	}
}
