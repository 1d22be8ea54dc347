package scenarios

import (
	"fmt"
	"slices"
)

// placing is how far a list of start: has come.
type placing struct {
	begun   bool // something was sent
	invited bool // an INVITE was
	final   bool // and its final response has come for certain
}

// join is after a way that may have been gone.
func (p *placing) join(way *placing) {
	if p == nil {
		return
	}
	p.begun, p.invited = p.begun || way.begun, p.invited || way.invited
}

// place looks at a request in a list of start:.
func (w *walk) place(s *Request) {
	p := w.placing
	switch method := s.Method; {
	case !p.begun && !slices.Contains(beginningWords, method):
		w.add(Problem{At: s.At, RFC: "RFC 3261 12.2", Text: fmt.Sprintf("%s begins nothing, and nothing was sent before it", method), Hint: "put  request: INVITE  before it"})
	case method == "CANCEL" && !p.invited, method == "ACK" && !p.invited:
		w.add(Problem{At: s.At, RFC: "RFC 3261 9.1", Text: fmt.Sprintf("no INVITE of ours was sent that %s could be for", method), Hint: "put  request: INVITE  before it"})
	case method == "CANCEL" && p.final:
		w.add(Problem{At: s.At, RFC: "RFC 3261 9.1", Text: "the INVITE has its final response, so there is nothing to cancel", Hint: "wait for a provisional one, like  {request: INVITE, expect: 180},  or send BYE"})
	case method == "ACK" && !w.off.Has(Acknowledge):
		w.add(Problem{At: s.At, Severity: Warning, RFC: "RFC 3261 13.2.2.4", Text: "the act acknowledge has sent the ACK, so this is a second one", Hint: "say  off: [acknowledge]  at the top"})
	}
	p.begun = true
	if s.Method == "INVITE" {
		p.invited, p.final = true, finals(s.Expect)
	}
}

// placed looks at an expect of a response.
func (w *walk) placed(s *Expect) {
	p := w.placing
	switch {
	case !p.invited:
		w.add(Problem{At: s.At, Text: "no INVITE of ours was sent whose response could come", Hint: "put  request: INVITE  before it; what answers another request is awaited by  {request: OPTIONS, expect: 200}"})
	case p.final:
		w.add(Problem{At: s.At, Severity: Warning, RFC: "RFC 3261 17.1.1.2", Text: fmt.Sprintf("%s comes after the final response, which the step before has waited for", s), Hint: "take it out"})
	}
	if finals(s.Codes) && !s.HasElse {
		p.final = true
	}
}

// finals reports whether one of the codes is a final response for certain.
func finals(codes []int) bool {
	return len(codes) > 0 && !slices.ContainsFunc(codes, func(code int) bool { return code < 200 })
}
