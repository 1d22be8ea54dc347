package scenarios

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

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

// IsPath tells a path of scenarios from the name of one and from a dial string:
// something is there, or it ends like a scenario file, or it has a folder in it.
func IsPath(word string) bool {
	if IsDial(word) {
		return false
	}
	_, missing := os.Stat(word)
	extension := filepath.Ext(word)
	return missing == nil || extension == ".yaml" || extension == ".yml" || strings.ContainsRune(word, os.PathSeparator)
}

// ForEverybody is the scenario with a match that each request fits which it has
// a list for, so that a client needs no special number to get it. A dial string,
// which has a list for any, leaves alone what a client sends by itself: REGISTER
// and OPTIONS. A scenario that has a match keeps it.
func (s *Scenario) ForEverybody() *Scenario {
	if !s.Match.Zero() {
		return s
	}
	all := *s
	all.Match.User = everybody
	if s.Dialled {
		all.Match.Method = []string{"INVITE", "MESSAGE", "NOTIFY", "PUBLISH", "REFER", "SUBSCRIBE"}
	}
	return &all
}

var everybody = func() Pattern {
	p, err := ParsePattern("*")
	if err != nil {
		panic(err)
	}
	return p
}()
