package scenarios

import (
	"fmt"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"
)

func (r *reader) request(f *fields) Step {
	value := f.take("request")
	s := &Request{At: r.at(value)}
	method, ok := r.scalar(value, "request")
	known := ok && r.sendable(value, method)
	s.Headers, s.Body, s.Fault = r.message(f)
	if sdp := f.take("sdp"); sdp != nil {
		s.SDP, s.Bend = r.sdp(sdp, f, sdpRequest)
		if known {
			r.carries(sdp, method, s)
		}
	}
	if dialog := f.take("dialog"); dialog != nil {
		s.Dialog = r.dialog(dialog)
	}
	r.answered(f, s, method)
	s.Listener = r.listener(f)
	f.done()
	if !known {
		return nil
	}
	s.Method = method
	return s
}

// sendable reports whether we can send the method where the step stands.
func (r *reader) sendable(n *yaml.Node, method string) bool {
	switch {
	case !slices.Contains(requestedWords, method):
		r.wrong(n, fmt.Sprintf("request: %q is nothing we can send", method), nearHint(method, requestedWords))
	case r.placing:
		return true
	case method == "INVITE":
		r.wrong(n, "request: INVITE begins another call, and ours stand inside this one", "write  request: re-INVITE,  or a list of  start:")
	case method == "CANCEL" || method == "ACK":
		r.wrong(n, fmt.Sprintf("request: %s is for an INVITE of ours, and here the caller sent it", method), "it stands in a list of  start:")
	case method == "REGISTER":
		r.wrong(n, "request: REGISTER stands in no dialog", "it stands in a list of  start:")
	default:
		return true
	}
	return false
}

// carries holds what sdp: asks for to what the method can say (RFC 3261 13.2.1,
// RFC 3262 5, RFC 3311 5).
func (r *reader) carries(n *yaml.Node, method string, s *Request) {
	can := sdpOf(method)
	as := string(s.SDP)
	switch {
	case len(can) == 0 && (s.SDP != SDPNone || s.Bend != nil):
		r.wrong(n, fmt.Sprintf("sdp: %s carries no session description of its own", method), "only INVITE, re-INVITE, UPDATE, PRACK and ACK do; write another body into body:")
	case len(can) > 0 && as != "" && !slices.Contains(can, as):
		r.wrong(n, fmt.Sprintf("sdp: %s carries no %s", method, as), "there are "+strings.Join(can, ", "))
	}
}

// answered reads what must answer the request.
func (r *reader) answered(f *fields, s *Request, method string) {
	expect, within := f.take("expect"), f.take("within")
	if expect != nil {
		least := 200
		if r.placing && method == "INVITE" {
			least = 100
		}
		s.Expect = r.codes(expect, least)
		if method == "ACK" {
			r.wrong(expect, "expect: nothing answers an ACK", "leave it out")
		}
	}
	if within != nil {
		s.Within, _ = r.duration(within, "within")
		switch {
		case expect == nil:
			r.wrong(within, "within: nothing is waited for", "say what must answer it, like  expect: 200")
		case s.Within == 0 && within.Value == "0s":
			r.wrong(within, "within: 0s is over before anything can come", "leave within: out to wait as long as the transaction lasts")
		}
	}
}

// codes reads the responses of which one must come; there must be one.
func (r *reader) codes(n *yaml.Node, least int) (codes []int) {
	what := "response: these are 100 to 699"
	if least == 200 {
		what = "final response: these are 200 to 699"
	}
	for _, word := range r.words(n, "expect") {
		code, _, isCode := dialElement(word.Value)
		if !isCode || code < least {
			r.wrong(word, fmt.Sprintf("expect: %q is no %s", word.Value, what), "write  expect: 200,  or a list of codes")
			continue
		}
		codes = append(codes, code)
	}
	r.notEmpty(n, "expect", []string{"200"})
	return codes
}

// sdpOf are the session descriptions that a request of ours can carry.
func sdpOf(method string) []string {
	switch method {
	case "INVITE", "re-INVITE", "UPDATE":
		return []string{"offer", "hold", "none"}
	case "PRACK":
		return []string{"offer", "answer", "hold", "none"}
	case "ACK":
		return []string{"answer", "hold", "none"}
	}
	return nil
}
