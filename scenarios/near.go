package scenarios

// maxNear bounds the work of a miss, in characters: longer texts resemble
// nothing.
const maxNear = 64

// Near says in words which scenarios came nearest to a request that none was
// for, the nearest first, at most n: "voicemail: user 2??? does not fit 3001".
// A scenario that is reached by its name only is near when the user part is
// nearly that name.
func (s *Set) Near(r Asked, n int) []string {
	var out []string
	for _, c := range s.Explain(r) {
		if len(out) == n {
			break
		}
		if c.Scenario.Match.Zero() && c.Distance >= 1 {
			continue
		}
		out = append(out, c.String())
	}
	return out
}
