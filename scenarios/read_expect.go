package scenarios

import (
	"fmt"

	"go.yaml.in/yaml/v4"
)

func (r *reader) expect(f *fields) Step {
	value := f.take("expect")
	s := &Expect{At: r.at(value)}
	if value.Kind == yaml.ScalarNode && value.Value == "" || value.Kind == yaml.SequenceNode && len(value.Content) == 0 {
		r.wrong(value, "expect: names no method", "write  expect: ACK")
		f.done()
		return nil
	}
	for _, word := range r.words(value, "expect") {
		if word.Value == "INVITE again" || word.Value == "re-INVITE" {
			r.wrong(word, fmt.Sprintf("expect: %s is not in this version yet", word.Value), "")
			continue
		}
		if r.method(word) {
			s.Methods = append(s.Methods, word.Value)
		}
	}
	if within := f.take("within"); within != nil {
		s.Within, _ = r.duration(within, "within")
		if s.Within == 0 && within.Value == "0s" {
			r.wrong(within, "within: 0s is over before anything can come", "leave within: out to wait as long as the call lasts")
		}
	}
	if after := f.take("after"); after != nil {
		s.After, _ = r.duration(after, "after")
		if s.Within > 0 && s.After >= s.Within {
			r.wrong(after, fmt.Sprintf("after: %s is not before within: %s, so nothing can be in time", s.After, s.Within), "")
		}
	}
	if f.has("respond") {
		s.Takes = true
		before := len(r.problems)
		if answer := r.response(f); answer != nil {
			r.unread[answer] = len(r.problems) > before
			s.Do = []Step{answer}
		}
		if do := f.take("do"); do != nil {
			r.wrong(do, "do: and respond: cannot both answer", "put the response into do: as its first step")
		}
	} else {
		f.asked = append(f.asked, "respond")
		if do := f.take("do"); do != nil {
			s.Takes = true
			s.Do = r.steps(do, false)
		}
	}
	if otherwise := f.take("else"); otherwise != nil {
		s.HasElse = true
		s.Else = r.steps(otherwise, false)
	}
	f.done("where", "dialog", "at", "capture", "sdp", "answers", "reliable", "times", "every", "fault", "raw")
	if len(s.Methods) == 0 {
		return nil
	}
	return s
}
