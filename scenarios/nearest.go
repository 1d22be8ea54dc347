package scenarios

import "strings"

// nearest is the known word that a mistyped one most likely meant, "" when none
// is near: one edit in three letters, case aside.
func nearest(word string, known []string) string {
	best, limit := "", max(len(word)/3, 1)+1
	if len(word) < 3 {
		limit = 1
	}
	for _, k := range known {
		if len(k) > len(word)+limit || len(word) > len(k)+limit {
			continue
		}
		if e := edits(strings.ToLower(word), strings.ToLower(k)); e < limit {
			best, limit = k, e
		}
	}
	return best
}

// edits counts the insertions, deletions, exchanges and swaps of neighbours
// that turn one word into the other.
func edits(a, b string) int {
	before, last := make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := range len(a) {
		row := make([]int, len(b)+1)
		row[0] = i + 1
		for j := range len(b) {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			row[j+1] = min(last[j]+cost, last[j+1]+1, row[j]+1)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				row[j+1] = min(row[j+1], before[j-1]+1)
			}
		}
		before, last = last, row
	}
	return last[len(b)]
}
