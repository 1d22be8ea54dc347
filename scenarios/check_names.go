package scenarios

import (
	"fmt"
	"slices"
)

// checkNames holds the names that a scenario gives, of early dialogs and of
// captured values, to those that it uses.
func (r *reader) checkNames(s *Scenario) {
	var dialogs, vars []string
	s.each(func(step Step) {
		switch step := step.(type) {
		case *Respond:
			dialogs = append(dialogs, step.Dialog)
		case *Expect:
			for _, c := range step.Capture {
				vars = append(vars, c.Name)
			}
		}
	})
	inDialog := func(step Step, name string) {
		if name != "" && !slices.Contains(dialogs, name) {
			r.add(Problem{At: step.Position(), Text: fmt.Sprintf("no response is sent in dialog %s", name), Hint: fmt.Sprintf("write  {respond: 180, dialog: %s}  before it", name)})
		}
	}
	captured := func(at Position, used []string) {
		for _, name := range used {
			if !slices.Contains(vars, name) {
				r.add(Problem{At: at, Text: "nothing captures " + name, Hint: captureHint(name, vars)})
			}
		}
	}
	message := func(at Position, headers []Header, body Text) {
		for _, h := range headers {
			captured(h.At, h.Value.vars)
		}
		captured(at, body.vars)
	}
	s.each(func(step Step) {
		switch step := step.(type) {
		case *Respond:
			message(step.At, step.Headers, step.Body)
			captured(step.At, step.Raw.vars)
		case *Request:
			inDialog(step, step.Dialog)
			message(step.At, step.Headers, step.Body)
		case *Expect:
			inDialog(step, step.Dialog)
			for _, c := range step.Capture {
				captured(step.At, c.Value.vars())
			}
		case *When:
			captured(step.At, step.Condition.vars())
		case *Fail:
			captured(step.At, step.Why.vars)
		}
	})
}

func captureHint(name string, vars []string) string {
	if len(vars) > 0 {
		return nearHint(name, vars)
	}
	return fmt.Sprintf("write  {expect: ACK, capture: {%s: Request.CallID}}  before it", name)
}

// each sees all steps, those inside others too.
func (s *Scenario) each(see func(Step)) {
	for _, list := range s.On {
		for _, try := range list.Tries {
			each(try.Steps, see)
		}
	}
	each(s.Start, see)
}

func each(steps []Step, see func(Step)) {
	for _, step := range steps {
		see(step)
		switch step := step.(type) {
		case *Expect:
			each(step.Do, see)
			each(step.Else, see)
		case *When:
			each(step.Do, see)
			each(step.Else, see)
		case *Choose:
			for _, b := range step.Branches {
				each(b.Do, see)
			}
		case *Repeat:
			each(step.Do, see)
		}
	}
}
