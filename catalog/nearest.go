package catalog

import (
	"slices"
	"strconv"
	"strings"
)

// Nearest are up to three known words that look like this one: codes, header
// fields, methods and rule words, the nearest first.
func Nearest(word string) []string {
	var known []string
	for _, c := range Codes() {
		known = append(known, strconv.Itoa(c.Number), c.Reason)
	}
	for i := range headerFields {
		known = append(known, headerFields[i].Name)
	}
	return nearest(word, append(append(known, methodNames[:]...), Words()...))
}

func nearest(word string, known []string) []string {
	type near struct {
		word     string
		distance int
	}
	var found []near
	lower := strings.ToLower(word)
	for _, k := range known {
		limit := max(1, min(len(k), len(word))/3)
		if d := Distance(lower, strings.ToLower(k)); d <= limit {
			found = append(found, near{k, d})
		}
	}
	slices.SortStableFunc(found, func(a, b near) int { return a.distance - b.distance })
	var words []string
	for _, n := range found {
		if len(words) < 3 && !slices.Contains(words, n.word) {
			words = append(words, n.word)
		}
	}
	return words
}

// NearestOf is the known word that a mistyped one most likely meant, "" when
// none is near: one edit in three letters, case aside.
func NearestOf(word string, known []string) string {
	best, limit := "", len(word)/3+1
	for _, k := range known {
		if len(k) >= len(word)+limit || len(word) >= len(k)+limit {
			continue
		}
		if d := Distance(strings.ToLower(word), strings.ToLower(k)); d < limit {
			best, limit = k, d
		}
	}
	return best
}

// Distance is the number of letters to insert, delete, change or swap that makes
// one word of another.
func Distance(a, b string) int {
	before, row, next := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(a); i++ {
		next[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			next[j] = min(row[j]+1, next[j-1]+1, row[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				next[j] = min(next[j], before[j-2]+1)
			}
		}
		before, row, next = row, next, before
	}
	return row[len(b)]
}
