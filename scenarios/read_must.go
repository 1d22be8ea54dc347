package scenarios

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"
)

// must reads {ACK: 1, INVITE again: 0, BYE: 0..1, CANCEL: 1..}.
func (r *reader) must(n *yaml.Node) map[string]Times {
	const hint = "write  must: {ACK: 1, INVITE again: 0}"
	f := r.fields(n, "must", nil, hint)
	if f == nil {
		return nil
	}
	if len(n.Content) == 0 {
		r.wrong(n, "must: names no event", hint)
	}
	out := map[string]Times{}
	for key, value := range f.pairs() {
		switch {
		case f.taken[key]:
		case key.Value == "any":
			r.wrong(key, "must: any does not say what is counted", "name the method or event")
		case r.event(key):
			if times, ok := r.times(value, "must: "+key.Value); ok {
				out[key.Value] = times
			}
		}
	}
	return out
}

var timesWords = regexp.MustCompile(`^(` + timesPattern + `)$`)

const timesPattern = `(0|[1-9][0-9]{0,5})(\.\.(0|[1-9][0-9]{0,5})?)?`

// times reads "2", "0..1" or "1..".
func (r *reader) times(n *yaml.Node, what string) (Times, bool) {
	s, ok := r.scalar(n, what)
	if !ok {
		return Times{}, false
	}
	if !timesWords.MatchString(s) {
		r.wrong(n, fmt.Sprintf("%s: %q says no number of times", what, s), "write  1,  0..1  or  1..")
		return Times{}, false
	}
	least, most, ranged := strings.Cut(s, "..")
	var t Times
	t.Least, _ = strconv.Atoi(least) // the pattern has six digits
	t.Most = t.Least
	if ranged {
		t.Most = -1
	}
	if most != "" {
		t.Most, _ = strconv.Atoi(most)
	}
	if t.Most >= 0 && t.Most < t.Least {
		r.wrong(n, fmt.Sprintf("%s: %s goes from the higher to the lower", what, s), "write the lower number first, like 0..1")
		return Times{}, false
	}
	return t, true
}
