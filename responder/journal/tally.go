package journal

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

// tally counts calls by their last response.
type tally struct {
	last           time.Time
	calls          int
	codes          map[int]int // 0: no response
	missing, blank int
}

func (t *tally) add(s Summary) {
	if t.codes == nil {
		t.codes = make(map[int]int)
	}
	last, _ := s.Last()
	t.last = s.At
	t.calls++
	t.codes[last.Code]++
	if s.Acked == "missing" {
		t.missing++
	}
}

// unread counts calls of which the summary had to make room.
func (t *tally) unread(calls int) {
	t.calls += calls
	t.blank += calls
}

func (t *tally) String() string {
	codes := slices.SortedFunc(maps.Keys(t.codes), func(a, b int) int {
		return cmp.Or(cmp.Compare(t.codes[b], t.codes[a]), cmp.Compare(a, b))
	})
	var parts []string
	for _, code := range codes {
		name := fmt.Sprint(code)
		if code == 0 {
			name = "no response"
		}
		parts = append(parts, fmt.Sprintf("%d x %s", t.codes[code], name))
	}
	if t.blank > 0 {
		parts = append(parts, fmt.Sprintf("%d not read in time", t.blank))
	}
	text := fmt.Sprintf("%s  %d calls  ->  %s", t.last.Format(clock), t.calls, strings.Join(parts, ", "))
	if t.missing > 0 {
		text += fmt.Sprintf("  ACK missing %d", t.missing)
	}
	return text
}
