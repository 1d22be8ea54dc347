package scenarios

import (
	"fmt"
	"slices"

	"go.yaml.in/yaml/v4"
)

func (r *reader) request(f *fields) Step {
	value := f.take("request")
	s := &Request{At: r.at(value)}
	s.Headers, s.Body, s.Fault = r.message(f)
	if sdp := f.take("sdp"); sdp != nil {
		s.SDP, s.Bend = r.sdp(sdp, f, sdpRequest)
		if s.SDP != SDPNone && value.Value != "re-INVITE" && value.Value != "UPDATE" {
			r.wrong(sdp, fmt.Sprintf("sdp: %s carries no session description of its own", value.Value), "only re-INVITE and UPDATE offer one; write another body into body:")
		}
	}
	if dialog := f.take("dialog"); dialog != nil {
		s.Dialog = r.dialog(dialog)
	}
	if expect := f.take("expect"); expect != nil {
		s.Expect = r.finals(expect)
	}
	s.Listener = r.listener(f)
	f.done()
	method, ok := r.scalar(value, "request")
	switch {
	case !ok:
		return nil
	case method == "INVITE":
		r.wrong(value, "request: INVITE begins another call, and ours stand inside this one", "write  request: re-INVITE")
		return nil
	case !slices.Contains(requestedWords, method):
		r.wrong(value, fmt.Sprintf("request: %q is nothing we can send", method), nearHint(method, requestedWords, nil))
		return nil
	}
	s.Method = method
	return s
}

// finals reads the codes of which one must answer a request of ours.
func (r *reader) finals(n *yaml.Node) (codes []int) {
	for _, word := range r.words(n, "expect") {
		code, _, isCode := dialElement(word.Value)
		if !isCode || code < 200 {
			r.wrong(word, fmt.Sprintf("expect: %q is no final response: these are 200 to 699", word.Value), "write  expect: 200,  or a list of codes")
			continue
		}
		codes = append(codes, code)
	}
	r.notEmpty(n, "expect", []string{"200"})
	return codes
}
