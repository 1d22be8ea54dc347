package respondertest

import "strings"

// nearest is the known word that a mistyped one most likely meant, "" when none
// is near: one edit in three letters, case aside.
func nearest(word string, known []string) string {
	best, fewest := "", len(word)/3+1
	for _, k := range known {
		if n := edits(strings.ToLower(word), strings.ToLower(k)); n < fewest {
			best, fewest = k, n
		}
	}
	return best
}

// edits counts the insertions, deletions and exchanges that turn one word into
// the other.
func edits(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			exchange := diagonal
			if a[i] != b[j] {
				exchange++
			}
			diagonal = row[j+1]
			row[j+1] = min(exchange, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
