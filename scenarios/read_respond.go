package scenarios

import (
	"fmt"
	"strings"

	"go.yaml.in/yaml/v4"
)

func (r *reader) respond(f *fields) Step {
	before := len(r.problems.Errors())
	s := r.response(f)
	if answers := f.take("answers"); answers != nil && r.method(answers) {
		s.Answers = answers.Value
		if s.Answers == "ACK" || s.Answers == "CANCEL" {
			r.wrong(answers, fmt.Sprintf("answers: %s begins no call", s.Answers), "write  answers: INVITE")
		} else if r.placing {
			r.wrong(answers, "answers: the first request of the call is ours", "leave it out to answer what was expected")
		}
	}
	if dialog := f.take("dialog"); dialog != nil {
		s.Dialog = r.dialog(dialog)
	}
	if reliable := f.take("reliable"); reliable != nil {
		s.Reliable = r.flag(reliable, "reliable")
		if s.Reliable && s.Code >= 200 {
			r.wrong(reliable, fmt.Sprintf("reliable: is for provisional responses, and %d is a final one", s.Code), "leave it out: a final response is repeated until it is acknowledged")
		}
	}
	r.repeated(f, s)
	f.done()
	r.onlyRaw(f, s)
	if s.Code < 0 {
		return nil
	}
	if f.has("respond") && s.Code == 0 && len(f.node.Content) > 2 && !f.has("raw") {
		r.warn(f.take("respond"), "respond: none sends nothing, so all that stands beside it means nothing", "")
	}
	r.unread[s] = len(r.problems.Errors()) > before
	return s
}

// repeated reads times: and every:.
func (r *reader) repeated(f *fields, s *Respond) {
	times, every := f.take("times"), f.take("every")
	if times != nil {
		s.Times, _ = r.number(times, "times", 1, maxTimes)
	}
	if every != nil {
		s.Every, _ = r.duration(every, "every")
	}
	switch {
	case times != nil && every == nil && s.Times > 0:
		r.wrong(times, fmt.Sprintf("times: %d does not say how far apart", s.Times), fmt.Sprintf("write  times: %d, every: 4s", s.Times))
	case every != nil && times == nil:
		r.wrong(every, "every: does not say how often", "write  times: 2, every: "+every.Value)
	}
}

// maxTimes is how often something can be repeated.
const maxTimes = 1000

// response reads respond: and the keys that say more about it; they stand
// beside expect: too. Its code is -1 when that could not be read.
func (r *reader) response(f *fields) *Respond {
	value := f.take("respond")
	s := &Respond{At: r.at(value), Code: -1}
	if code, ok := r.code(value, "respond"); ok {
		s.Code = code
	}
	if reason := f.take("reason"); reason != nil {
		s.Reason = r.reason(reason)
	}
	s.Headers, s.Body, s.Fault = r.message(f)
	if sdp := f.take("sdp"); sdp != nil {
		s.SDP, s.Bend = r.sdp(sdp, f, sdpResponse)
	}
	if breaks := f.take("breaks"); breaks != nil {
		for _, word := range r.words(breaks, "breaks") {
			s.Breaks = append(s.Breaks, word.Value)
		}
	}
	if off := f.take("off"); off != nil {
		s.Off = r.acts(off)
	}
	if raw := f.take("raw"); raw != nil {
		s.Raw = r.raw(raw)
		if s.Code == 0 {
			r.wrong(raw, "raw: needs a code in respond:, by which the transaction goes on", "write the code of the response that you spell out")
		}
	}
	return s
}

// onlyRaw refuses what would be built beside what is sent as it stands.
func (r *reader) onlyRaw(f *fields, s *Respond) {
	if !f.has("raw") {
		return
	}
	for key := range f.pairs() {
		switch key.Value {
		case "reason", "headers", "body", "sdp", "dialog", "reliable":
			r.wrong(key, fmt.Sprintf("%s: and raw: cannot both say what is sent", key.Value), "write it into raw:, or leave raw: out")
		}
	}
	if s.Fault.onMessage() {
		r.wrong(f.take("fault"), "raw: is sent byte for byte, so no fault on the message can be done to it", "write it into raw:; faults on the delivery are possible")
	}
}

// raw reads what is sent byte for byte. People write messages as blocks of
// lines, whose line ends YAML makes LF and whose last empty line it drops; a value
// in quotes is taken as it is.
func (r *reader) raw(n *yaml.Node) Text {
	s, ok := r.scalar(n, "raw")
	if !ok {
		return Text{}
	}
	if s == "" {
		r.wrong(n, "raw: is empty", "write {respond: none} to send nothing")
	}
	if n.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0 {
		s = crlf(withEmptyLine(s))
	}
	t, err := ParseRaw(s)
	if err != nil {
		r.failed(n, "raw", err)
	}
	return t
}

// withEmptyLine is a block of header lines with the empty line that ends them,
// if there is none. One that does not end with a line end (|-) is as it is meant.
func withEmptyLine(s string) string {
	if strings.Contains(s, "\n\n") || strings.Count(s, "\n") < 2 || !strings.HasSuffix(s, "\n") {
		return s
	}
	return s + "\n"
}

func (r *reader) reason(n *yaml.Node) string {
	s, ok := r.scalar(n, "reason")
	if !ok {
		return ""
	}
	if err := oneLine(s); err != nil {
		r.failed(n, "reason", err)
		return ""
	}
	if strings.Contains(s, "{{") {
		r.wrong(n, "reason: is sent as it stands, {{ and all", "headers and body can be templates")
	}
	return s
}
