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
	if len(s.Start) > 0 {
		w := &walk{reader: r, off: s.Off, inner: true, placing: &placing{}}
		w.steps(s.Start)
		w.end(s.Start)
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
	elsewhere bool   // it is answered by other lists too
	sure      bool   // the client supports 100rel, or the author has asked
	answers   []*Respond
	branched  bool          // a way that need not be gone has answered
	again     bool          // this is the second round of a repeat
	waited    time.Duration // since the list began, as far as it is certain
	quiet     time.Duration // since the last answer
	cancelled Position      // of the expect that left CANCEL to the default
	ended     Position      // of the expect that left BYE to the default
	forgotten bool          // the dialog is
	placing   *placing      // the list is start:
}

// walk begins where a list of on: does.
func (r *reader) walk(s *Scenario, name string) *walk {
	w := &walk{reader: r, off: s.Off, method: name, sure: s.Needs.supports("100rel") || s.Match.supports("100rel")}
	if method, ok := strings.CutSuffix(name, " again"); ok {
		w.method, w.inner, w.elsewhere = method, true, true
	}
	switch {
	case strings.HasPrefix(w.method, "re-INVITE"):
		w.method, w.inDialog = "INVITE", true
	case name != "any" && slices.Contains(eventNames(), name):
		w.method, w.inner, w.elsewhere = "INVITE", true, true // its list answers what began the call
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
	if w.placing != nil {
		p := *w.placing
		branch.placing = &p
	}
	return &branch
}

func (w *walk) steps(steps []Step) {
	for i, step := range steps {
		switch step := step.(type) {
		case *Respond:
			w.respond(step)
		case *Challenge:
			w.respond(&Respond{At: step.At, Code: step.Code})
		case *Wait:
			w.waited += step.For
			w.quiet += step.For
			w.wait(step)
		case *Never:
			w.never(step)
		case *Expect:
			w.expect(step)
		case *Request:
			w.request(step)
		case *Play:
			w.waited += step.For
			w.quiet += step.For
			w.play(step)
		case *Forget:
			w.forgotten = true
		case *When:
			w.when(step)
		case *Choose:
			w.choose(step)
		case *Fail:
			if i < len(steps)-1 {
				w.add(Problem{At: steps[i+1].Position(), Severity: Warning, Text: fmt.Sprintf("%s is never played: the call has failed before", steps[i+1]), Hint: "take it out, or put fail: into a when:"})
				return
			}
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

// when goes both ways.
func (w *walk) when(s *When) {
	before := w.sure
	w.sure = true
	w.ways([][]Step{s.Do, s.Else})
	w.sure = before
}

// choose goes all ways.
func (w *walk) choose(s *Choose) {
	var ways [][]Step
	for _, b := range s.Branches {
		ways = append(ways, b.Do)
	}
	w.ways(ways)
}

// ways goes each of several ways. What follows comes after a final response for
// certain when all have sent one.
func (w *walk) ways(ways [][]Step) {
	final, answered := w.final() == nil, false
	var way *walk
	for _, steps := range ways {
		way = w.may()
		way.steps(steps)
		final = final && way.final() != nil
		w.placing.join(way.placing)
		answered = answered || len(way.answers) > len(w.answers)
	}
	if final && way != nil {
		*w = *way
		return
	}
	w.branched = w.branched || answered
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

// end looks at what only shows when the steps are over.
func (w *walk) end(steps []Step) {
	if len(steps) == 0 {
		return
	}
	if last, ok := steps[len(steps)-1].(*Wait); ok && !w.inner {
		w.add(Problem{At: last.At, Severity: Warning, Text: "nothing comes after this wait", Hint: "take it out, or say what is done then"})
	}
}
