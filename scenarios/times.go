package scenarios

import "strconv"

// Times is how often something has to happen; Most is -1 without a limit.
type Times struct{ Least, Most int }

// Has reports whether n times are as often as it has to be.
func (t Times) Has(n int) bool { return n >= t.Least && (t.Most < 0 || n <= t.Most) }

// String is the number as it stands in a scenario: "1", "0..1" or "1..".
func (t Times) String() string {
	least := strconv.Itoa(t.Least)
	switch t.Most {
	case t.Least:
		return least
	case -1:
		return least + ".."
	}
	return least + ".." + strconv.Itoa(t.Most)
}
