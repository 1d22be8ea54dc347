package scenarios

import (
	"slices"
	"testing"

	"github.com/sipbin/sipbin/catalog"
)

// Whatever code a client meets, there is a scenario that sends it.
func TestEveryCodeOfTheCatalogIsInTheLibrary(t *testing.T) {
	sent := map[int][]string{}
	for _, sc := range Library().All() {
		for _, code := range sc.Codes() {
			sent[code] = append(sent[code], sc.Name)
		}
	}
	automatic := []int{487} // what a CANCEL leads to by itself
	for _, code := range catalog.Codes() {
		if len(sent[code.Number]) == 0 && !slices.Contains(automatic, code.Number) {
			t.Errorf("no scenario of the library sends %d %s", code.Number, code.Reason)
		}
	}
}
