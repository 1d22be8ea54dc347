package scenarios

import (
	"fmt"

	"github.com/sipbin/sipbin/catalog"
)

// Find is the scenario that a word means: a dial string, or the name of one of
// yours or of those that ship. The error names what is near.
func Find(yours *Set, word string) (*Scenario, error) {
	if IsDial(word) {
		return Dial(word)
	}
	all := Join(yours, Library())
	if sc := all.ByName(word); sc != nil {
		return sc, nil
	}
	var names []string
	for _, sc := range all.All() {
		names = append(names, sc.Name)
	}
	if near := catalog.NearestOf(word, names); near != "" {
		return nil, fmt.Errorf("there is no scenario %q; did you mean %s?", word, near)
	}
	return nil, fmt.Errorf("there is no scenario %q, and it is no dial string like 180*5*486", word)
}
