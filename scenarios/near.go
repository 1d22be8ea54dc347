package scenarios

import (
	"cmp"
	"fmt"
	"slices"
)

// maxNear bounds the work of a miss: longer user parts resemble nothing.
const maxNear = 64

// Near says in words which scenarios came nearest to a request that none was
// for, the nearest first, at most n: "voicemail: user 2??? does not fit 3001".
// A scenario that is reached by its name only is near when the user part is
// nearly that name, and comes before patterns that are as near.
func (s *Set) Near(r Asked, n int) []string {
	if s == nil {
		return nil
	}
	type miss struct {
		edits int
		words string
	}
	var misses []miss
	user, method := r.User(), r.Method()
	short := user[:min(len(user), maxNear)]
	for _, sc := range s.all {
		match := sc.Match.User
		switch {
		case match.Fits(user):
			misses = append(misses, miss{0, fmt.Sprintf("%s: user %s fits, but nothing is written on: %s", sc.Name, match, method)})
		case !match.Zero():
			misses = append(misses, miss{match.distance(short), fmt.Sprintf("%s: user %s does not fit %s", sc.Name, match, short)})
		}
		if nearest(short, []string{sc.Name}) != "" {
			misses = append(misses, miss{edits(short, sc.Name) - 1, fmt.Sprintf("%s: its name is near %s", sc.Name, short)})
		}
	}
	slices.SortStableFunc(misses, func(a, b miss) int { return cmp.Compare(a.edits, b.edits) })
	var out []string
	for _, m := range misses[:min(n, len(misses))] {
		out = append(out, m.words)
	}
	return out
}
